"""Whose a task is: taken from the pool, given by a leader, put back. The dossier stays where it is.

The unit holds the work (docs/decisions/0010): whoever has the role there may take over what a colleague holds, and says
why; each change is an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dossiers import lifecycle, permissions, steps
from dossiers.actors import Actor
from dossiers.models import Dossier, Task
from dossiers.problems import Incomplete, NotAllowedNow
from dossiers.statuses import Action
from portal.vietnamese import normalise
from units.holders import holders_of
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


def claim(dossier: Dossier, user: User, *, note: str = "") -> Dossier:
    """Takes the open task. Taking it over from a colleague needs a reason (Incomplete)."""
    note = normalise(note)
    with lifecycle.locked(dossier) as current:
        task = _task(current, Action.CLAIM, user)
        if task.assignee_id is not None and not note:
            raise Incomplete(_("Hãy ghi vì sao bạn nhận thay người đang giữ việc này."), "note")
        _give(current, task, user, user, Action.CLAIM, note)
    return current


def assign(dossier: Dossier, user: User, *, to: User, note: str = "") -> Dossier:
    """A leader gives the open task to somebody who holds its role there (else Incomplete)."""
    with lifecycle.locked(dossier) as current:
        task = _task(current, Action.ASSIGN, user)
        if to.pk not in {person.pk for person in holders_of(task.unit, task.role)}:
            raise Incomplete(_("Người này không giữ vai trò của bước hiện tại tại đơn vị."), "to")
        if to.pk == task.assignee_id:
            raise Incomplete(_("Người này đang giữ việc rồi."), "to")
        _give(current, task, user, to, Action.ASSIGN, normalise(note))
    return current


def release(dossier: Dossier, user: User, *, note: str = "") -> Dossier:
    """Puts the open task back, for anybody with its role at the unit."""
    with lifecycle.locked(dossier) as current:
        _give(current, _task(current, Action.RELEASE, user), user, None, Action.RELEASE, normalise(note))
    return current


def _task(dossier: Dossier, action: Action, user: User) -> Task:
    permissions.require(dossier, action, user)
    task = steps.open_task(dossier)
    if task is None:
        raise NotAllowedNow(_("Hồ sơ không còn ở bước nào."))
    return task


def _give(dossier: Dossier, task: Task, by: User, to: User | None, action: Action, note: str) -> None:
    data: dict[str, Any] = {"task": task.pk}
    if task.assignee is not None:
        data |= {"from": task.assignee_id, "from_name": task.assignee.full_name}
    if to is not None:
        data |= {"to": to.pk, "to_name": to.full_name}
    Task.objects.filter(pk=task.pk).update(assignee=to)
    role = task.role if action == Action.CLAIM or by.pk == task.assignee_id else Role.LEADER
    lifecycle.move(dossier, action, Actor.person(by, task.unit, role), note=note, data=data)
