"""The end of status 6: the dossier returns to the stage that asked, and its clock goes on with the time that was left.

Starting again from zero is for dossiers that were not complete (NĐ 61/2018 Đ19(4)); this one was.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from dossiers import deadlines, lateness, steps
from dossiers.statuses import Action, Status

if TYPE_CHECKING:
    from dossiers.models import Dossier

PAID_WORD = "paid"
"""Marks the sum of a clock that a payment let go on."""


def end(dossier: Dossier, now: datetime) -> tuple[Status | None, dict[str, Any]]:
    """Opens the step again on a locked dossier; the status it returns to, and what changes of its clock.

    Nothing of both where the dossier did not stand still: a result that waits has no clock any more.
    """
    if dossier.status != Status.PAYING:
        return None, {}
    asked = dossier.events.filter(action=Action.ASK_PAYMENT).latest("sequence")
    stage = Status(asked.status_from or Status.SUBMITTED)
    steps.resume(dossier, now)
    if stage == Status.SUBMITTED:
        return stage, _before_receipt(dossier, now)
    changes = deadlines.resumed(dossier, asked.at, now, why=PAID_WORD).as_changes()
    if stage == Status.RECEIVED:
        due = deadlines.hand_over_due(dossier.receiving_unit, now)
        steps.due_by(dossier, due)
        changes["hand_over_due_at"] = due
    return stage, changes


def _before_receipt(dossier: Dossier, now: datetime) -> dict[str, Any]:
    """No term ran yet: what was foreseen at filing is foreseen anew, and the counter has its day."""
    clock = deadlines.clock(dossier.case, dossier.process, dossier.channel, dossier.competent_unit, now)
    due = lateness.reception_due(dossier.channel, dossier.receiving_unit, now)
    return {**clock.as_changes(), "reception_due_at": due}
