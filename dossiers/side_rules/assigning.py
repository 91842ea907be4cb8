"""Who may take, give and put back the open task of a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.side_rules.rule import holds
from dossiers.statuses import Action
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from dossiers.side_rules.rule import MayAct
    from portal.accounts.models import User


def _may_claim(_dossier: Dossier, task: Task | None, user: User) -> bool:
    """Whoever holds the role of the step there, also while a colleague has the task: the unit holds the work."""
    return task is not None and task.assignee_id != user.pk and holds(user, task.role, task.unit)


def _may_assign(_dossier: Dossier, task: Task | None, user: User) -> bool:
    """A leader of the agency in which the step is done."""
    return task is not None and holds(user, Role.LEADER, task.unit)


def _may_release(dossier: Dossier, task: Task | None, user: User) -> bool:
    """The holder, or a leader of the agency."""
    if task is None or task.assignee_id is None:
        return False
    return task.assignee_id == user.pk or _may_assign(dossier, task, user)


RULES: dict[Action, MayAct] = {
    Action.CLAIM: _may_claim,
    Action.ASSIGN: _may_assign,
    Action.RELEASE: _may_release,
}
