"""Who may put right a result that was issued, and who answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.models import Result
from dossiers.side_rules.rule import MayAct, holds
from dossiers.statuses import WITH_RESULT, Action
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User


def _may_draft(dossier: Dossier, _task: Task | None, user: User) -> bool:
    """An officer where it was worked on or a leader of the agency, unless one is approved and being made."""
    if dossier.status not in WITH_RESULT:
        return False
    if not holds(user, Role.OFFICER, dossier.handling_unit) and not holds(user, Role.LEADER, dossier.competent_unit):
        return False
    made = dossier.open_correction
    if made is not None:
        return made.approved_at is None
    return Result.objects.filter(dossier=dossier, document__isnull=False, is_refusal=False).exists()


def _may_answer(dossier: Dossier, _task: Task | None, user: User) -> bool:
    """A leader of the competent agency to whom somebody else's draft was laid (four eyes)."""
    if dossier.status not in WITH_RESULT or not holds(user, Role.LEADER, dossier.competent_unit):
        return False
    made = dossier.open_correction
    return made is not None and made.waits_for_leader and made.drafted_by_id != user.pk


RULES: dict[Action, MayAct] = {
    Action.CORRECT: _may_answer,
    Action.RETURN_CORRECTION: _may_answer,
    Action.DRAFT_CORRECTION: _may_draft,
}
