"""What addresses of lists ask for is read kindly: every honest writing of a day or an amount; no nonsense breaks it."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.list_filters import day_in, dong_in, end_of, start_of, words_in
from payments.order_list import Question as Orders
from payments.reconciliation_lists import Openness
from payments.reconciliation_lists import Question as Days
from payments.refund_list import Question as Refunds
from payments.refund_list import View
from payments.vocabulary import LineKind, OrderState
from portal.vietnamese import format_dong

ANYTHING = st.text(max_size=60)
DAYS = st.dates(min_value=dt.date(1, 1, 1), max_value=dt.date(9999, 12, 31))
#: Years as four digits, as forms send them.
WRITTEN = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2999, 12, 31))


@given(WRITTEN)
def test_a_day_is_read_as_browsers_and_as_people_write_it(day: dt.date) -> None:
    for written in (
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f" {day:%d-%m-%Y} ",
        f"{day:%d.%m.%Y}",
    ):
        assert day_in(written) == day


@pytest.mark.parametrize("nonsense", ["", "31/02/2026", "2026-13-01", "hôm nay", "1/1/26", "\0", "22/11", "９9/1/2026"])
def test_what_is_no_day_is_none(nonsense: str) -> None:
    assert day_in(nonsense) is None


@given(st.integers(0, 10**15 - 1))
def test_an_amount_is_read_however_it_is_written(amount: int) -> None:
    written = (
        str(amount),
        format_dong(amount),
        format_dong(amount, "en"),
        f"{amount:,}".replace(",", " "),
        f"{amount}đ",
    )
    assert {dong_in(each) for each in written} == {amount}


@pytest.mark.parametrize("nonsense", ["", "-5", "năm", "1e9", "9" * 17, "½", "٣", "5 usd", "0x10"])
def test_what_is_no_amount_is_none(nonsense: str) -> None:
    assert dong_in(nonsense) is None


@given(ANYTHING)
def test_nothing_that_is_typed_breaks_a_reading(text: str) -> None:
    day_in(text)
    amount = dong_in(text)
    assert amount is None or amount >= 0
    assert "\0" not in words_in(text)
    assert len(words_in(text, 5)) <= 5


@given(DAYS)
def test_a_day_ends_where_the_next_begins(day: dt.date) -> None:
    if day == dt.date.max:
        assert end_of(day) == start_of(day)
    else:
        assert end_of(day) == start_of(day + dt.timedelta(days=1))
    assert start_of(day).date() == day


def _asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(address.removeprefix("?")).items()}


@given(
    st.sampled_from(["", *OrderState.values]), st.sampled_from(["", *LineKind.values]), st.none() | WRITTEN,
    st.none() | WRITTEN, st.none() | st.integers(0, 10**15 - 1), st.text("H29.-abc &=", max_size=20),
)  # fmt: skip
def test_a_list_of_orders_sent_to_a_colleague_is_the_same_list(
    state: str, kind: str, since: dt.date | None, until: dt.date | None, amount: int | None, text: str
) -> None:
    question = Orders(state, "H29.1", kind, " ".join(text.split()), since, until, amount)
    assert Orders.read(_asked(question.address())) == question
    assert question.has_filters


@given(st.sampled_from(list(Openness)), st.none() | WRITTEN, st.integers(0, 10**9))
def test_so_are_lists_of_differences_and_refunds(openness: Openness, since: dt.date | None, after: int) -> None:
    days = Days(account="001", since=since, openness=openness)
    assert Days.read(_asked(days.address())) == days
    assert Days.read(_asked(days.address(after=after))).after == after
    for view in View:
        assert Refunds.read(_asked(Refunds().address(view=view))).view == view


@given(st.dictionaries(st.sampled_from(["xem", "tu", "den", "loai", "tim", "tien", "sau", "truoc"]), ANYTHING))
def test_an_address_that_somebody_made_up_is_a_question_too(given_words: dict[str, str]) -> None:
    for kind in (Orders, Days, Refunds):
        kind.read(given_words).address()
