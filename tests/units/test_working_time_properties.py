"""Working time agrees with a reference that walks minute by minute (issue 4 item 3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.units import minute_by_minute as slow
from tests.units.calendars_of_chance import CALENDARS, MOMENTS
from units.working_time import Calendar, add, between, hand_over_due, same_day_due

MANY = settings(max_examples=15)
QUARTERS = st.integers(0, 60)


@MANY
@given(calendar=CALENDARS, start=MOMENTS, quarters=QUARTERS)
def test_hours_are_counted_minute_by_minute(calendar: Calendar, start: dt.datetime, quarters: int) -> None:
    due = add(calendar, start, Decimal(quarters) / 4, "working_hour")
    assert due.at == slow.add_minutes(calendar, start, quarters * 15)


@MANY
@given(calendar=CALENDARS, start=MOMENTS, days=st.integers(1, 25))
def test_working_days_end_at_the_last_closing(calendar: Calendar, start: dt.datetime, days: int) -> None:
    due = add(calendar, start, Decimal(days), "working_day")
    assert due.at == slow.add_working_days(calendar, start, days)


@MANY
@given(calendar=CALENDARS, start=MOMENTS, days=st.integers(1, 60))
def test_calendar_days_roll_to_a_working_day(calendar: Calendar, start: dt.datetime, days: int) -> None:
    assert add(calendar, start, Decimal(days), "day").at == slow.add_days(calendar, start, days)


@MANY
@given(calendar=CALENDARS, start=MOMENTS, months=st.integers(1, 13))
def test_months_are_clipped_and_roll(calendar: Calendar, start: dt.datetime, months: int) -> None:
    assert add(calendar, start, Decimal(months), "month").at == slow.add_months(calendar, start, months)


@MANY
@given(calendar=CALENDARS, start=MOMENTS, minutes=st.integers(0, 9000))
def test_between_counts_the_open_minutes(calendar: Calendar, start: dt.datetime, minutes: int) -> None:
    end = start + dt.timedelta(minutes=minutes)
    worked = dt.timedelta(minutes=slow.open_minutes(calendar, start, end))
    assert between(calendar, start, end) == worked
    assert between(calendar, end, start) == -worked


@MANY
@given(calendar=CALENDARS, start=MOMENTS, quarters=QUARTERS)
def test_between_undoes_adding_hours(calendar: Calendar, start: dt.datetime, quarters: int) -> None:
    due = add(calendar, start, Decimal(quarters) / 4, "working_hour")
    assert between(calendar, start, due.at) == dt.timedelta(minutes=15 * quarters)


@MANY
@given(calendar=CALENDARS, start=MOMENTS, days=st.integers(1, 25), unit=st.sampled_from(["working_day", "day"]))
def test_every_day_up_to_the_due_one_is_counted_or_skipped_once(
    calendar: Calendar, start: dt.datetime, days: int, unit: str
) -> None:
    due = add(calendar, start, Decimal(days), unit)  # type: ignore[arg-type]
    skipped = [day for day, _reason in due.skipped]
    first = start.date() + dt.timedelta(days=1)
    passed = [first + dt.timedelta(days=ahead) for ahead in range((due.at.date() - first).days + 1)]
    assert len(due.counted) == days
    assert sorted(due.counted + skipped) == passed
    assert due.counted[-1] == due.at.date()


@MANY
@given(calendar=CALENDARS, start=MOMENTS, quarters=QUARTERS, more=st.integers(0, 20))
def test_more_time_is_never_due_earlier(calendar: Calendar, start: dt.datetime, quarters: int, more: int) -> None:
    sooner = add(calendar, start, Decimal(quarters) / 4, "working_hour")
    later = add(calendar, start, Decimal(quarters + more) / 4, "working_hour")
    assert sooner.at <= later.at


@MANY
@given(calendar=CALENDARS, received=MOMENTS)
def test_hand_over_and_same_day_results_are_due_in_worked_time_after_receipt(
    calendar: Calendar, received: dt.datetime
) -> None:
    for due in (hand_over_due(calendar, received), same_day_due(calendar, received)):
        assert due.at > received
        assert slow.is_open(calendar, due.at - slow.MINUTE)
    assert hand_over_due(calendar, received).at <= same_day_due(calendar, received).at


@MANY
@given(calendar=CALENDARS, start=MOMENTS)
def test_the_working_day_before_is_the_last_one_with_an_open_minute(calendar: Calendar, start: dt.datetime) -> None:
    """NĐ 61/2018 Đ19(9): an apology is due one working day before the promise."""
    day = calendar.working_day_from(start.date() + dt.timedelta(days=30))
    before = calendar.working_day_before(day)
    between_them = [before + dt.timedelta(days=ahead) for ahead in range(1, (day - before).days)]
    assert before < day
    assert slow.hours_of(calendar, before)
    assert not any(slow.hours_of(calendar, each) for each in between_them)
