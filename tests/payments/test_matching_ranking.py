"""What the matching desk is offered: in which order, with which reasons, and never more than it can look through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.code_finding import Codes, Standing, squeeze
from payments.matching import MOST_SUGGESTIONS, Confidence, OpenOrder, OpenOrders, certain_code, match
from tests.payments.test_matching import CODES, NEXT, ORDER, ORDERS, OURS, Said, mangled, suggested

RIGHT_AMOUNT = "Đúng số tiền còn phải nộp."
RIGHT_ACCOUNT = "Đúng tài khoản thu."
NAMED = "Có họ tên người nộp."


def reasons(text: str, *, amount: int = 1, account: str = "", counterparty: str = "") -> tuple[str, ...]:
    """Why the order is offered first."""
    found = match(Said(text, amount, account, counterparty), ORDERS)
    assert found.suggestions[0].order == ORDER
    return found.suggestions[0].reasons


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("H29.151-261122-0001", "Nội dung có đúng mã H29.151-261122-0001."),
        ("H29.151-261122-0001ND", "Nội dung có mã H29.151-261122-0001 dính với chữ hoặc số khác."),
        ("H29.I5I-261122-OOO1", "Nội dung có mã giống H29.151-261122-0001."),
        ("51-261122-0001", "Nội dung có một phần mã H29.151-261122-0001."),
    ],
)
def test_the_desk_is_told_how_a_code_stands_in_the_words(text: str, reason: str) -> None:
    assert reasons(text) == (reason,)


def test_each_thing_that_speaks_for_an_order_is_named_once() -> None:
    everything = reasons(
        "NGUYEN THI HOA H29.151-261122-0001", amount=50_000, account=OURS, counterparty="NGUYEN THI HOA"
    )

    assert everything == ("Nội dung có đúng mã H29.151-261122-0001.", RIGHT_AMOUNT, RIGHT_ACCOUNT, NAMED)


def test_a_better_standing_code_outranks_a_worse_one_whatever_its_money() -> None:
    """Joined before alike before cut, though the worse has the right amount."""
    scores = [
        match(Said(text, 1, ""), ORDERS).suggestions[0].score
        for text in ("H29.151-261122-0001", "H29.151-261122-0001ND", "H29.I5I-261122-OOO1", "51-261122-0001")
    ]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


@pytest.mark.parametrize(
    "counterparty",
    [
        "NGUYEN THI HOA",
        "Nguyễn Thị Hòa",
        "nguyen  thi\nhoa",
        "ONG/BA NGUYEN THI HOA",
        "NGUYEN-THI-HOA",
        "Nguyễn Thị Hoà",
    ],
)
def test_a_payer_is_known_by_name_however_the_bank_writes_it(counterparty: str) -> None:
    assert NAMED in match(Said("nop tien", counterparty=counterparty), ORDERS).reasons


@pytest.mark.parametrize("counterparty", ["NGUYEN THI HOAN", "XNGUYEN THI HOA", "NGUYEN HOA", "THI HOA", "", "N T H"])
def test_a_name_that_is_merely_like_the_payers_is_none(counterparty: str) -> None:
    found = match(Said("nop tien", counterparty=counterparty), ORDERS)

    assert all(NAMED not in suggestion.reasons for suggestion in found.suggestions)


def test_an_order_without_a_payers_name_is_never_said_to_be_named() -> None:
    (only,) = match(Said("nop tien", counterparty=""), [OpenOrder("H29.1-261122-0001", 50_000, OURS)]).suggestions

    assert only.reasons == (RIGHT_AMOUNT, RIGHT_ACCOUNT)


@pytest.mark.parametrize(("amount", "account"), [(49_999, OURS), (50_001, OURS), (50_000, "3"), (50_000, "")])
def test_without_a_code_only_the_whole_sum_in_the_right_account_is_a_suggestion(amount: int, account: str) -> None:
    found = match(Said("nop tien", amount, account, "NGUYEN THI HOA"), ORDERS)

    assert (found.order, found.confidence, found.suggestions) == (None, Confidence.NONE, ())
    assert found.reasons == ("Không tìm thấy khoản thu phù hợp.",)


def test_an_order_that_has_a_part_already_is_found_by_what_it_is_still_owed() -> None:
    rest = OpenOrder("H29.151-261122-0009", 12_345, OURS, "Đỗ Văn Em")

    assert suggested(match(Said("nop not", 12_345), [ORDER, rest])) == [rest]


@settings(max_examples=10)
@given(st.integers(MOST_SUGGESTIONS + 1, 60), st.integers(0, 59))
def test_the_desk_is_offered_no_more_than_it_can_look_through(many: int, one: int) -> None:
    same_name = OpenOrders(
        OpenOrder(f"H29.1-261122-{number:04d}", 8_000, OURS, "Trần Thị Lan") for number in range(many)
    )
    found = match(Said("TRAN THI LAN nop tien", 8_000), same_name)
    torn = match(Said("H29.1-261122-00", 8_000), same_name)

    assert len(found.suggestions) == len(torn.suggestions) == MOST_SUGGESTIONS
    assert found.order is None
    assert torn.order is None
    exact = match(Said(f"H29.1-261122-{one % many:04d}", 8_000), same_name)
    assert exact.order == same_name.by_code[f"H29.1-261122-{one % many:04d}"]


@settings(max_examples=25)
@given(st.lists(CODES, min_size=2, max_size=8, unique=True), st.data())
def test_suggestions_come_best_first_each_order_once_and_always_in_one_order(
    codes: list[str], data: st.DataObject
) -> None:
    orders = [OpenOrder(code, data.draw(st.sampled_from([8_000, 9_000])), OURS, "Trần Thị Lan") for code in codes]
    said = Said(data.draw(mangled(codes[0])), 8_000)
    found = match(said, orders)

    offered = suggested(found)
    ranks = [(-suggestion.score, suggestion.order.code) for suggestion in found.suggestions]
    assert ranks == sorted(ranks)
    assert len(offered) == len(set(offered))
    assert match(said, data.draw(st.permutations(orders))) == found
    assert match(said, OpenOrders(orders)) == found


def test_a_likely_match_stands_alone_at_the_top_and_a_tie_is_only_possible() -> None:
    alone = match(Said("H29.151-261122-0001ND"), ORDERS)
    assert alone.confidence == Confidence.LIKELY
    assert alone.reasons == alone.suggestions[0].reasons

    tie = match(Said("H29.151-261122-0001ND H29.151-261122-0002ND"), ORDERS)
    assert tie.confidence == Confidence.POSSIBLE
    assert suggested(tie)[:2] == [ORDER, NEXT]


def test_a_payer_who_writes_the_code_twice_means_it_once() -> None:
    assert match(Said("H29.151-261122-0001 H29151 261122 0001"), ORDERS).order == ORDER
    joined_and_clear = match(Said("CTH29.151-261122-0001 nop H29.151-261122-0001"), ORDERS)
    assert joined_and_clear.order == ORDER


def test_a_whole_code_makes_the_torn_rest_of_another_count_for_nothing() -> None:
    found = match(Said("H29.151-261122-0001 thay cho 51-261122-0002"), ORDERS)

    assert found.order == ORDER
    assert suggested(found) == [ORDER]
    joined = match(Said("H29.151-261122-0001ND thay cho 51-261122-0002", 1, ""), ORDERS)
    assert suggested(joined) == [ORDER], "also where a person has to look"


@pytest.mark.parametrize("text", ["", " ", "....", "H29", "H29.151", "0001", "261122", "🙂", "\0", "ß" * 50, "Ⅷ" * 30])
def test_too_little_of_a_code_is_none(text: str) -> None:
    assert certain_code(text, ORDERS.codes) == ""
    assert ORDERS.codes.find(text) == []


def test_without_orders_nothing_is_found() -> None:
    assert match(Said(ORDER.code), []).confidence == Confidence.NONE
    assert Codes([]).find("H29.151-261122-0001" * 3) == []


@pytest.mark.parametrize("letter", ["Ｈ", "ℌ"])
def test_letters_of_other_scripts_that_look_alike_make_no_certain_code(letter: str) -> None:
    assert certain_code(letter + ORDER.code[1:], ORDERS.codes) in {"", ORDER.code}
    assert certain_code(ORDER.code.replace("1", "١"), ORDERS.codes) == "", "digits of another script are no digits"


@given(st.text(max_size=60))
def test_the_letters_that_are_compared_stand_where_they_are_said_to(text: str) -> None:
    bare, places = squeeze(text)

    assert len(bare) == len(places)
    assert places == sorted(set(places))
    assert bare.isascii()
    assert bare == bare.upper()
    assert all(
        text[place].upper() == letter for letter, place in zip(bare, places, strict=True) if text[place].isascii()
    )


@settings(max_examples=25)
@given(CODES, st.text(max_size=8), st.text(max_size=8))
def test_a_code_between_any_words_is_found_and_never_better_than_it_stands(code: str, before: str, after: str) -> None:
    text = f"{before}{code}{after}"
    (found, *_others) = Codes([code]).find(text)

    assert found.code == code
    is_touched = before[-1:].isalnum() or after[:1].isalnum()
    assert found.standing in ({Standing.JOINED} if is_touched else {Standing.CLEAR, Standing.JOINED})


@settings(max_examples=25)
@given(CODES, st.integers(10, 25), st.sampled_from(["", "nop ", "CT: "]))
def test_a_code_that_the_bank_cut_is_offered_and_never_booked(code: str, letters: int, before: str) -> None:
    bare = squeeze(code)[0]
    if not 10 <= letters < len(bare):
        return
    for part in (bare[:letters], bare[-letters:]):
        found = match(Said(before + part), [OpenOrder(code, 1)])
        assert found.order is None
        assert suggested(found) == [OpenOrder(code, 1)]
