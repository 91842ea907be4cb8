"""Matching transfers to orders: what banks do to a code is seen through, and no wrong order is ever called certain."""

from __future__ import annotations

import string
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from payments.matching import Confidence, Match, OpenOrder, OpenOrders, match
from payments.statements import read
from tests.payments.statement_files import MT940

OURS = "0011001932418"
ORDER = OpenOrder("H29.151-261122-0001", 50_000, OURS, "Nguyễn Thị Hòa")
NEXT = OpenOrder("H29.151-261122-0002", 50_000, OURS, "Trần Văn Bình")
DEARER = OpenOrder("H29.151-261122-0003", 90_000, OURS, "Lê Thị Cúc")
ELSEWHERE = OpenOrder("H29.152-261122-0001", 50_000, "222222222", "Phạm Văn Dũng")
ORDERS = OpenOrders([ORDER, NEXT, DEARER, ELSEWHERE])
MANY = settings(max_examples=25)


@dataclass(frozen=True)
class Said:
    """A transfer as a bank tells it."""

    text: str
    amount_dong: int = 50_000
    account: str = OURS
    counterparty: str = ""


def suggested(found: Match) -> list[OpenOrder]:
    return [suggestion.order for suggestion in found.suggestions]


@pytest.mark.parametrize(
    "text",
    [
        "H29.151-261122-0001",
        "h29.151-261122-0001",
        "H29151 2611220001",
        "H291512611220001",
        "MBVCB.123.H29 151 261122 0001 NGUYEN VAN A chuyen tien",
        "MBVCB.6997056113.H29.151-261122-0001.CT tu 0881000956868 NGUYEN THI HOA toi 0011001932418",
        "CT DEN:612345678901 H29.151-261122-0001; tai Napas",
        "H29.151-261122-0001-221126-08:15:30 612345",
        "0912345678-H29 151 261122 0001-CHUYENTIEN-OQCH00123",
        "REM H29.151-2611\n22-0001 B/O NGUYEN THI HOA",
        "Nộp lệ phí (H29/151/261122/0001)",
    ],
)
def test_a_code_is_certain_whatever_a_bank_did_to_its_signs_and_around_it(text: str) -> None:
    found = match(Said(text), ORDERS)

    assert (found.order, found.confidence) == (ORDER, Confidence.CERTAIN)
    assert "Nội dung có đúng mã H29.151-261122-0001." in found.reasons


@pytest.mark.parametrize("amount", [1, 49_999, 50_001, 10**14])
def test_a_clear_code_is_certain_at_any_amount_since_the_ledger_knows_parts_and_excess(amount: int) -> None:
    found = match(Said(ORDER.code, amount), ORDERS)

    assert (found.order, found.confidence) == (ORDER, Confidence.CERTAIN)
    assert not any("số tiền" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "H29.151-261122-00012",
        "H29.151-261122-0001 2",
        "H29.151-261122-0001\n23 le phi",
        "H29.151-261122-0001ND",
        "CTH29.151-261122-0001",
        "H29.151-261122-OOO1",
        "H29.151-261122-00",
        "51-261122-0001",
    ],
)
def test_a_code_that_may_be_another_is_offered_first_but_never_booked(text: str) -> None:
    found = match(Said(text), ORDERS)

    assert found.order is None
    assert suggested(found)[0] == ORDER
    assert found.confidence in {Confidence.LIKELY, Confidence.POSSIBLE}


def test_two_codes_in_one_transfer_are_for_a_person_to_split() -> None:
    found = match(Said(f"{ORDER.code} va {NEXT.code}", 100_000), ORDERS)

    assert (found.order, found.confidence) == (None, Confidence.POSSIBLE)
    assert suggested(found)[:2] == [ORDER, NEXT]


@pytest.mark.parametrize("code", ["H29.151-261122-00015", "H29.151-261122-0001-2"])
def test_a_code_inside_of_a_longer_one_counts_only_where_the_text_leaves_both_open(code: str) -> None:
    longer = OpenOrder(code, 50_000, OURS)

    assert match(Said(f"nop {code} CT tu"), [ORDER, longer]).order == longer
    torn = match(Said(f"{ORDER.code} {code[len(ORDER.code) :].strip('-')}"), [ORDER, longer])
    assert torn.order is None
    assert set(suggested(torn)) == {longer, ORDER}


def test_codes_that_differ_in_their_signs_only_are_told_apart_by_nobody() -> None:
    twin = OpenOrder("H29-151.261122.0001", 50_000, OURS)

    assert match(Said(ORDER.code), [ORDER, twin]).order is None


def test_a_code_of_an_order_that_waits_for_nothing_is_not_given_to_one_that_costs_the_same() -> None:
    found = match(Said("H29.151-261122-0009"), ORDERS)

    assert found.order is None
    assert found.confidence == Confidence.POSSIBLE
    assert set(suggested(found)) >= {ORDER, NEXT}


def test_without_a_code_the_name_and_the_amount_rank_what_is_offered() -> None:
    found = match(Said("tra tien ho so", counterparty="TRAN VAN BINH"), ORDERS)

    assert found.order is None
    assert suggested(found) == [NEXT, ORDER]
    assert found.reasons == ("Đúng số tiền còn phải nộp.", "Đúng tài khoản thu.", "Có họ tên người nộp.")


def test_part_of_another_name_is_not_the_payers() -> None:
    first, second = match(Said("TRAN VAN BINHA"), ORDERS).suggestions

    assert first.score == second.score


def test_a_thousand_orders_of_one_price_are_no_suggestion_but_those_of_the_name_are() -> None:
    crowd = OpenOrders(
        OpenOrder(f"H29.151-261122-{number:04d}", 50_000, OURS, f"Người {number}") for number in range(1000)
    )

    assert match(Said("nop tien"), crowd) == Match(
        None, Confidence.NONE, ("Không tìm thấy khoản thu phù hợp.",), suggestions=()
    )
    assert [order.payer_name for order in suggested(match(Said("nguoi 77 nop tien"), crowd))] == ["Người 77"]


@pytest.mark.parametrize("amount", [0, -50_000])
def test_money_that_went_out_pays_no_order(amount: int) -> None:
    assert match(Said(ORDER.code, amount), ORDERS).confidence == Confidence.NONE


def test_lines_of_a_statement_are_matched_as_they_are_read() -> None:
    came, went = read(MT940.encode()).lines

    assert match(came, ORDERS).order == ORDER
    assert match(went, ORDERS).order is None


CODES = st.builds(
    "H{:02d}.{}-{:06d}-{:04d}".format,
    st.integers(1, 99),
    st.sampled_from(["1", "15", "151", "151.2"]),
    st.sampled_from([261121, 261122, 261130]),
    st.one_of(st.integers(1, 30), st.integers(1, 99_999)),
)
ORDER_LISTS = st.lists(CODES, min_size=1, max_size=8, unique=True).map(
    lambda codes: [OpenOrder(code, 8_000, OURS) for code in codes]
)
WORDS = st.sampled_from(
    ["", " ", "CT tu ", "nop le phi ", "MBVCB.12345678.", ".CT", " NGUYEN VAN A", ";", " GD 612345678", "\n"]
)


@st.composite
def mangled(draw: st.DrawFn, code: str) -> str:
    """A code after a bank had it: other signs, other case, cut, torn, with words or digits stuck to it."""
    signs = draw(st.sampled_from(["", " ", ".", "-", "/", "\n"]))
    text = "".join(letter if letter.isalnum() else signs for letter in code)
    tear = draw(st.integers(0, len(text)))
    text = text[:tear] + draw(st.sampled_from(["", " ", "\n"])) + text[tear:]
    text = draw(st.sampled_from([str.upper, str.lower, str.title]))(text)
    text = text[draw(st.integers(0, 3)) if draw(st.booleans()) else 0 :]
    text = text[: -draw(st.integers(1, 5))] if draw(st.booleans()) else text
    return draw(WORDS) + text + draw(st.sampled_from(["", draw(st.text(string.digits, max_size=3))])) + draw(WORDS)


@MANY
@given(orders=ORDER_LISTS, data=st.data())
def test_a_certain_match_is_never_a_wrong_one(orders: list[OpenOrder], data: st.DataObject) -> None:
    """The payer meant any order, also one that is paid already; all cost the same and go to one account."""
    meant = data.draw(st.one_of(st.sampled_from([order.code for order in orders]), CODES))
    text = data.draw(mangled(meant))
    others = [order for order in orders if data.draw(st.booleans()) or order.code != meant]
    found = match(Said(text, 8_000), others)

    cut_to_another = "".join(filter(str.isalnum, text)).upper().find("".join(filter(str.isalnum, meant))) < 0
    assert found.order is None or found.order.code == meant or cut_to_another
    assert (found.order is None) == (found.confidence != Confidence.CERTAIN)


@MANY
@given(
    order=CODES, others=ORDER_LISTS, before=st.sampled_from(["", "MBVCB.123.", "CT tu NGUYEN VAN A: "]), data=st.data()
)
@example(order="H29.151-261122-0001", others=[], before="", data=None)
def test_a_whole_code_by_itself_is_always_found(
    order: str, others: list[OpenOrder], before: str, data: st.DataObject | None
) -> None:
    signs = data.draw(st.sampled_from(["", " ", ".", "/"])) if data else ""
    text = before + "".join(letter if letter.isalnum() else signs for letter in order) + " chuyen tien"
    found = match(Said(text), [OpenOrder(order, 1), *(other for other in others if other.code != order)])

    bare = "".join(filter(str.isalnum, order))
    is_alone = not any("".join(filter(str.isalnum, other.code)) in bare for other in others if other.code != order)
    assert found.order is None or found.order.code == order
    assert found.order is not None or not is_alone


@given(st.text(max_size=80))
def test_any_text_is_matched_or_left_to_the_desk(text: str) -> None:
    found = match(Said(text), ORDERS)

    assert found.order is None or found.confidence == Confidence.CERTAIN
    assert found.reasons
