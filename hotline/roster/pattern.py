"""The shifts that a weekly pattern makes in one week. Pure: days off come from the unit's calendar as a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from hotline.models.shifts import Days
from units.working_time import VIETNAM, Calendar

DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class Line:
    """One line of the pattern: Monday is 0, None each day; `people` are ids. Ends the next day unless later."""

    weekday: int | None
    starts: dt.time
    ends: dt.time
    days: str = Days.EVERY
    people: tuple[int, ...] = ()

    def is_on(self, day: dt.date, calendar: Calendar) -> bool:
        """Whether the line makes a shift that begins on the day."""
        if self.weekday is not None and self.weekday != day.weekday():
            return False
        if self.days == Days.EVERY:
            return True
        return calendar.is_working_day(day) == (self.days == Days.WORKING)


@dataclass(frozen=True)
class Planned:
    """One shift to be made, with who is to be on it (ids)."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    people: tuple[int, ...] = ()


def monday_of(day: dt.date) -> dt.date:
    """The first day of the week."""
    return day - dt.timedelta(days=day.weekday())


def at(day: dt.date, clock: dt.time) -> dt.datetime:
    """A moment of a day in Viet Nam."""
    return dt.datetime.combine(day, clock, VIETNAM)


def hours(day: dt.date, starts: dt.time, ends: dt.time) -> tuple[dt.datetime, dt.datetime]:
    """Two clock times that begin on a day, as moments: across midnight unless it ends later; equal is a whole day."""
    last = day if ends > starts else day + dt.timedelta(days=1)
    return at(day, starts), at(last, ends)


def week(lines: Iterable[Line], calendar: Calendar, monday: dt.date) -> list[Planned]:
    """The shifts that begin in the week of `monday`, in order; the same hours of two lines are one shift."""
    found: dict[tuple[dt.datetime, dt.datetime], tuple[int, ...]] = {}
    kept = list(lines)
    for day in (monday + dt.timedelta(days=ahead) for ahead in range(DAYS_OF_WEEK)):
        for line in (line for line in kept if line.is_on(day, calendar)):
            times = hours(day, line.starts, line.ends)
            before = found.get(times, ())
            found[times] = before + tuple(one for one in line.people if one not in before)
    return [Planned(*times, found[times]) for times in sorted(found)]
