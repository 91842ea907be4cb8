"""Who may take back what they just did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers import undoing
from dossiers.statuses import Action
from units.access import holds_any
from units.roles import CASEWORK_ROLES

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from dossiers.side_rules.rule import MayAct
    from portal.accounts.models import User


def _may_undo(dossier: Dossier, task: Task | None, user: User) -> bool:
    """Whoever did the last act, while they still work on dossiers and a step is open to take it back from."""
    return task is not None and holds_any(user, *CASEWORK_ROLES) and undoing.undoable(dossier, user) is not None


RULES: dict[Action, MayAct] = {Action.UNDO: _may_undo}
