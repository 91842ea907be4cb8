"""Rules proved: what a weekly pattern makes of a week with holidays, and which hours nobody has (issue 6, build 5)."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.models import Coverage, Days
from hotline.roster import coverage, pattern
from hotline.roster.coverage import Span
from hotline.roster.pattern import Line
from tests.units.calendars_of_chance import DATES, calendars, office_calendar
from units.working_time import VIETNAM, Calendar

OFFICE = office_calendar()
TET = dt.date(2026, 2, 16)
"""A Monday: the whole week is Tết."""
CLOCKS = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 15, 30]))
LINES = st.lists(
    st.builds(
        Line,
        st.one_of(st.none(), st.integers(0, 6)),
        CLOCKS,
        CLOCKS,
        st.sampled_from(list(Days)),
        st.lists(st.integers(1, 9), max_size=3, unique=True).map(tuple),
    ),
    max_size=6,
)
MINUTE = dt.timedelta(minutes=1)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=VIETNAM)
SPANS = st.lists(
    st.builds(
        lambda start, length: Span(NOON + start * MINUTE, NOON + (start + length) * MINUTE),
        st.integers(0, 240),
        st.integers(1, 120),
    ),
    max_size=8,
)


def minutes_of(spans: list[Span]) -> set[dt.datetime]:
    """Each minute of the spans."""
    return {span.starts_at + n * MINUTE for span in spans for n in range(int((span.ends_at - span.starts_at) / MINUTE))}


def test_a_night_shift_goes_across_midnight_and_a_full_day_is_one() -> None:
    night, whole = Line(0, dt.time(22), dt.time(6), people=(1,)), Line(1, dt.time(7), dt.time(7))

    first, second = pattern.week([night, whole], OFFICE, dt.date(2026, 11, 23))

    assert (first.starts_at.isoformat(), first.ends_at.isoformat()) == (
        "2026-11-23T22:00:00+07:00",
        "2026-11-24T06:00:00+07:00",
    )
    assert second.ends_at - second.starts_at == dt.timedelta(days=1) and first.people == (1,)


def test_a_holiday_takes_the_shifts_of_working_days_and_brings_those_of_days_off() -> None:
    office = Line(None, dt.time(7, 30), dt.time(17), Days.WORKING)
    standby = Line(None, dt.time(7, 30), dt.time(19), Days.OFF)
    nights = Line(None, dt.time(19), dt.time(7, 30))

    usual = pattern.week([office, standby, nights], OFFICE, dt.date(2026, 10, 19))
    tet = pattern.week([office, standby, nights], OFFICE, TET)

    assert [one.ends_at.hour for one in usual if one.starts_at.hour == 7] == [17] * 5 + [19] * 2
    assert [one.ends_at.hour for one in tet if one.starts_at.hour == 7] == [19] * 7
    assert len([one for one in tet if one.starts_at.hour == 19]) == 7


def test_a_saturday_that_is_worked_in_the_place_of_another_day_has_the_shift_of_a_working_day() -> None:
    swapped = next(day for day, hours in OFFICE.exceptions.items() if hours and day.weekday() == 5)
    line = Line(5, dt.time(8), dt.time(11), Days.WORKING)

    assert len(pattern.week([line], OFFICE, pattern.monday_of(swapped))) == 1
    assert pattern.week([line], OFFICE, dt.date(2026, 10, 19)) == []


@given(LINES, calendars(), DATES)
def test_every_shift_of_a_week_begins_in_it_has_a_length_and_comes_once(
    lines: list[Line], calendar: Calendar, day: dt.date
) -> None:
    monday = pattern.monday_of(day)

    planned = pattern.week(lines, calendar, monday)

    assert planned == sorted(planned, key=lambda one: (one.starts_at, one.ends_at))
    assert len({(one.starts_at, one.ends_at) for one in planned}) == len(planned)
    for one in planned:
        assert dt.timedelta() < one.ends_at - one.starts_at <= dt.timedelta(days=1)
        assert 0 <= (one.starts_at.date() - monday).days < 7
        assert len(set(one.people)) == len(one.people)
        assert any(line.starts == one.starts_at.time() and line.is_on(one.starts_at.date(), calendar) for line in lines)


@given(LINES, calendars(), DATES)
def test_on_no_day_does_a_calendar_have_both_kinds_of_shift(
    lines: list[Line], calendar: Calendar, day: dt.date
) -> None:
    for line in lines:
        kinds = {kind: Line(line.weekday, line.starts, line.ends, kind).is_on(day, calendar) for kind in Days}
        assert kinds[Days.EVERY] == (kinds[Days.WORKING] or kinds[Days.OFF])
        assert not (kinds[Days.WORKING] and kinds[Days.OFF])


@given(SPANS, SPANS)
def test_holes_are_exactly_the_minutes_that_are_wanted_and_that_nobody_has(wanted: list[Span], had: list[Span]) -> None:
    holes = coverage.holes(wanted, had)

    assert minutes_of(holes) == minutes_of(wanted) - minutes_of(had)
    assert all(hole.starts_at < hole.ends_at for hole in holes)


@given(SPANS, SPANS, SPANS)
def test_one_more_shift_never_makes_a_hole(wanted: list[Span], had: list[Span], more: list[Span]) -> None:
    assert minutes_of(coverage.holes(wanted, [*had, *more])) <= minutes_of(coverage.holes(wanted, had))


@given(DATES, st.integers(1, 9))
def test_round_the_clock_is_every_minute_and_office_hours_are_those_of_the_calendar(first: dt.date, days: int) -> None:
    always = coverage.needed(Coverage.ALWAYS, OFFICE, first, days)
    office = coverage.needed(Coverage.OPEN_HOURS, OFFICE, first, days)

    assert sum((span.ends_at - span.starts_at for span in always), dt.timedelta()) == dt.timedelta(days=days)
    assert all(before.ends_at == after.starts_at for before, after in pairwise(always))
    assert all(OFFICE.is_working_day(span.starts_at.date()) for span in office)
    assert coverage.holes(office, always) == []


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-26", "2026-11-29"])
def test_each_day_of_a_week_has_the_same_monday(day: str) -> None:
    assert pattern.monday_of(dt.date.fromisoformat(day)) == dt.date(2026, 11, 23)
