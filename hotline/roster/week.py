"""One week of a team as its page shows it: the days with their shifts and people, and the hours that nobody has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone

from hotline.models import Duty, Shift
from hotline.roster import coverage, on_duty
from hotline.roster.coverage import Span
from hotline.roster.pattern import DAYS_OF_WEEK, at
from units import calendars
from units.day_off_words import say_reason

if TYPE_CHECKING:
    from hotline.models import Team


@dataclass(frozen=True)
class Seat:
    """A person on a shift, and whether they are away that day."""

    duty: Duty
    is_away: bool


@dataclass(frozen=True)
class ShownShift:
    """One shift with who is on it."""

    shift: Shift
    seats: list[Seat]
    is_over: bool


@dataclass(frozen=True)
class Day:
    """One day: why it is off ("" when it is not), the shifts that begin on it, the hours that nobody has."""

    date: dt.date
    off: str
    shifts: list[ShownShift]
    holes: list[Span]


def of(team: Team, monday: dt.date) -> list[Day]:
    """The seven days from `monday`. Three queries beside those of the calendar."""
    starts, now = at(monday, dt.time.min), timezone.now()
    people = Prefetch("duties", Duty.objects.filter(is_active=True).select_related("user", "stands_in_for"))
    week = dt.timedelta(days=DAYS_OF_WEEK)
    rows = Shift.objects.filter(team=team, is_active=True, starts_at__gte=starts, starts_at__lt=starts + week)
    there, missing = _present_in(team, monday), holes_of(team, monday, DAYS_OF_WEEK)
    shown = [_shown(shift, there, now) for shift in rows.prefetch_related(people)]
    calendar = calendars.calendar_of(team.unit)
    return [
        Day(
            day,
            "" if calendar.is_working_day(day) else say_reason(calendar.reason(day)),
            [one for one in shown if timezone.localdate(one.shift.starts_at) == day],
            [hole for hole in missing if timezone.localdate(hole.starts_at) == day],
        )
        for day in (monday + dt.timedelta(days=ahead) for ahead in range(DAYS_OF_WEEK))
    ]


def holes_of(team: Team, first: dt.date, days: int) -> list[Span]:
    """The hours to come of some days in which nobody is there, day by day. One query beside those of the calendar."""
    wanted = coverage.needed(team.coverage, calendars.calendar_of(team.unit), first, days)
    starts, ends = at(first, dt.time.min), at(first + dt.timedelta(days=days), dt.time.min)
    rows = on_duty.present().filter(shift__team=team, starts_at__lt=ends, ends_at__gt=starts)
    had = [Span(begins, over) for begins, over in rows.values_list("starts_at", "ends_at")]
    now = timezone.now()
    return [hole for hole in coverage.holes(wanted, had) if hole.ends_at > now]


def _present_in(team: Team, monday: dt.date) -> set[int]:
    starts = at(monday, dt.time.min)
    rows = on_duty.present().filter(shift__team=team, starts_at__gte=starts)
    return set(rows.filter(starts_at__lt=starts + dt.timedelta(days=DAYS_OF_WEEK)).values_list("pk", flat=True))


def _shown(shift: Shift, there: set[int], now: dt.datetime) -> ShownShift:
    seats = [Seat(duty, is_away=duty.pk not in there) for duty in shift.duties.all()]
    return ShownShift(shift, seats, is_over=shift.ends_at <= now)
