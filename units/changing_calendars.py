"""Changing a day of a calendar late: what it would move is foreseen, then the worker moves it, batch after batch.

A flood, a power cut, a decision of the Prime Minister that swaps days: due times that were counted before are counted
again, and whoever waits is told. Apps above do that through `calendar_hooks`; here stands the day itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.outbox.waking import wake_on_commit
from units import calendar_hooks, calendars, page_store
from units.calendar_hooks import ChangedDay, Foreseen, Shift
from units.models import CalendarChange, CalendarException, Unit, WorkingCalendar
from units.written_hours import as_times

if TYPE_CHECKING:
    from collections.abc import Callable

    from units.working_time import Calendar

log = structlog.get_logger(__name__)
Kind, State = CalendarChange.Kind, CalendarChange.State
BATCH = 100
SHOWN = 50


@dataclass(frozen=True)
class Preview:
    """What a change would move: how many due times it may touch, and the first of those that move."""

    count: int
    first: list[Shift]


def foresee(change: CalendarChange, most: int = SHOWN) -> Preview:
    """What the change would do now; nothing is changed."""
    day = _changed_day(change, lambda unit: value_after(change, unit))
    told: list[Foreseen] = [follower.foresee(day, most) for follower in calendar_hooks.followers().values()]
    return Preview(sum(each.count for each in told), [shift for each in told for shift in each.first][:most])


def value_after(change: CalendarChange, unit: Unit) -> Calendar:
    """The unit's calendar as the change will leave it."""
    now = calendars.calendar_of(unit)
    if change.kind == Kind.USUAL:
        below = _below(change)
        exceptions = {day: hours for day, hours in now.exceptions.items() if day != change.date}
        reasons = {day: reason for day, reason in now.reasons.items() if day != change.date}
        if below is not None:
            exceptions[change.date], reasons[change.date] = as_times(below.hours), below.reason
        return replace(now, exceptions=exceptions, reasons=reasons)
    hours = as_times(change.hours)
    return replace(
        now,
        exceptions={**now.exceptions, change.date: hours},
        reasons={**now.reasons, change.date: change.reason},
    )


def begin(change: CalendarChange) -> None:
    """Writes the day and lets the worker move what it touches. ValidationError when it is begun or another runs."""
    with transaction.atomic():
        current = CalendarChange.objects.select_for_update().get(pk=change.pk)
        if current.state != State.FORESEEN:
            raise ValidationError(_("Thay đổi này đã được áp dụng hoặc đã bỏ."))
        if _is_running(current):
            raise ValidationError(_("Ngày này đang được thay đổi bởi một lần áp dụng khác; hãy chờ lần đó xong."))
        current.foreseen = foresee(current, most=0).count
        _write_day(current)
        current.state, current.applied_at = State.APPLYING, timezone.now()
        current.save(update_fields=["state", "applied_at", "foreseen"])
        page_store.changed()
    wake_on_commit("units.apply_calendar_changes")


def drop(change: CalendarChange) -> None:
    """Gives a change up that was not applied; nothing of an applied one is undone by this."""
    CalendarChange.objects.filter(pk=change.pk, state=State.FORESEEN).update(state=State.DROPPED)


def apply_waiting() -> int:
    """Carries every begun change to its end; how many ended. Safe to run again at any time, and by several workers."""
    waiting = CalendarChange.objects.filter(state=State.APPLYING).order_by("pk").values_list("pk", flat=True)
    return sum(_carry_through(pk) for pk in list(waiting))


def _carry_through(pk: int) -> bool:
    try:
        while _carry_batch(pk):
            pass
    except Exception as error:
        # Written where its author sees it; beat asks again, and the next round begins after the last good batch.
        CalendarChange.objects.filter(pk=pk).update(problem=f"{type(error).__name__}: {error}"[:2000])
        log.exception("calendar_change_failed", change=pk)
        return False
    return True


@transaction.atomic
def _carry_batch(pk: int) -> bool:
    """One batch under the change's lock; False when nothing is left."""
    change = CalendarChange.objects.select_for_update().get(pk=pk)
    if change.state != State.APPLYING:
        return False
    for name, follower in calendar_hooks.followers().items():
        after = change.cursors.get(name, 0)
        if after is None:
            continue
        carried = follower.carry(_changed_day(change, calendars.calendar_of), after, BATCH)
        change.cursors[name] = carried.after
        change.seen, change.moved, change.problem = change.seen + carried.seen, change.moved + carried.moved, ""
        change.save(update_fields=["cursors", "seen", "moved", "problem"])
        return True
    change.state, change.finished_at = State.DONE, timezone.now()
    change.save(update_fields=["state", "finished_at"])
    return False


def _changed_day(change: CalendarChange, after: Callable[[Unit], Calendar]) -> ChangedDay:
    return ChangedDay(
        calendars=reached(change.calendar, change.date),
        date=change.date,
        reason=change.reason,
        author=change.made_by,
        calendar_after=after,
    )


def reached(calendar: WorkingCalendar, date: dt.date) -> frozenset[int]:
    """Ids of the calendars in which the day counts: `calendar` itself, and those upon it without a day of their own."""
    found, level = {calendar.pk}, [calendar.pk]
    while level:
        above = WorkingCalendar.objects.filter(base_id__in=level).exclude(exceptions__date=date)
        level = [pk for pk in above.values_list("pk", flat=True) if pk not in found]
        found.update(level)
    return frozenset(found)


def _is_running(change: CalendarChange) -> bool:
    others = CalendarChange.objects.filter(calendar=change.calendar_id, date=change.date, state=State.APPLYING)
    return others.exists()


def _write_day(change: CalendarChange) -> None:
    if change.kind == Kind.USUAL:
        CalendarException.objects.filter(calendar=change.calendar_id, date=change.date).delete()
        return
    CalendarException.objects.update_or_create(
        calendar=change.calendar,
        date=change.date,
        defaults={"hours": change.hours, "reason": change.reason, "source": change.source},
    )


def _below(change: CalendarChange) -> CalendarException | None:
    """The day of the base, which counts again once the calendar's own is gone."""
    base = change.calendar.base
    while base is not None:
        found = base.exceptions.filter(date=change.date).first()
        if found is not None:
            return found
        base = base.base
    return None
