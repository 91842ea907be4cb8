"""Hours on which doors are open to people, beside those that count for due times: writing them moves no due time."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import User
from units import desk_log, page_store
from units.models import Unit, WorkingCalendar, WorkingPeriod
from units.own_calendars import give_own_calendar, is_shared, sharing_beneath
from units.working_time import Calendar, Period
from units.written_hours import say_periods

log = structlog.get_logger(__name__)
OPENING = WorkingPeriod.Purpose.OPENING

Week = dict[int, list[Period]]
"""Hours by weekday, Monday 0; a day that is missing is shut."""


def written_week(calendar: WorkingCalendar) -> Week:
    """The opening hours of their own; empty while the doors follow the hours that count."""
    found: Week = {}
    for period in calendar.periods.filter(purpose=OPENING).order_by("weekday", "opens"):
        found.setdefault(period.weekday, []).append((period.opens, period.closes))
    return found


def counting_week(calendar: WorkingCalendar) -> Week:
    """The hours that count for due times."""
    found: Week = {}
    for period in calendar.periods.exclude(purpose=OPENING).order_by("weekday", "opens"):
        found.setdefault(period.weekday, []).append((period.opens, period.closes))
    return found


@transaction.atomic
def write_week(calendar: WorkingCalendar, week: Week, by: User) -> None:
    """Put these opening hours in the place of those before; an empty week lets the doors follow the counting hours."""
    locked = WorkingCalendar.objects.select_for_update(of=("self",)).get(pk=calendar.pk)
    before = _in_words(written_week(locked))
    locked.periods.filter(purpose=OPENING).delete()
    WorkingPeriod.objects.bulk_create(
        WorkingPeriod(calendar=locked, purpose=OPENING, weekday=weekday, opens=opens, closes=closes)
        for weekday, periods in week.items()
        for opens, closes in periods
    )
    desk_log.note(by, locked, desk_log.What.HOURS, before, _in_words(week))
    page_store.changed()
    log.info("opening_hours_written", calendar=locked.slug, by=by.pk)


@transaction.atomic
def write_own_week(unit: Unit, week: Week, by: User) -> WorkingCalendar:
    """The opening hours of one unit alone: where others live by its calendar, it gets one of its own first.

    So do the units beneath that live by it: theirs stay as they were. The hours that count are copied, so no due time
    moves, and days off of the calendar before go on.
    """
    locked = Unit.objects.select_for_update(of=("self",)).select_related("calendar").get(pk=unit.pk)
    for each in sharing_beneath(locked):
        give_own_calendar(each)
    calendar = give_own_calendar(locked) if is_shared(locked) else locked.calendar
    write_week(calendar, week, by)
    return calendar


def shown_week(value: Calendar) -> list[tuple[str, list[Period]]]:
    """Weekdays with their usual hours, Monday first; shut ones have none."""
    return [(str(name), value.weekly.get(weekday, [])) for weekday, name in WEEKDAYS.items()]


def _in_words(week: Week) -> str:
    """The hours day by day; the doors follow the hours that count where none are written."""
    with override("vi"):
        days = [f"{name}: {say_periods(week[day])}" for day, name in WEEKDAYS.items() if week.get(day)]
        return "; ".join(days) or _("theo giờ làm việc")
