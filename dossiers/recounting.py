"""Due times of open dossiers counted again when a day of a calendar changes late, each with its event.

Only dossiers are looked at whose own term the day lies in, or that of their open step, of an open question to another
unit or of their way in; the archive keeps what was promised. The owner gets a letter where the dossier's own moves.
Counting again is idempotent: where every due time comes out as it stands there is no event.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from dossiers import deadlines, lifecycle
from dossiers.actors import Actor
from dossiers.models import Consultation, Dossier, Task
from dossiers.open_terms import Term, terms_of
from dossiers.statuses import OPEN, Action
from units import calendar_hooks
from units.calendar_hooks import Carried, ChangedDay, Follower, Foreseen, Shift
from units.working_time import VIETNAM

if TYPE_CHECKING:
    from dossiers.deadlines import Clock

Moved = list[tuple[Term, dt.datetime]]
"""Terms with their new due times."""


def follow() -> None:
    """Registers the dossiers with the calendars; called once, when the apps are ready."""
    calendar_hooks.register("dossiers", Follower(foresee, carry))


def foresee(day: ChangedDay, most: int) -> Foreseen:
    """How many dossiers the day lies in a term of, and the first `most` due times that move, the earliest first."""
    ids = _touched(day)
    first = list(_with_calendars().filter(pk__in=ids).order_by("due_at", "pk")[: most * 2])
    moved = [(row, clock) for row in first if (clock := _again(row, day)) is not None]
    shifts = [
        *(Shift(row.code, row.due_at, clock.due_at) for row, clock in moved),
        *(Shift(term.dossier.code, term.due_at, after, term.what) for term, after in _shifted(first, day)),
    ]
    return Foreseen(ids.count(), sorted(shifts, key=lambda shift: shift.before)[:most])


def carry(day: ChangedDay, after: int, limit: int) -> Carried:
    """Counts the next `limit` dossiers again, in the order of their ids; the caller keeps how far it came."""
    ids = list(_touched(day, after).order_by("pk")[:limit])
    moved = sum(_count_again(pk, day) for pk in ids)
    return Carried(len(ids), moved, ids[-1] if len(ids) == limit else None)


def _touched(day: ChangedDay, after: int = 0) -> QuerySet[Dossier, int]:
    """Ids past `after` of what the date may move: each part by its own index, whatever lies in the archive."""
    begins = dt.datetime.combine(day.date, dt.time(), VIETNAM)
    ends = begins + dt.timedelta(days=1)
    own = Dossier.objects.filter(_own_term(day, begins, ends))
    open_now = Dossier.objects.filter(status__in=OPEN, receiving_unit__calendar__in=day.calendars)
    way_in = open_now.filter(Q(reception_due_at__gte=begins) | Q(hand_over_due_at__gte=begins), submitted_at__lt=ends)
    there = {"unit__calendar__in": day.calendars, "due_at__gte": begins}
    tasks = Task.objects.alias(start=Coalesce(F("counted_from"), F("opened_at"))).filter(
        finished_at=None, start__lt=ends, **there
    )
    asked = Consultation.objects.open().filter(asked_at__lt=ends, **there)
    whole = [found.filter(pk__gt=after).order_by().values_list("pk", flat=True) for found in (own, way_in)]
    parts = [tasks.filter(dossier__gt=after), asked.filter(dossier__gt=after)]
    return whole[0].union(whole[1], *(part.order_by().values_list("dossier_id", flat=True) for part in parts))


def _own_term(day: ChangedDay, begins: dt.datetime, ends: dt.datetime) -> Q:
    """Open dossiers whose sum may hold the date: begun before it is over, due on it or later."""
    return Q(
        status__in=[int(status) for status in OPEN],
        competent_unit__calendar__in=day.calendars,
        clock_started_at__lt=ends,
        due_at__gte=begins,
    )


def _with_calendars() -> QuerySet[Dossier]:
    return Dossier.objects.select_related("competent_unit__calendar", "receiving_unit__calendar")


def _count_again(pk: int, day: ChangedDay) -> bool:
    with lifecycle.locked(Dossier(pk=pk)) as current:
        clock, terms = _again(current, day), _shifted([current], day)
        if clock is None and not terms:
            return False
        changes = (clock.as_changes() if clock else {}) | _written(terms)
        actor = Actor.person(day.author, current.competent_unit)
        action = Action.RECOUNT if clock else Action.RECOUNT_STEPS
        lifecycle.move(current, action, actor, note=day.reason, data=_told(terms, day), changes=changes)
    return True


def _again(dossier: Dossier, day: ChangedDay) -> Clock | None:
    """The clock on the calendar as it will be; None where the due time stays or the day is none of its term."""
    begins = dt.datetime.combine(day.date, dt.time(), VIETNAM)
    if not dossier.is_open or dossier.competent_unit.calendar_id not in day.calendars:
        return None
    if dossier.due_at < begins or dossier.clock_started_at >= begins + dt.timedelta(days=1):
        return None
    clock = deadlines.recounted(dossier, day.calendar_after(dossier.competent_unit))
    return clock if clock.due_at != dossier.due_at else None


def _shifted(dossiers: list[Dossier], day: ChangedDay) -> Moved:
    """The terms of the dossiers that come out otherwise on the calendars as they will be."""
    begins = dt.datetime.combine(day.date, dt.time(), VIETNAM)
    terms = (term for term in terms_of(dossiers) if term.unit.calendar_id in day.calendars and term.due_at >= begins)
    again = ((term, term.again(day.calendar_after(term.unit))) for term in terms)
    return [(term, after) for term, after in again if after != term.due_at]


def _written(terms: Moved) -> dict[str, Any]:
    """Writes what lies beside the dossier, and gives back what is to change of itself; lateness undone is unmarked."""
    now, own = timezone.now(), dict[str, Any]()
    for term, after in terms:
        changes = {term.field: after} | ({term.mark: None} if after > now else {})
        if isinstance(term.row, Dossier):
            own |= changes
        else:
            type(term.row)._default_manager.filter(pk=term.row.pk).update(**changes)
    return own


def _told(terms: Moved, day: ChangedDay) -> dict[str, Any]:
    """What the log keeps: which day, and each due time beside the dossier's own from when to when."""
    moved = [
        {"unit": term.unit.code, "what": term.what, "from": term.due_at.isoformat(), "to": after.isoformat()}
        for term, after in terms
    ]
    return {"day": str(day.date)} | ({"terms": moved} if moved else {})
