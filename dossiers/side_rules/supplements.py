"""Who may let the owner be asked once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers import supplement_rules
from dossiers.side_rules.rule import MayAct, holds
from dossiers.statuses import Action
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User


def _may_allow(dossier: Dossier, _task: Task | None, user: User) -> bool:
    """A leader of the agency that asks, where the rule forbids a request and nobody allowed one yet."""
    if not holds(user, Role.LEADER, supplement_rules.unit_that_answers(dossier)):
        return False
    if not supplement_rules.obstacle(dossier, dossier.supplement_requests.all()):
        return False
    return supplement_rules.unused_override(dossier) is None


RULES: dict[Action, MayAct] = {Action.ALLOW_SUPPLEMENT: _may_allow}
