"""Taking back the last own act within the hour: a new event that compensates, never a row that goes.

What may be taken back is what stayed inside and what nobody built on yet (docs/decisions/0013 says why).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import deadlines, lifecycle, paper_transfers, permissions, steps
from dossiers.actors import Actor
from dossiers.models import Dossier, Event, Task
from dossiers.problems import NotAllowedNow
from dossiers.statuses import Action, Channel, Status

if TYPE_CHECKING:
    from portal.accounts.models import User

WITHIN = timedelta(hours=1)
"""Time on the wall, not working time: who finds their slip finds it at once."""

_CHANGED_HANDS = (Action.CLAIM, Action.ASSIGN, Action.RELEASE)
_HANDED_ON = (Action.HAND_OVER, Action.SUBMIT_FOR_SIGNATURE, Action.PROPOSE_REFUSAL, Action.SEND_BACK, Action.FORWARD)
UNDOABLE = (*_HANDED_ON, *_CHANGED_HANDS)
"""What may be taken back, while it is the newest event of the dossier."""


def undoable(dossier: Dossier, user: User) -> Event | None:
    """The newest event, where it is the person's own, young enough, and of a kind that may be taken back."""
    last = dossier.events.order_by("-sequence").first()
    if last is None or last.actor_id != user.pk or last.action not in UNDOABLE:
        return None
    return last if timezone.now() - last.at <= WITHIN else None


def undo(dossier: Dossier, user: User) -> Dossier:
    """Puts task, fields and status back to where they were. Raises NotAllowedNow or NotYours."""
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.UNDO, user)
        event = undoable(current, user)
        if event is None or event.status_from is None:
            raise NotAllowedNow(_("Việc này không còn rút lại được."))
        actor = Actor(user, event.actor_name, event.unit)
        if event.action in _CHANGED_HANDS:
            _give_back(event)
        else:
            _reopen(current, actor)
        if event.action == Action.HAND_OVER:
            paper_transfers.call_off(current)
        lifecycle.move(
            current,
            Action.UNDO,
            actor,
            data={"undone": event.action, "sequence": event.sequence},
            changes=_fields_before(current, event),
            target=Status(event.status_from),
        )
    return current


def _give_back(event: Event) -> None:
    Task.objects.filter(pk=event.data["task"], finished_at=None).update(assignee=event.data.get("from"))


def _reopen(dossier: Dossier, actor: Actor) -> None:
    """Closes the step that was opened and opens the one before again, as it was held and due."""
    now = timezone.now()
    before = dossier.tasks.exclude(finished_at=None).latest("finished_at", "pk")
    steps.finish(dossier, actor, Action.UNDO, now)
    Task.objects.create(
        dossier=dossier,
        step_id=before.step_id,
        unit_id=before.unit_id,
        mark=before.mark,
        role=before.role,
        assignee_id=before.assignee_id,
        opened_at=now,
        due_at=before.due_at,
        counted_from=before.counted_from or before.opened_at,
    )


def _fields_before(dossier: Dossier, event: Event) -> dict[str, Any]:
    """A hand-over set its moments and, to another agency, started the clock anew: it runs again from the reception."""
    if event.action != Action.HAND_OVER:
        return {}
    changes: dict[str, Any] = {"handed_over_at": None, "competent_received_at": None}
    if dossier.received_at is not None and dossier.receiving_unit.agency.pk != dossier.competent_unit.agency.pk:
        changes |= deadlines.clock(
            dossier.case, dossier.process, Channel(dossier.channel), dossier.competent_unit, dossier.received_at
        ).as_changes()
    return changes
