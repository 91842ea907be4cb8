"""From one step of the internal process to the next: the one path of every act that moves a dossier's task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import lifecycle, permissions, steps
from dossiers.actors import Actor
from dossiers.problems import Incomplete
from dossiers.statuses import Action
from portal.vietnamese import normalise
from procedures.choices import StepOutcome

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User

WAYS: dict[Action, StepOutcome] = {
    Action.FORWARD: StepOutcome.FORWARD,
    Action.OPINIONS_IN: StepOutcome.OPINIONS_IN,
}
"""Acts that lead from one officer's step to the next."""


def go_on(
    dossier: Dossier,
    actor: Actor,
    action: Action,
    outcome: StepOutcome,
    *,
    note: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    """Moves a locked dossier to the step that `outcome` of its open task leads to, and writes the event of `action`.

    Where the step is done by another than its process says, the event keeps why (`placing.Mark`).
    """
    now = timezone.now()
    task = steps.go_to(dossier, actor, action, steps.following(dossier, outcome), now)
    data = {"mark": task.mark} if task.mark else {}
    lifecycle.move(dossier, action, actor, note=note, data=data, changes=changes)


def forward(dossier: Dossier, user: User, *, note: str = "") -> Dossier:
    """The officer has done their part and hands the dossier to the next officer's step, with a note if they like.

    Raises NotAllowedNow or NotYours as `permissions.require` does.
    """
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.FORWARD, user)
        go_on(current, _acting(current, user), Action.FORWARD, StepOutcome.FORWARD, note=normalise(note))
    return current


def opinions_in(dossier: Dossier, user: User, *, note: str) -> Dossier:
    """The officer ends a consultation and says what came of it. Raises Incomplete without words."""
    note = normalise(note)
    if not note:
        raise Incomplete(_("Hãy ghi tóm tắt ý kiến của các đơn vị."), "note")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.OPINIONS_IN, user)
        go_on(current, _acting(current, user), Action.OPINIONS_IN, StepOutcome.OPINIONS_IN, note=note)
    return current


def _acting(dossier: Dossier, user: User) -> Actor:
    task = steps.open_task(dossier)
    return Actor.person(user, task.unit if task else None)
