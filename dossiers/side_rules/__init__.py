"""Who may do what beside the steps of the internal process: one rule an act, all of them listed here.

Rules of one area stand in a module of their own. They ask for roles and units only: what the state allows is told by
`lifecycle.TRANSITIONS`. A rule costs no query for whoever does not hold its role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.side_rules import (
    apologies,
    assigning,
    correcting,
    ending,
    opinions,
    paying,
    recalling,
    refusing,
    rerouting,
    supplements,
    taking_papers,
    transfers,
    undoing,
)
from dossiers.side_rules.rule import MayAct
from dossiers.statuses import Action

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User

RULES: dict[Action, MayAct] = {
    **undoing.RULES,
    **assigning.RULES,
    **rerouting.RULES,
    **apologies.RULES,
    **supplements.RULES,
    **refusing.RULES,
    **ending.RULES,
    **opinions.RULES,
    **recalling.RULES,
    **correcting.RULES,
    **transfers.RULES,
    **paying.RULES,
    **taking_papers.RULES,
}
"""Every act beside the process with its rule, in the order in which a workbench offers them."""


def allowed(dossier: Dossier, task: Task | None, user: User) -> list[Action]:
    """The acts that role and unit let the person do; whether the state allows them is not asked here."""
    return [action for action, may in RULES.items() if may(dossier, task, user)]
