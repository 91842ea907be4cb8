"""The acts beside the steps of the process, each a page of its own: one module an area, all listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from dossiers import permissions
from dossiers.statuses import Action
from dossiers.views.staff.side_acts import (
    apologies,
    assigning,
    correcting,
    ending,
    opinions,
    recalling,
    rerouting,
    supplements,
    undoing,
)
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User

SIDE_ACTS: dict[Action, SideAct] = {
    **undoing.ACTS,
    **assigning.ACTS,
    **rerouting.ACTS,
    **apologies.ACTS,
    **supplements.ACTS,
    **ending.ACTS,
    **opinions.ACTS,
    **recalling.ACTS,
    **correcting.ACTS,
}
"""What the page of an act asks, says and does."""


def links(dossier: Dossier, task: Task | None, user: User) -> list[tuple[str, str]]:
    """Label and address of each act that the person may do now with a dossier that stands at `task`."""
    return [
        (str(SIDE_ACTS[action].label), reverse("dossiers:side-act", args=[dossier.code, action]))
        for action in permissions.side_acts_at(dossier, task, user)
        if action in SIDE_ACTS
    ]
