"""A slow reference for working time: it walks one minute at a time and knows no arithmetic.

Written apart from `units.working_time` and from the plain words of issue and law, so that an error
would have to be made twice.
"""

from __future__ import annotations

import datetime as dt

from units.working_time import VIETNAM, Calendar

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


def hours_of(calendar: Calendar, day: dt.date) -> list[tuple[dt.time, dt.time]]:
    """Open hours of a date: those of the exception if there is one, else those of the weekday."""
    if day in calendar.exceptions:
        return calendar.exceptions[day]
    return calendar.weekly.get(day.weekday(), [])


def is_open(calendar: Calendar, moment: dt.datetime) -> bool:
    """Whether the minute that begins at a moment is worked."""
    return any(opens <= moment.time() < closes for opens, closes in hours_of(calendar, moment.date()))


def add_minutes(calendar: Calendar, start: dt.datetime, minutes: int) -> dt.datetime:
    """The end of the last of so many open minutes; with none to count, the next open minute."""
    moment = start
    while True:
        if is_open(calendar, moment):
            if minutes == 0:
                return moment
            minutes -= 1
            moment += MINUTE
            if minutes == 0:
                return moment
        else:
            moment += MINUTE


def add_working_days(calendar: Calendar, start: dt.datetime, days: int) -> dt.datetime:
    """The last closing of the N-th working day after the date of start."""
    day = start.date()
    while days:
        day += DAY
        if hours_of(calendar, day):
            days -= 1
    return closing(calendar, day)


def add_days(calendar: Calendar, start: dt.datetime, days: int) -> dt.datetime:
    """The last closing of the date so many days on, or of the next working day."""
    day = start.date()
    for _ in range(days):
        day += DAY
    while not hours_of(calendar, day):
        day += DAY
    return closing(calendar, day)


def add_months(calendar: Calendar, start: dt.datetime, months: int) -> dt.datetime:
    """The same day of a later month, or that month's last; moved to a working day."""
    day = start.date()
    for _ in range(months):
        day = day.replace(day=1)
        while day.month == (day + DAY).month:
            day += DAY
        day += DAY
    first = day.replace(day=1)
    while day.day < start.day and (day + DAY).month == first.month:
        day += DAY
    while not hours_of(calendar, day):
        day += DAY
    return closing(calendar, day)


def closing(calendar: Calendar, day: dt.date) -> dt.datetime:
    """The first minute of a date after which none is worked any more."""
    moment = dt.datetime.combine(day, dt.time(23, 59), VIETNAM)
    while not is_open(calendar, moment - MINUTE):
        moment -= MINUTE
    return moment


def open_minutes(calendar: Calendar, first: dt.datetime, last: dt.datetime) -> int:
    """How many minutes between two moments are worked."""
    count = 0
    while first < last:
        count += is_open(calendar, first)
        first += MINUTE
    return count
