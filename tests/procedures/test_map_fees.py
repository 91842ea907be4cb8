"""Rules proved: a fee is promised only when its number can be trusted; a zero that its own text denies is no zero."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import Channel, FeeKind
from procedures.models import Fee
from procedures.national.doubts import Doubts
from procedures.national.fees import LONGEST_NAME, MOST_DONG, fees
from tests.procedures.national_records import channel, fee


def read(*told: Any, **changes: Any) -> tuple[list[Fee], set[str]]:
    """The fees of one channel, and the kinds of doubt about them."""
    return read_channels(channel(fees=list(told), **changes))


def read_channels(*channels: Any) -> tuple[list[Fee], set[str]]:
    doubts = Doubts()
    found = fees({"channels": list(channels)}, doubts)
    return found, {doubt.flag for doubt in doubts}


def shown(found: list[Fee]) -> list[tuple[str, int | None]]:
    return [(row.channel, row.amount_dong) for row in found]


AMOUNTS = st.integers(1, 10**9)
WORDS = st.sampled_from(["Lệ phí cấp giấy", "Phí thẩm định hồ sơ", "Giá vé", "Nộp tại quầy"])


@given(amount=AMOUNTS, text=WORDS)
def test_an_amount_is_taken_as_it_stands(amount: int, text: str) -> None:
    found, flags = read(fee(amount=amount, text=text))

    assert [(row.channel, row.amount_dong, row.name, row.note) for row in found] == [(Channel.ANY, amount, text, "")]
    assert flags == set()


@pytest.mark.parametrize(
    "text",
    [
        "5.000 đồng/bản", "20.000đ", "100 USD", "50.000 VNĐ", "theo quy định hiện hành", "Theo biểu phí",
        "theo Thông tư 1", "do Hội đồng nhân dân tỉnh quyết định", "HĐND", "Nghị quyết 12", "mức thu", "giá dịch vụ",
        "Phí: xem phụ lục",
    ],
)  # fmt: skip
def test_a_zero_that_its_text_denies_is_no_zero(text: str) -> None:
    found, flags = read(fee(amount=0, text=text))

    assert shown(found) == [(Channel.ANY, None)]
    assert flags == {"fee_zero_but_text_sets_fee"}


@pytest.mark.parametrize(
    "text",
    [
        "Miễn lệ phí",
        "Không thu phí",
        "không có",
        "Không quy định",
        "0 đồng",
        "Không",
        "Không phải nộp lệ phí",
        "không mất phí",
    ],
)  # fmt: skip
def test_a_zero_that_its_text_confirms_is_one(text: str) -> None:
    found, flags = read(fee(amount=0, text=text))

    assert (shown(found), flags) == ([(Channel.ANY, 0)], set())


def test_a_zero_without_words_is_no_row() -> None:
    assert read(fee(amount=0, text=""), fee(amount=0, text="  ")) == ([], set())


def test_words_without_an_amount_are_kept_without_one() -> None:
    found, flags = read(fee(amount=None, text="Theo quy định"))

    assert [(row.name, row.amount_dong) for row in found] == [("Theo quy định", None)]
    assert flags == {"fee_amount_missing"}


@given(
    st.floats() | st.booleans() | st.text(max_size=9) | st.lists(st.integers(), max_size=2) | st.integers(max_value=-1)
)
def test_what_is_no_amount_is_never_one(amount: Any) -> None:
    found, flags = read(fee(amount=amount, text="Lệ phí"))

    assert [row.amount_dong for row in found] == [None]
    assert flags == {"fee_amount_not_readable"}


@given(st.integers(MOST_DONG, 10**30))
def test_more_money_than_there_is_is_no_amount(amount: int) -> None:
    assert read(fee(amount=amount, text="Lệ phí"))[1] == {"fee_amount_not_readable"}


@given(currency=st.text(max_size=4).filter(lambda code: code != "VND"), amount=AMOUNTS)
def test_foreign_money_is_left_to_a_person(currency: str, amount: int) -> None:
    found, flags = read(fee(amount=amount, currency=currency, text="Lệ phí"))

    assert ([row.amount_dong for row in found], flags) == ([None], {"fee_foreign_currency"})


def test_money_without_a_currency_is_ours() -> None:
    assert shown(read(fee(amount=5, currency=None, text="Lệ phí"))[0]) == [(Channel.ANY, 5)]


@pytest.mark.parametrize("junk", [None, "5.000", 5000, [], True])
def test_a_row_that_is_none_is_doubted_and_the_others_stand(junk: Any) -> None:
    found, flags = read(junk, fee(amount=7, text="Lệ phí"))

    assert (shown(found), flags) == ([(Channel.ANY, 7)], {"fee_not_readable"})


@given(st.integers(0, 400))
def test_long_words_become_the_note_and_the_kind_is_the_name(length: int) -> None:
    text = "Phí" + "a" * length
    (row,), _flags = read(fee(amount=1, text=text, kind="charge"))

    if len(text) <= LONGEST_NAME:
        assert (row.name, row.note) == (text, "")
    else:
        assert (row.name, row.note) == (str(FeeKind.CHARGE.label), text)


@pytest.mark.parametrize("bullet", ["- ", "+ ", "* ", "• ", "-- ", "– "])
def test_the_dash_of_a_list_is_no_part_of_the_name(bullet: str) -> None:
    assert read(fee(amount=1, text=f"{bullet}Lệ phí cấp"))[0][0].name == "Lệ phí cấp"


@pytest.mark.parametrize(
    ("told", "text", "kind"),
    [
        (FeeKind.FEE, "Phí thẩm định", FeeKind.FEE),
        (FeeKind.CHARGE, "Lệ phí", FeeKind.CHARGE),
        (None, "Lệ phí cấp giấy", FeeKind.FEE),
        (None, "- Lệ phí: cấp", FeeKind.FEE),
        (None, "Phí thẩm định, không gồm " + "x" * 80 + " lệ phí", FeeKind.CHARGE),
        (None, "giá dịch vụ", FeeKind.PRICE),
        ("tax", "Thuế", FeeKind.CHARGE),
        (["fee"], "Lệ phí", FeeKind.FEE),
    ],
)
def test_the_kind_is_what_was_told_else_what_the_words_begin_with(told: Any, text: str, kind: str) -> None:
    assert read(fee(amount=1, text=text, kind=told))[0][0].kind == kind


@given(st.dictionaries(st.sampled_from(["online", "direct", "postal"]), st.lists(AMOUNTS, max_size=3, unique=True)))
def test_channels_that_agree_share_their_rows(told: dict[str, list[int]]) -> None:
    found, _flags = read_channels(
        *(channel(method=m, fees=[fee(amount=n, text="Lệ phí") for n in amounts]) for m, amounts in told.items())
    )

    every = list(told.values())
    if every and all(amounts == every[0] for amounts in every):
        assert shown(found) == [(Channel.ANY, amount) for amount in every[0]]
    else:
        assert shown(found) == [(m, amount) for m, amounts in told.items() for amount in amounts]


def test_the_same_row_twice_in_a_channel_is_one() -> None:
    assert len(read(fee(amount=5, text="Lệ phí"), fee(amount=5, text="Lệ phí"))[0]) == 1


def test_a_channel_named_twice_has_the_fees_of_both() -> None:
    found, _flags = read_channels(
        channel(fees=[fee(amount=5, text="Lệ phí")]), channel(fees=[fee(amount=9, text="Phí", kind="charge")])
    )

    assert shown(found) == [(Channel.ANY, 5), (Channel.ANY, 9)]


@pytest.mark.parametrize("method", ["fax", None, 5, ""])
def test_a_way_of_filing_nobody_knows_brings_no_fee(method: Any) -> None:
    assert read(fee(amount=5, text="Lệ phí"), method=method)[0] == []


def test_the_parts_into_which_a_publisher_split_a_fee_stand_for_it() -> None:
    parts = [fee(amount=150_000, text="Cấp mới"), fee(amount=80_000, text="Cấp lại")]
    found, flags = read(fee(amount=0, text="Theo quy định", parts=parts))

    assert [(row.name, row.amount_dong) for row in found] == [("Cấp mới", 150_000), ("Cấp lại", 80_000)]
    assert flags == set()


@pytest.mark.parametrize("parts", [None, "x", 7, {}])
def test_parts_that_are_none_leave_the_fee_whole(parts: Any) -> None:
    assert shown(read(fee(amount=5, text="Lệ phí", parts=parts))[0]) == [(Channel.ANY, 5)]


def test_each_doubt_names_its_place() -> None:
    doubts = Doubts()
    fees({"channels": [channel(fees=[fee(amount=1, text="a"), fee(amount=None, text="b")]), "x"]}, doubts)

    assert [(d.flag, d.where, d.text) for d in doubts] == [("fee_amount_missing", "channels[0].fees[1]", "b")]


@pytest.mark.parametrize("channels", [None, [], "x", [None, 7]])
def test_without_channels_there_are_no_fees(channels: Any) -> None:
    assert fees({"channels": channels}, Doubts()) == []
