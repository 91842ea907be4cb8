"""Who may propose to refuse a dossier on the merits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.side_rules.rule import MayAct, holds
from dossiers.statuses import Action
from procedures.choices import StepOutcome
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User


def _may_propose(_dossier: Dossier, task: Task | None, user: User) -> bool:
    """The officer whose step leads to the leader's desk: whoever drafts the result drafts its refusal."""
    if task is None or task.role != Role.OFFICER or task.assignee_id not in (None, user.pk):
        return False
    return StepOutcome.SUBMIT_FOR_SIGNATURE in task.step.outcomes and holds(user, Role.OFFICER, task.unit)


RULES: dict[Action, MayAct] = {Action.PROPOSE_REFUSAL: _may_propose}
