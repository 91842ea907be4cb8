"""Rules proved: an amount is suggested only from words that name money; several become rows with their own words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import format_dong
from procedures.national.doubts import Doubts
from procedures.national.fees import MOST_DONG, fees
from procedures.review.suggested_fees import MOST_ROWS, amounts
from tests.procedures.national_records import channel, fee

WHERE = "channels[0].fees[0]"
MONEY = st.integers(1_000, 999_999_999)


def after(value: Any) -> list[int | None]:
    """The amounts that a mended fee is read as."""
    return [row.amount_dong for row in fees({"channels": [channel(fees=[value])]}, Doubts())]


def grouped(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


@given(MONEY, st.sampled_from([" đồng", "đ", " VNĐ", " vnd", "  đồng/bản"]))
def test_one_amount_is_sure_however_its_money_is_written(amount: int, money: str) -> None:
    (mend,) = amounts(WHERE, fee(text=f"Mức thu: {grouped(amount)}{money}"))

    assert (mend.key, mend.is_sure, mend.path) == ("amount", True, WHERE)
    assert after(mend.value) == [amount]
    assert format_dong(amount) in mend.says


@given(MONEY)
def test_the_same_amount_said_twice_is_one(amount: int) -> None:
    (mend,) = amounts(WHERE, fee(text=f"{grouped(amount)} đồng. Nộp {amount} đồng."))

    assert (mend.key, after(mend.value)) == ("amount", [amount])


@given(st.lists(MONEY, min_size=2, max_size=6, unique=True))
def test_several_amounts_become_rows_and_are_asked(told: list[int]) -> None:
    text = ". ".join(f"Loại {chr(65 + n)}: {grouped(amount)} đồng" for n, amount in enumerate(told))

    (mend,) = amounts(WHERE, fee(text=text))

    assert (mend.key, mend.is_sure) == ("amounts", False), "which case pays which is a person's to say"
    assert after(mend.value) == told
    assert [part["text"][:6] for part in mend.value["parts"]] == [f"Loại {chr(65 + n)}" for n in range(len(told))]
    assert all(grouped(amount) in mend.says for amount in told)


def test_two_amounts_in_one_sentence_share_its_words() -> None:
    (mend,) = amounts(WHERE, fee(text="Cấp mới 150.000 đồng, cấp lại 80.000 đồng"))

    assert after(mend.value) == [150_000, 80_000]
    assert len({part["text"] for part in mend.value["parts"]}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "", "Theo Thông tư số 172/2010/TT-BTC", "100 USD", "5 đồng", "50.000", "năm mươi nghìn đồng", "Điều 5.000",
        "0 đồng", "1/2020 đồng", "mức 12,5%",
    ],
)  # fmt: skip
def test_words_without_money_suggest_nothing(text: str) -> None:
    assert amounts(WHERE, fee(text=text)) == []


@pytest.mark.parametrize("junk", [None, "150.000 đồng", 7, [], {}])
def test_a_fee_that_is_none_gets_no_suggestion(junk: Any) -> None:
    assert amounts(WHERE, junk) == []


def test_what_was_foreign_or_broken_becomes_ours() -> None:
    (mend,) = amounts(WHERE, fee(amount="?", currency="USD", text="Lệ phí 20.000 đồng"))

    assert (mend.value["amount"], mend.value["currency"], mend.value["text"]) == (20_000, "VND", "Lệ phí 20.000 đồng")


def test_more_money_than_there_is_is_not_suggested() -> None:
    assert amounts(WHERE, fee(text=f"{grouped(MOST_DONG)} đồng")) == []


def test_a_table_in_words_is_cut_after_many_rows() -> None:
    text = "\n".join(f"Dòng {n}: {grouped(1_000 * (n + 1))} đồng" for n in range(MOST_ROWS + 20))

    (mend,) = amounts(WHERE, fee(text=text))

    assert len(mend.value["parts"]) == MOST_ROWS


@given(st.text(st.sampled_from("0123456789., đồngvnd\n;"), max_size=60))
def test_whatever_the_words_an_amount_suggested_is_one_that_can_be_stored(text: str) -> None:
    for mend in amounts(WHERE, fee(text=text)):
        assert all(amount is not None and 0 <= amount < MOST_DONG for amount in after(mend.value))
