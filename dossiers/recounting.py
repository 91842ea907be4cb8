"""Due times of open dossiers counted again when a day of a calendar changes late, each with its event and its letter.

Only open dossiers whose term the day lies in are looked at; the archive keeps what was promised. Counting again is
idempotent: a due time that comes out as it stands leaves no event.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from dossiers import deadlines, lifecycle
from dossiers.actors import Actor
from dossiers.models import Dossier
from dossiers.statuses import OPEN, Action
from units import calendar_hooks
from units.calendar_hooks import Carried, ChangedDay, Follower, Foreseen, Shift
from units.working_time import VIETNAM

if TYPE_CHECKING:
    from dossiers.deadlines import Clock


def follow() -> None:
    """Registers the dossiers with the calendars; called once, when the apps are ready."""
    calendar_hooks.register("dossiers", Follower(foresee, carry))


def foresee(day: ChangedDay, most: int) -> Foreseen:
    """How many open dossiers the day lies in the term of, and the first `most` whose due time moves, by due time."""
    found = _touched(day)
    rows = found.select_related("competent_unit__calendar").order_by("due_at", "pk")[: most * 2]
    moved = [(row, clock) for row in rows if (clock := _again(row, day)) is not None]
    return Foreseen(found.count(), [Shift(row.code, row.due_at, clock.due_at) for row, clock in moved[:most]])


def carry(day: ChangedDay, after: int, limit: int) -> Carried:
    """Counts the next `limit` dossiers again, in the order of their ids; the caller keeps how far it came."""
    ids = list(_touched(day).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])
    moved = sum(_count_again(pk, day) for pk in ids)
    return Carried(len(ids), moved, ids[-1] if len(ids) == limit else None)


def _touched(day: ChangedDay) -> QuerySet[Dossier]:
    """Open dossiers whose sum may hold the date: begun before it is over, due on it or later."""
    begins = dt.datetime.combine(day.date, dt.time(), VIETNAM)
    found: QuerySet[Dossier] = Dossier.objects.filter(
        status__in=[int(status) for status in OPEN],
        competent_unit__calendar__in=day.calendars,
        clock_started_at__lt=begins + dt.timedelta(days=1),
        due_at__gte=begins,
    )
    return found


def _count_again(pk: int, day: ChangedDay) -> bool:
    with lifecycle.locked(Dossier(pk=pk)) as current:
        clock = _again(current, day) if current.is_open else None
        if clock is None:
            return False
        actor = Actor.person(day.author, current.competent_unit)
        changes = clock.as_changes()
        lifecycle.move(current, Action.RECOUNT, actor, note=day.reason, data={"day": str(day.date)}, changes=changes)
    return True


def _again(dossier: Dossier, day: ChangedDay) -> Clock | None:
    """The clock on the calendar as it will be; None where the due time stays."""
    clock = deadlines.recounted(dossier, day.calendar_after(dossier.competent_unit))
    return clock if clock.due_at != dossier.due_at else None
