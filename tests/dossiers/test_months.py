"""Rules proved: a month begins and ends at midnight in Viet Nam, and an address names it in one way only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.responsibility.months import month_before, month_of, stretch_of
from tests.dossiers.moments import at
from units.working_time import VIETNAM

MONTHS = st.dates(date(2000, 1, 1), date(2098, 12, 31)).map(lambda day: day.replace(day=1))
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2098, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(MONTHS)
def test_what_is_written_is_read_again(month: date) -> None:
    assert month_of(f"{month:%Y-%m}") == month


@given(st.text(max_size=9))
def test_nothing_else_names_a_month(text: str) -> None:
    month = month_of(text)

    assert month is None or text == f"{month:%Y-%m}"


@given(MONTHS)
def test_months_follow_each_other_without_gap(month: date) -> None:
    stretch = stretch_of(month)
    following = stretch.end.astimezone(VIETNAM).date()

    assert (following - timedelta(days=1)).replace(day=1) == month
    assert stretch_of(following).start == stretch.end


@given(MOMENTS)
def test_the_month_before_is_the_last_that_is_over(moment: datetime) -> None:
    month = month_before(moment)
    end = stretch_of(month).end

    assert end <= moment < stretch_of(end.astimezone(VIETNAM).date()).end


@pytest.mark.parametrize(
    ("moment", "month"),
    [("2027-01-01 00:00", date(2026, 12, 1)), ("2026-12-31 23:59", date(2026, 11, 1))],
)
def test_the_year_turns_at_midnight_in_viet_nam(moment: str, month: date) -> None:
    assert month_before(at(moment)) == month
