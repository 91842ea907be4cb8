"""Rules proved: months of late lists are named by their first day in Viet Nam's calendar; what an address of a
published list asks for is always a view, an order and a page that there are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.responsibility.months import month_before, month_of, stretch_of
from dossiers.responsibility.public_question import Order, Question, View
from units.working_time import VIETNAM

MONTHS = st.dates(date(2000, 1, 1), date(2099, 12, 1)).map(lambda day: day.replace(day=1))
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.sampled_from([UTC, VIETNAM]))  # noqa: DTZ001


@given(MONTHS)
def test_a_month_reads_as_it_is_written_in_addresses(month: date) -> None:
    assert month_of(f"{month:%Y-%m}") == month


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-13", "2026-00", "2026-1", "26-01", "1999-12", "2100-01", "2026-10-01", " 2026-10", "2026-10\n",
     "2026/10", "２０２６-10", "2026-1０", "nay"],
)  # fmt: skip
def test_anything_else_is_no_month(text: str) -> None:
    assert month_of(text) is None


@given(st.text(max_size=12))
def test_any_text_is_a_first_day_or_no_month(text: str) -> None:
    found = month_of(text)

    assert found is None or (found.day == 1 and f"{found:%Y-%m}" == text)


@given(MONTHS)
def test_months_lie_end_to_end_without_gap_or_overlap(month: date) -> None:
    stretch = stretch_of(month)
    following = stretch_of(stretch.end.astimezone(VIETNAM).date())

    assert stretch.start.astimezone(VIETNAM).date() == month
    assert (stretch.end - stretch.start).days in (28, 29, 30, 31)
    assert following.start == stretch.end


@given(MOMENTS)
def test_the_month_before_a_moment_was_over_and_is_the_last_that_was(moment: datetime) -> None:
    before = month_before(moment)
    now = stretch_of(stretch_of(before).end.astimezone(VIETNAM).date())

    assert stretch_of(before).end <= moment
    assert now.start <= moment < now.end


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC), date(2026, 9, 1)),
        (datetime(2026, 10, 31, 17, 0, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2027, 1, 15, 3, 0, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_a_month_is_over_at_midnight_in_viet_nam(moment: datetime, month: date) -> None:
    assert month_before(moment) == month


@given(
    st.dictionaries(
        st.sampled_from(["xem", "xep", "trang"]),
        st.text(max_size=6) | st.sampled_from([*View.values, *Order.values, "0", "1", "9999", "10000", "²", "٣"]),
    )
)
def test_any_query_string_asks_for_a_page_that_there_could_be(query: dict[str, str]) -> None:
    question = Question.read(query)

    assert question.view in View.values
    assert question.order in Order.values
    assert 1 <= question.number <= 9999


@given(st.sampled_from(View.values), st.sampled_from(Order.values), st.integers(1, 9999))
def test_an_address_reads_as_the_question_it_was_made_of(view: str, order: str, number: int) -> None:
    question = Question(view, order, number)

    assert Question.read(dict(parse_qsl(question.address(number=number).removeprefix("?")))) == question


@given(st.sampled_from(View.values), st.sampled_from(Order.values), st.integers(2, 9999))
def test_another_view_or_order_begins_at_its_first_page(view: str, order: str, number: int) -> None:
    question = Question(View.UNITS, Order.MOST, number)

    for address in (question.address(view=view), question.address(order=order)):
        assert "trang" not in address
        assert Question.read(dict(parse_qsl(address[1:]))).number == 1


def test_december_ends_where_january_of_the_next_year_begins() -> None:
    assert stretch_of(date(2026, 12, 1)).end == datetime(2027, 1, 1, tzinfo=VIETNAM)
    assert stretch_of(date(2028, 2, 1)).end - stretch_of(date(2028, 2, 1)).start == timedelta(days=29)
