"""Work moves by itself: open tasks of whoever is away go to their stand-in, and back at the end what is untouched.

Where another stands in from the middle of an absence on, what is untouched goes on to them.

Run it again at any time: what has moved is not found again. Each dossier is a transaction of its own: a killed worker
leaves whole ones, and the next round goes on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import lifecycle, steps
from dossiers.actors import Actor
from dossiers.models import Dossier, Event, Task
from dossiers.statuses import Action
from units.access import reached_from
from units.holders import holders_of, up_to_agency
from units.models import Absence, StaffRole, StandIn, today_in_vietnam

if TYPE_CHECKING:
    from portal.accounts.models import User

DAYS_BACK = 14
"""How long after an absence untouched work is still looked for; the round of its last night finds it."""


@dataclass(frozen=True)
class Round:
    """What one round moved, to stand-ins and back."""

    given: int
    back: int


def move_work(day: dt.date | None = None) -> Round:
    """Moves what is due to move on a day (today by default)."""
    day = day or today_in_vietnam()
    given = sum(_hand_on(task, absence, day) for task, absence in _left_behind(day))
    given += sum(_give(task, day) for task in _of_the_absent(day))
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
    stand_in = _stand_in(task, task.assignee_id, day)
    if stand_in is None or task.assignee is None:
        return False
    return _move(task, task.assignee, stand_in.person, {"absence": stand_in.absence_id})


def _stand_in(task: Task, absent: int | None, day: dt.date) -> StandIn | None:
    """Who does the work of the task in the place of somebody who is away (by id)."""
    found = StandIn.objects.filter(
        absence__in=Absence.objects.on(day),
        absence__user=absent,
        held__role=task.role,
        held__unit__in=up_to_agency(task.unit),
        held__in=StaffRole.objects.current(day),
        person__is_active=True,
    )
    return found.select_related("person", "absence").order_by("pk").first()


def _left_behind(day: dt.date) -> list[tuple[Task, Absence]]:
    """Open tasks that a running absence moved to somebody who is its stand-in no more, untouched since.

    Only absences that were written since they began are looked at: the others never had another stand-in.
    """
    rewritten = Absence.objects.on(day).filter(written_at__date__gte=F("valid_from")).select_related("user")
    absences = rewritten.prefetch_related("stand_ins").in_bulk()
    if not absences:
        return []
    held = StaffRole.objects.filter(user__in=[absence.user_id for absence in absences.values()])
    units = reached_from(set(held.values_list("unit_id", flat=True)))
    tasks: list[Task] = list(_open().filter(unit__in=units).exclude(assignee=None))
    moved = ((task, absences.get(absence)) for task, absence in _last_moves(tasks))
    return [(task, absence) for task, absence in moved if absence is not None and _is_left(task, absence)]


def _is_left(task: Task, absence: Absence) -> bool:
    return task.assignee_id not in {absence.user_id, *(one.person_id for one in absence.stand_ins.all())}


def _hand_on(task: Task, absence: Absence, day: dt.date) -> bool:
    """To whoever stands in now; where nobody does, to the absent one, whose work any colleague may take up."""
    stand_in = _stand_in(task, absence.user_id, day)
    to = stand_in.person if stand_in else absence.user
    return task.assignee is not None and _move(task, task.assignee, to, {"absence": absence.pk})


def _untouched(day: dt.date) -> list[tuple[Task, Absence]]:
    """Open tasks moved by an absence that is over, whose dossiers have seen nothing since that very move."""
    since = day - dt.timedelta(days=DAYS_BACK)
    over = Absence.objects.filter(valid_to__lte=day, valid_to__gt=since).select_related("user").in_bulk()
    stand_ins = StandIn.objects.filter(absence__in=over).values("person")
    held: list[Task] = list(_open().filter(assignee__in=stand_ins))
    found = ((task, over.get(absence)) for task, absence in _last_moves(held))
    return [(task, absence) for task, absence in found if absence is not None]


def _last_moves(tasks: list[Task]) -> list[tuple[Task, int]]:
    """Those of the tasks whose dossiers have seen nothing since an absence (by its id) moved them."""
    dossiers = [task.dossier_id for task in tasks]
    moves = Event.objects.filter(dossier__in=dossiers, action=Action.ASSIGN, data__has_key="absence")
    rows = moves.values_list("dossier_id", "sequence", "data__absence")
    why = {(dossier, number): absence for dossier, number, absence in rows}
    return [(task, why.get((task.dossier_id, task.dossier.last_sequence), 0)) for task in tasks]


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
