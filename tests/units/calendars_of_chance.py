"""Calendars and moments for property tests, on whole minutes from 2025 to early 2028."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from units import public_holidays
from units.working_time import VIETNAM, Calendar, Period

OFFICE: list[Period] = [(dt.time(7, 30), dt.time(11, 30)), (dt.time(13), dt.time(17))]


def office_calendar() -> Calendar:
    """Office hours with the special days of the country, 2025 to 2028."""
    days = public_holidays.special_days(range(2025, 2029))
    return Calendar(
        weekly=dict.fromkeys(range(5), OFFICE),
        exceptions={day.date: OFFICE if day.is_worked else [] for day in days},
        reasons={day.date: day.reason for day in days},
    )


def _periods(minutes: list[int]) -> list[Period]:
    clock = [dt.time(minute // 60, minute % 60) for minute in sorted(minutes)]
    return list(zip(clock[::2], clock[1::2], strict=True))


def periods(fewest: int = 0) -> st.SearchStrategy[list[Period]]:
    """Up to three periods of one day that do not overlap."""
    minutes = st.lists(st.integers(0, 1439), min_size=2 * fewest, max_size=6, unique=True)
    return minutes.map(lambda found: found[: len(found) // 2 * 2]).map(_periods)


DATES = st.dates(dt.date(2025, 1, 1), dt.date(2028, 3, 1))
#: Around Tết, the turn of the year, National Day, a leap day and the swaps things go wrong first.
TURNS = st.sampled_from(
    [
        dt.date(2025, 1, 26),
        dt.date(2025, 12, 31),
        dt.date(2026, 1, 1),
        dt.date(2026, 1, 9),
        dt.date(2026, 2, 13),
        dt.date(2026, 8, 21),
        dt.date(2026, 11, 23),
        dt.date(2027, 1, 30),
        dt.date(2028, 2, 28),
        dt.date(2028, 2, 29),
    ]
)
MOMENTS = st.builds(
    lambda day, minute: dt.datetime.combine(day, dt.time(minute // 60, minute % 60), VIETNAM),
    st.one_of(DATES, TURNS),
    st.integers(0, 1439),
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any week with at least one worked day, and exceptions around the dates that are drawn."""
    weekly = draw(st.dictionaries(st.integers(0, 6), periods(), max_size=7))
    weekly[draw(st.integers(0, 6))] = [draw(st.sampled_from(OFFICE))]
    exceptions = draw(st.dictionaries(st.one_of(DATES, TURNS), periods(), max_size=12))
    return Calendar(weekly=weekly, exceptions=exceptions)


CALENDARS = st.one_of(st.builds(office_calendar), calendars())
