"""What is typed is read as it was meant or not at all, and an address asks the question that it was made from."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qsl

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from payments import order_list, reconciliation_lists, refund_list
from payments.counter.fields import DongField as TillField
from payments.counter.fields import NotesField
from payments.desk_forms.matching import DongField as DeskField
from payments.list_filters import day_in, dong_in, end_of, start_of, words_in
from payments.models.reconciling import DifferenceKind
from payments.reconciliation_lists import Openness
from payments.vocabulary import TOO_MUCH_DONG, LineKind, OrderState
from portal.vietnamese import format_dong, normalise

AMOUNTS = st.integers(0, TOO_MUCH_DONG - 1)
DAYS = st.dates()
WORDS = st.text(max_size=60).map(lambda text: normalise(text)[:60].strip())
KEYS = st.integers(0, 2**31)


def grouped(amount: int, sign: str) -> str:
    return f"{amount:,}".replace(",", sign)


def read_at_the_till(text: str) -> int | None:
    try:
        return TillField(required=False).clean(text)  # type: ignore[no-any-return]
    except ValidationError:
        return None


@given(AMOUNTS, st.sampled_from(["", ".", ",", " "]), st.sampled_from(["", " đồng", "đ", " VND", " vnđ."]))
def test_an_amount_is_read_however_people_group_it(amount: int, sign: str, word: str) -> None:
    typed = f"  {grouped(amount, sign)}{word} "
    assert dong_in(typed) == amount
    assert TillField().clean(typed) == amount
    assert DeskField().clean(typed) == amount


@given(AMOUNTS)
def test_what_the_portal_writes_it_reads_again(amount: int) -> None:
    assert dong_in(format_dong(amount).replace("\u00a0", " ")) == amount


@pytest.mark.parametrize(
    "typed",
    ["50.0", "1.00", "1,5", "50.00", "5.0000", "50..000", ".500", "50.", "-5", "+5", "5e4", "0x10", "nhiều",
     "50.000 USD", "5đ000", "５００００", "٥٠", "1 0000", "50.000.00"],
)  # fmt: skip
def test_a_fraction_or_anything_that_is_no_whole_dong_is_never_taken_for_an_amount(typed: str) -> None:
    """A refund of "20.00" must not become one of 2.000 đồng."""
    assert dong_in(typed) is None
    with pytest.raises(ValidationError, match="bằng chữ số"):
        DeskField().clean(typed)
    with pytest.raises(ValidationError, match="bằng chữ số"):
        TillField().clean(typed)


@given(st.text(max_size=30))
@example("9" * 400)
@example("\0")
def test_till_and_desk_read_the_same_amount_from_the_same_words(text: str) -> None:
    at_the_till = read_at_the_till(text)
    if at_the_till is not None:
        assert dong_in(text) == at_the_till
    elif dong_in(text) is not None:
        assert dong_in(text) >= TOO_MUCH_DONG  # type: ignore[operator]


@pytest.mark.parametrize("typed", [str(TOO_MUCH_DONG), "9" * 40, grouped(TOO_MUCH_DONG * 10, ".")])
def test_no_drawer_takes_more_than_there_is(typed: str) -> None:
    with pytest.raises(ValidationError, match="vượt quá"):
        TillField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "words"), [("-1", "không âm"), ("100000", "quá lớn"), ("1,5", "số nguyên"), ("hai", "số nguyên")]
)
def test_notes_are_counted_in_whole_pieces_that_a_drawer_holds(typed: str, words: str) -> None:
    field = NotesField()
    assert (field.clean(""), field.clean("  "), field.clean("99999")) == (0, 0, 99_999)
    with pytest.raises(ValidationError, match=words):
        field.clean(typed)


@given(DAYS)
def test_a_day_is_read_as_browsers_send_it_and_as_people_write_it(day: dt.date) -> None:
    assert day_in(day.isoformat()) == day
    for sign in "/.-":
        assert day_in(f" {day.day}{sign}{day.month:02}{sign}{day.year:04} ") == day


@pytest.mark.parametrize("typed", ["", "31/02/2026", "2026-13-01", "1/1/26", "hôm nay", "\0", "0", "٢٢/١١/٢٠٢٦x"])
def test_a_day_that_is_none_counts_as_left_out(typed: str) -> None:
    assert day_in(typed) is None


@given(DAYS)
@example(dt.date.max)
def test_a_day_in_vietnam_ends_where_the_next_begins(day: dt.date) -> None:
    if day == dt.date.max:
        assert end_of(day) == start_of(day)
    else:
        assert end_of(day) == start_of(day + dt.timedelta(days=1))
    assert (start_of(day).date(), start_of(day).hour) == (day, 0)


@given(st.text(max_size=200))
def test_words_to_look_for_fit_and_hold_nothing_that_postgresql_refuses(text: str) -> None:
    found = words_in(text)
    assert len(found) <= 60
    assert "\0" not in found
    assert words_in(found) == found


def asked_again(address: str) -> dict[str, str]:
    assert address.startswith("?")
    return dict(parse_qsl(address[1:], keep_blank_values=True, strict_parsing=address != "?"))


@given(
    st.builds(
        order_list.Question,
        state=st.sampled_from(["", *OrderState.values]),
        unit=WORDS,
        kind=st.sampled_from(["", *LineKind.values]),
        text=WORDS,
        since=st.none() | DAYS,
        until=st.none() | DAYS,
        amount_dong=st.none() | AMOUNTS,
    )
)
def test_the_address_of_a_list_of_orders_asks_the_same_question(question: order_list.Question) -> None:
    read = order_list.Question.read(asked_again(question.address()))
    assert read == question
    assert read.has_filters == (question != order_list.Question())


@given(
    st.builds(
        reconciliation_lists.Question,
        account=WORDS.map(lambda text: text[:19].strip()),
        since=st.none() | DAYS,
        until=st.none() | DAYS,
        kind=st.sampled_from(["", *DifferenceKind.values]),
        openness=st.sampled_from(list(Openness)),
    ),
    KEYS,
)
def test_a_tab_of_differences_keeps_the_filters_and_forgets_the_page(
    question: reconciliation_lists.Question, key: int
) -> None:
    read = reconciliation_lists.Question.read
    assert read(asked_again(question.address())) == question
    paged = read(asked_again(question.address(after=key)))
    assert (paged.after, paged.before, paged.since) == (key, 0, question.since)
    for tab in Openness:
        other = read(asked_again(question.address(openness=tab)))
        assert (other.openness, other.account, other.kind, other.after) == (tab, question.account, question.kind, 0)


@given(st.sampled_from(list(refund_list.View)), KEYS)
def test_a_tab_of_refunds_is_found_again_and_its_pages_too(view: refund_list.View, key: int) -> None:
    question = refund_list.Question(view)
    assert refund_list.Question.read(asked_again(question.address())) == question
    assert refund_list.Question.read(asked_again(question.address(before=key))).before == key
    for other in refund_list.View:
        assert refund_list.Question.read(asked_again(question.address(view=other))).view == other


@given(st.dictionaries(st.sampled_from(["xem", "sau", "truoc", "loai", "tu", "den", "tien"]), st.text(max_size=25)))
def test_whatever_stands_in_an_address_is_read_kindly(given_words: dict[str, str]) -> None:
    assert refund_list.Question.read(given_words).view in refund_list.View
    assert reconciliation_lists.Question.read(given_words).openness in Openness
    assert order_list.Question.read(given_words).state == ""
