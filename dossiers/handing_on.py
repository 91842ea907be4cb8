"""From one step of the internal process to the next: the one path of every act that moves a dossier's task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from dossiers import asking, consulting, lifecycle, permissions, steps
from dossiers.actors import Actor
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

    Where the step is done by another than its process says, the event keeps why (`placing.Mark`). Units that the step
    names are asked at once.
    """
    now = timezone.now()
    task = steps.go_to(dossier, actor, action, steps.following(dossier, outcome), now)
    data = {"mark": task.mark} if task.mark else {}
    lifecycle.move(dossier, action, actor, note=note, data=data, changes=changes)
    asking.ask_for_step(dossier, task, actor)


def forward(dossier: Dossier, user: User, *, note: str = "") -> Dossier:
    """The officer has done their part and hands the dossier to the next officer's step, with a note if they like.

    Raises NotAllowedNow or NotYours as `permissions.require` does.
    """
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.FORWARD, user)
        go_on(current, _acting(current, user), Action.FORWARD, StepOutcome.FORWARD, note=normalise(note))
    return current


def opinions_in(dossier: Dossier, user: User, *, note: str = "") -> Dossier:
    """The officer joins the opinions and goes on: all are in, or the time of those owed is over and `note` says why.

    What is still owed is no longer asked. Raises Incomplete as `consulting.require_joined` does.
    """
    note = normalise(note)
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.OPINIONS_IN, user)
        consulting.drop(consulting.require_joined(current, note), user, note)
        go_on(current, _acting(current, user), Action.OPINIONS_IN, StepOutcome.OPINIONS_IN, note=note)
    return current


def _acting(dossier: Dossier, user: User) -> Actor:
    task = steps.open_task(dossier)
    return Actor.person(user, task.unit, task.role) if task else Actor.person(user)
