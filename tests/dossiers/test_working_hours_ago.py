"""Rules proved: hours ago is the counterpart of working time between two moments, over nights, lunches and holidays."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.working_hours_ago import FOREVER_AGO, hours_ago
from tests.dossiers.moments import at
from units.working_time import Calendar, between

OFFICE = Calendar(
    {day: [(dt.time(7, 30), dt.time(11, 30)), (dt.time(13, 0), dt.time(17, 0))] for day in range(5)},
    {dt.date(2026, 11, 24): [], dt.date(2026, 11, 28): [(dt.time(8, 0), dt.time(11, 0))]},
)

SECONDS = st.integers(0, 60 * 86_400)
MINUTES = st.integers(0, 60 * 60)


@given(seconds=SECONDS, minutes=MINUTES)
def test_that_much_working_time_lies_between_and_no_minute_later_does(seconds: int, minutes: int) -> None:
    now = at("2026-11-01 00:00") + dt.timedelta(seconds=seconds)
    hours = Decimal(minutes) / 60

    then = hours_ago(OFFICE, now, hours)

    wanted = dt.timedelta(minutes=minutes)
    assert abs(between(OFFICE, then, now) - wanted) < dt.timedelta(milliseconds=1)
    if minutes:
        assert between(OFFICE, then + dt.timedelta(seconds=1), now) < wanted


@pytest.mark.parametrize(
    ("now", "hours", "then"),
    [
        ("2026-11-23 10:00", "2", "2026-11-23 08:00"),
        ("2026-11-23 14:00", "2", "2026-11-23 10:30"),
        ("2026-11-25 08:30", "4", "2026-11-23 14:00"),  # the 24th is a day off
        ("2026-11-30 08:30", "4", "2026-11-28 08:00"),  # a Saturday morning that was worked
        ("2026-11-29 23:59", "0", "2026-11-29 23:59"),
    ],
)
def test_known_moments(now: str, hours: str, then: str) -> None:
    assert hours_ago(OFFICE, at(now), Decimal(hours)) == at(then)


def test_on_a_calendar_that_never_opens_nothing_is_that_late() -> None:
    assert hours_ago(Calendar({}), at("2026-11-23 10:00"), Decimal(1)) == FOREVER_AGO
