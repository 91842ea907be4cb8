"""Who may draft an apology, and who answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.side_rules.rule import MayAct, holds
from dossiers.statuses import Action
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Apology, Dossier, Task
    from portal.accounts.models import User


def _apology_of(dossier: Dossier) -> Apology | None:
    """Kept on the dossier, also that there is none: three rules ask for one query."""
    return getattr(dossier, "apology", None)


def _may_draft(dossier: Dossier, _task: Task | None, user: User) -> bool:
    """An officer where the dossier is worked on, while none is approved: it may be said once only."""
    if not holds(user, Role.OFFICER, dossier.handling_unit):
        return False
    made = _apology_of(dossier)
    return made is None or made.approved_at is None


def _may_answer(dossier: Dossier, _task: Task | None, user: User) -> bool:
    """A leader of the competent agency to whom somebody else's draft was laid."""
    if not holds(user, Role.LEADER, dossier.competent_unit):
        return False
    made = _apology_of(dossier)
    return made is not None and made.waits_for_leader and made.drafted_by_id != user.pk


RULES: dict[Action, MayAct] = {
    Action.APOLOGISE: _may_answer,
    Action.RETURN_APOLOGY: _may_answer,
    Action.DRAFT_APOLOGY: _may_draft,
}
