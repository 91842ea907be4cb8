"""Who may take back a result that was issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.models import Result
from dossiers.side_rules.rule import MayAct, holds
from dossiers.statuses import WITH_RESULT, Action
from portal.documents.models import DocumentState
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User


def _may_recall(dossier: Dossier, _task: Task | None, user: User) -> bool:
    """A leader of the competent agency, while the result counts."""
    if dossier.status not in WITH_RESULT or not holds(user, Role.LEADER, dossier.competent_unit):
        return False
    return Result.objects.filter(dossier=dossier, document__state=DocumentState.ACTIVE).exists()


RULES: dict[Action, MayAct] = {Action.RECALL: _may_recall}
