"""Who may ask for the fees of a dossier, and who may take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from dossiers.side_rules.rule import MayAct, holds
from dossiers.statuses import Action, FinanceState, Status
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User

_ASKING = (Role.CLERK, Role.OFFICER)


def _may_ask(dossier: Dossier, task: Task | None, user: User) -> bool:
    """Whoever has work with it as clerk or officer, while something is owed or its amount is to be told by a person."""
    if dossier.finance_state == FinanceState.PAID or task is None or task.role not in _ASKING:
        return False
    if not holds(user, task.role, task.unit) or task.assignee_id not in (None, user.pk):
        return False
    return dossier.finance_state == FinanceState.DUE or _has_open_amount(dossier)


def _has_open_amount(dossier: Dossier) -> bool:
    """Read so that the page which shows the fees does not read them again."""
    prefetch_related_objects([dossier], "case__fees")
    return any(fee.amount_dong is None and fee.channel in ("any", dossier.channel) for fee in dossier.case.fees.all())


def _may_call_off(dossier: Dossier, _task: Task | None, user: User) -> bool:
    """A clerk of the counter or an officer who settles it, while it waits for the money."""
    if dossier.status != Status.PAYING:
        return False
    return holds(user, Role.CLERK, dossier.receiving_unit) or holds(user, Role.OFFICER, dossier.handling_unit)


RULES: dict[Action, MayAct] = {Action.ASK_PAYMENT: _may_ask, Action.CALL_OFF_PAYMENT: _may_call_off}
