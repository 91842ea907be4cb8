"""Who may say what became of papers that were sent to a counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.statuses import Action
from units.access import holds_any, units_of
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from dossiers.side_rules.rule import MayAct
    from portal.accounts.models import User


def _may_tell(dossier: Dossier, _task: Task | None, user: User) -> bool:
    """A clerk of the counter that the papers are on the way to."""
    if not holds_any(user, Role.CLERK):
        return False
    transfer = dossier.open_transfer
    return transfer is not None and transfer.to_unit_id in units_of(user, Role.CLERK)


RULES: dict[Action, MayAct] = {Action.CONFIRM_PAPERS: _may_tell, Action.REPORT_MISSING: _may_tell}
