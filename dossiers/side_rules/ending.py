"""Who may end a dossier outside the way of its process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.models import Result
from dossiers.side_rules.rule import MayAct, holds
from dossiers.statuses import Action
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User


def _may_stop(dossier: Dossier, _task: Task | None, user: User) -> bool:
    """A leader of the competent agency, while no result is approved: an approved one is issued instead."""
    if not holds(user, Role.LEADER, dossier.competent_unit):
        return False
    return not Result.objects.filter(dossier=dossier, approved_at__isnull=False).exists()


RULES: dict[Action, MayAct] = {Action.STOP: _may_stop}
