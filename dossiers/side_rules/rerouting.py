"""Who may send a dossier that came to a wrong agency to the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.models import Result
from dossiers.side_rules.rule import MayAct, holds
from dossiers.statuses import Action, Status
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User


def _may_reroute(dossier: Dossier, _task: Task | None, user: User) -> bool:
    """The receiving clerk until the hand-over, then officers and leaders of the competent agency before an approval."""
    if dossier.status != Status.PROCESSING:
        return holds(user, Role.CLERK, dossier.receiving_unit)
    if not holds(user, Role.OFFICER, dossier.handling_unit) and not holds(user, Role.LEADER, dossier.competent_unit):
        return False
    return not Result.objects.filter(dossier=dossier, approved_at__isnull=False).exists()


RULES: dict[Action, MayAct] = {Action.REROUTE: _may_reroute}
