"""Who may ask other units about a dossier or give them a part of it, and stop asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.side_rules.rule import MayAct, holds
from dossiers.statuses import Action
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User


def _may_ask(_dossier: Dossier, task: Task | None, user: User) -> bool:
    """The officer at whose step the dossier stands."""
    return task is not None and task.role == Role.OFFICER and holds(user, Role.OFFICER, task.unit)


def _may_cancel(dossier: Dossier, task: Task | None, user: User) -> bool:
    """Whoever may ask, while an answer is owed; also a leader of the competent agency, when the officer is away."""
    if not _may_ask(dossier, task, user) and not holds(user, Role.LEADER, dossier.competent_unit):
        return False
    return any(row.is_open for row in dossier.questions)


RULES: dict[Action, MayAct] = {
    Action.ASK_OPINIONS: _may_ask,
    Action.ASK_PARTS: _may_ask,
    Action.CANCEL_OPINION: _may_cancel,
}
