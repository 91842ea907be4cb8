"""Who may fetch a paper of a dossier from where it lies already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.side_rules.rule import holds
from dossiers.statuses import Action
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from dossiers.side_rules.rule import MayAct
    from portal.accounts.models import User

_WHO_CHECK = (Role.CLERK, Role.OFFICER)


def _may_take(_dossier: Dossier, task: Task | None, user: User) -> bool:
    """The clerk or officer whose step it is; leaders decide about what lies before them."""
    return task is not None and task.role in _WHO_CHECK and holds(user, task.role, task.unit)


RULES: dict[Action, MayAct] = {Action.TAKE_PAPER: _may_take}
