"""Calendars of units as values for `working_time`, read from rows and kept until a row changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from . import calendar_rows, public_holidays, working_time
from .models import CalendarException, Unit, WorkingCalendar, WorkingPeriod, today_in_vietnam

_Built = dict[str, working_time.Calendar]
#: Built calendars of this process by purpose. A change of any row raises the revision in the key.
_built: dict[tuple[int, int], _Built] = {}

#: Hours of the administration of Ho Chi Minh City: eight a day, Monday to Friday.
OFFICE_HOURS = ((dt.time(7, 30), dt.time(11, 30)), (dt.time(13, 0), dt.time(17, 0)))
OFFICE_DAYS = range(5)
#: How far special days are written ahead of the current year, and back for open dossiers.
YEARS_BACK, YEARS_AHEAD = 1, 2


def calendar_of(unit: Unit) -> working_time.Calendar:
    """The hours that count towards due times at a unit."""
    return _value_of(unit.calendar, WorkingPeriod.Purpose.COUNTING)


def opening_hours_of(unit: Unit) -> working_time.Calendar:
    """The hours a unit is open to people; its counting hours when no others are written."""
    value = _value_of(unit.calendar, WorkingPeriod.Purpose.OPENING)
    return value if value.weekly else calendar_of(unit)


def is_open(unit: Unit, moment: dt.datetime) -> bool:
    """Whether the doors are open to people at a moment."""
    return door_of(unit, moment).is_open


@dataclass(frozen=True)
class Door:
    """Whether people can come in now, and the moment from which that is otherwise; None when it stays so."""

    is_open: bool
    until: dt.datetime | None


def door_of(unit: Unit, moment: dt.datetime) -> Door:
    """Whether a unit is open to people at a moment, until when, or when it opens next."""
    value = opening_hours_of(unit)
    local = moment.astimezone(working_time.VIETNAM)
    for opens, closes in value.periods(local.date()):
        if opens <= local.time() < closes:
            return Door(True, dt.datetime.combine(local.date(), closes, working_time.VIETNAM))
    try:
        return Door(False, working_time.add(value, local, Decimal(0), "working_hour").at)
    except ValueError:  # a calendar without one open hour ahead
        return Door(False, None)


@dataclass(frozen=True)
class SpecialDay:
    """A date that departs from the week: its own hours, none when the doors stay shut, and why."""

    date: dt.date
    reason: str
    periods: tuple[working_time.Period, ...]


def special_days_ahead(unit: Unit, days: int = 60, on: dt.date | None = None) -> list[SpecialDay]:
    """The special days among the coming days, in order; weekends are not special."""
    first = on or today_in_vietnam()
    value = opening_hours_of(unit)
    last = first + dt.timedelta(days=days)
    return [
        SpecialDay(date, value.reason(date), tuple(periods))
        for date, periods in sorted(value.exceptions.items())
        if first <= date <= last
    ]


def days_off_ahead(unit: Unit, days: int = 60, on: dt.date | None = None) -> list[tuple[dt.date, str]]:
    """Special days off among the coming days with their reasons."""
    return [(day.date, day.reason) for day in special_days_ahead(unit, days, on) if not day.periods]


def forget() -> None:
    """Forget what was built: for tests, where another database has other rows under the same ids."""
    _built.clear()


def write_office_calendar(slug: str, name: str) -> WorkingCalendar:
    """The calendar with office hours and the special days around this year, made once.

    Rows that exist stay as they are: an administrator may have corrected them.
    """
    calendar, made = WorkingCalendar.objects.get_or_create(slug=slug, defaults={"name": name})
    if made:
        WorkingPeriod.objects.bulk_create(
            WorkingPeriod(calendar=calendar, weekday=weekday, opens=opens, closes=closes)
            for weekday in OFFICE_DAYS
            for opens, closes in OFFICE_HOURS
        )
    write_special_days(calendar, _years_around_today())
    calendar.refresh_from_db()
    return calendar


def extend() -> int:
    """Write the special days that came into reach into every calendar that has no base; how many.

    Without it due times beyond the last year written would count public holidays as worked.
    """
    calendars = WorkingCalendar.objects.filter(base=None).order_by("pk")
    return sum(write_special_days(calendar, _years_around_today()) for calendar in calendars)


def _years_around_today() -> range:
    this_year = today_in_vietnam().year
    return range(this_year - YEARS_BACK, this_year + YEARS_AHEAD + 1)


def write_special_days(calendar: WorkingCalendar, years: Iterable[int]) -> int:
    """Write the country's special days of some years that are not written yet; how many.

    A day worked in the place of another is worked in the calendar's own hours.
    """
    known = set(calendar.exceptions.values_list("date", flat=True))
    hours = [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in _hours_of_a_day(calendar)]
    missing = [
        CalendarException(
            calendar=calendar,
            date=day.date,
            hours=hours if day.is_worked else [],
            reason=day.reason,
            source=day.source,
        )
        for day in public_holidays.special_days(years)
        if day.date not in known
    ]
    return len(CalendarException.objects.bulk_create(missing))


def _hours_of_a_day(calendar: WorkingCalendar) -> list[working_time.Period]:
    """The counting hours of the first weekday that has any; office hours while none are written."""
    rows = calendar.periods.filter(purpose=WorkingPeriod.Purpose.COUNTING).order_by("weekday", "opens")
    written = [(row.weekday, (row.opens, row.closes)) for row in rows]
    return [period for weekday, period in written if weekday == written[0][0]] or list(OFFICE_HOURS)


def _value_of(calendar: WorkingCalendar, purpose: str) -> working_time.Calendar:
    return _built_of(calendar)[purpose]


def _built_of(calendar: WorkingCalendar) -> _Built:
    """The values of a calendar for either purpose: a page that shows the hours of the doors needs both."""
    key = (calendar.pk, calendar.revision)
    found = _built.get(key)
    if found is None:
        for stale in [old for old in _built if old[0] == calendar.pk]:
            _built.pop(stale, None)
        found = _built[key] = _build(calendar)
    return found


def _build(calendar: WorkingCalendar) -> _Built:
    rows = calendar_rows.read(calendar.pk)
    return {
        purpose: working_time.Calendar(rows.weekly.get(purpose, {}), rows.exceptions, rows.reasons)
        for purpose in WorkingPeriod.Purpose.values
    }
