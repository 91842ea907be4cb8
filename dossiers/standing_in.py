"""Work moves by itself: open tasks of whoever is away go to their stand-in, and back at the end what is untouched.

Run it again at any time: what has moved is not found again. Each dossier is a transaction of its own: a killed worker
leaves whole ones, and the next round goes on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import lifecycle, steps
from dossiers.actors import Actor
from dossiers.models import Dossier, Event, Task
from dossiers.statuses import Action
from units.holders import holders_of, up_to_agency
from units.models import Absence, StaffRole, StandIn, today_in_vietnam

if TYPE_CHECKING:
    from portal.accounts.models import User

DAYS_BACK = 14
"""How long after an absence untouched work is still looked for; the round of its last night finds it."""


@dataclass(frozen=True)
class Round:
    """What one round moved."""

    given: int
    back: int


def move_work(day: dt.date | None = None) -> Round:
    """Moves what is due to move on a day (today by default)."""
    day = day or today_in_vietnam()
    given = sum(_give(task, day) for task in _of_the_absent(day))
    back = sum(_give_back(task, absence, day) for task, absence in _untouched(day))
    return Round(given, back)


def _of_the_absent(day: dt.date) -> list[Task]:
    covered = StandIn.objects.filter(absence__in=Absence.objects.on(day)).values("absence__user")
    return list(_open().filter(assignee__in=covered))


def _open() -> Any:
    movable = lifecycle.TRANSITIONS[Action.ASSIGN].sources
    held = Task.objects.filter(finished_at=None, dossier__status__in=movable)
    return held.select_related("dossier", "unit__parent", "assignee").order_by("pk")


def _give(task: Task, day: dt.date) -> bool:
    """Gives one task to the stand-in of its holder; False when nobody stands in for its role at its unit."""
    reach = up_to_agency(task.unit)
    found = StandIn.objects.filter(
        absence__in=Absence.objects.on(day),
        absence__user=task.assignee_id,
        held__role=task.role,
        held__unit__in=reach,
        held__in=StaffRole.objects.current(day),
        person__is_active=True,
    )
    stand_in = found.select_related("person", "absence").order_by("pk").first()
    if stand_in is None or task.assignee is None:
        return False
    return _move(task, task.assignee, stand_in.person, {"absence": stand_in.absence_id})


def _untouched(day: dt.date) -> list[tuple[Task, Absence]]:
    """Open tasks moved by an absence that is over, whose dossiers have seen nothing since that very move."""
    since = day - dt.timedelta(days=DAYS_BACK)
    over = Absence.objects.filter(valid_to__lte=day, valid_to__gt=since).select_related("user").in_bulk()
    stand_ins = StandIn.objects.filter(absence__in=over).values("person")
    held: list[Task] = list(_open().filter(assignee__in=stand_ins))
    moves = Event.objects.filter(
        dossier__in=[task.dossier_id for task in held], action=Action.ASSIGN, data__has_key="absence"
    )
    why = {(dossier, number): absence for dossier, number, absence in moves.values_list(*_MOVE)}
    found = ((task, over.get(why.get((task.dossier_id, task.dossier.last_sequence), 0))) for task in held)
    return [(task, absence) for task, absence in found if absence is not None]


_MOVE = ("dossier_id", "sequence", "data__absence")


def _give_back(task: Task, absence: Absence, day: dt.date) -> bool:
    if task.assignee is None or Absence.objects.on(day).filter(user=absence.user_id).exists():
        return False
    if absence.user_id not in {person.pk for person in holders_of(task.unit, task.role, day)}:
        # The role ended meanwhile, or the account is shut: the work would lie with somebody who can't do it.
        return False
    return _move(task, task.assignee, absence.user, {"absence_over": absence.pk})


def _move(task: Task, holder: User, to: User, why: dict[str, int]) -> bool:
    with lifecycle.locked(task.dossier) as dossier:
        current = steps.open_task(dossier)
        if current is None or current.pk != task.pk or current.assignee_id != holder.pk:
            return False
        if dossier.last_sequence != task.dossier.last_sequence:
            # Somebody acted meanwhile; the next round looks again.
            return False
        _write(dossier, current, holder, to, why)
    return True


def _write(dossier: Dossier, task: Task, holder: User, to: User, why: dict[str, int]) -> None:
    Task.objects.filter(pk=task.pk).update(assignee=to)
    people = {"from": holder.pk, "from_name": holder.full_name, "to": to.pk, "to_name": to.full_name}
    with override("vi"):
        back, away = _("Hết thời gian vắng mặt."), _("Người giữ việc vắng mặt.")
    note = back if "absence_over" in why else away
    lifecycle.move(dossier, Action.ASSIGN, Actor.system(), note=note, data={"task": task.pk, **people, **why})
