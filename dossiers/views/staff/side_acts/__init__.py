"""The acts beside the steps of the process, each a page of its own: one module an area, all listed here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse

from dossiers.statuses import Action
from dossiers.views.staff.side_acts import (
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
    transfers,
    undoing,
)
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier

SIDE_ACTS: dict[Action, SideAct] = {
    **undoing.ACTS,
    **assigning.ACTS,
    **rerouting.ACTS,
    **apologies.ACTS,
    **supplements.ACTS,
    **refusing.ACTS,
    **ending.ACTS,
    **opinions.ACTS,
    **recalling.ACTS,
    **correcting.ACTS,
    **transfers.ACTS,
    **paying.ACTS,
}
"""What the page of an act asks, says and does."""


BESIDE_PAPERS = (Action.CONFIRM_PAPERS, Action.REPORT_MISSING)
"""Acts whose buttons stand beside what they are about."""


def links(open_now: Iterable[Action], dossier: Dossier) -> list[tuple[str, str]]:
    """Label and address of each of the acts that a person may do now, where it has no button of its own."""
    return [
        (str(SIDE_ACTS[action].label), reverse("dossiers:side-act", args=[dossier.code, action]))
        for action in open_now
        if action in SIDE_ACTS and action not in BESIDE_PAPERS
    ]
