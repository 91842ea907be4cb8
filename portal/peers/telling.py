"""Telling peers that a dossier moved, in the transaction of the move: one small message for each that it concerns.

The message names the event; what it says is written when it leaves (as in `portal.national.telling`): codes, state and
units, and nothing about anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dossiers import aliases
from dossiers.models import Dossier, Event
from dossiers.statuses import Action, ResultDelivery, Status
from portal.peers import own_codes
from portal.peers.drivers.base import Message, PeerDriver
from portal.peers.kinds import PeerKind
from portal.peers.models import Connection
from portal.peers.postal import ordering, replaced
from portal.peers.sending import say

if TYPE_CHECKING:
    from dossiers.hooks import Moved

MOVED = "dossier.moved"
#: Moves that other systems hear of: what was filed, decided and handed out, and where it goes on.
TOLD = frozenset(
    {
        Action.SUBMIT,
        Action.RECEIVE,
        Action.REFUSE,
        Action.REQUEST_SUPPLEMENT,
        Action.ANSWER_SUPPLEMENT,
        Action.HAND_OVER,
        Action.REROUTE,
        Action.ISSUE,
        Action.RETURN_RESULT,
        Action.WITHDRAW,
        Action.STOP,
        Action.RECALL,
        Action.REPLACE_RESULT,
    }
)
#: After these a result may be ready for the post, or it is not any more.
_MAKES_READY = frozenset({Action.ISSUE, Action.PAID})
_TAKES_BACK = frozenset({Action.RETURN_RESULT, Action.RECALL, Action.KEEP_AT_COUNTER, Action.ASK_AT_RETURN})


def tell_move(moved: Moved) -> None:
    """What follows a move: parcels, and notices to those who are connected for it."""
    action = Action(moved.event.action)
    if action in TOLD:
        _tell(moved)
    # Only what is finished can be with the post: every other move costs nothing.
    if action == Action.REPLACE_RESULT:
        replaced.order(moved.dossier)
    elif action in _MAKES_READY and moved.dossier.status == Status.FINISHED:
        ordering.order_if_ready(moved.dossier)
    elif action in _TAKES_BACK and (action == Action.KEEP_AT_COUNTER or _goes_by_post(moved.dossier)):
        ordering.call_off(moved.dossier)


def _goes_by_post(dossier: Dossier) -> bool:
    return dossier.result_delivery == ResultDelivery.POST


def _tell(moved: Moved) -> None:
    dossier = moved.dossier
    for one in Connection.objects.on().exclude(kind=PeerKind.POST).order_by("pk"):
        if own_codes.is_served(one, dossier):
            told = {"dossier": dossier.pk, "sequence": moved.event.sequence}
            say(one, MOVED, dossier.code, told, f"{dossier.code}/{moved.event.sequence}")


def deliver(driver: PeerDriver, connection: Connection, payload: dict[str, Any], message_id: str) -> None:
    """The worker: say it, and keep the code that the peer gives the dossier, if its answer names one."""
    units = ("receiving_unit", "competent_unit", "procedure_version__procedure")
    dossier = Dossier.objects.select_related(*units).get(pk=payload["dossier"])
    event = dossier.events.get(sequence=payload["sequence"])
    told = _told(dossier, event, dossier.aliases.filter(system=connection.short_name).first())
    answer = driver.send(Message(MOVED, told, message_id, dossier.receiving_unit.code))
    code = answer.get("code")
    if isinstance(code, str) and 0 < len(code.strip()) <= aliases.LONGEST:
        own_codes.note(connection, dossier, code)


def _told(dossier: Dossier, event: Event, alias: Any) -> dict[str, Any]:
    return {
        "dossier": dossier.code,
        "your_code": alias.code if alias else "",
        "procedure": dossier.procedure_version.procedure.code,
        "sequence": event.sequence,
        "action": event.action,
        "status": event.status_to,
        "at": event.at.isoformat(),
        "receiving_unit": dossier.receiving_unit.code,
        "competent_unit": dossier.competent_unit.code,
        "due_at": dossier.due_at.isoformat(),
    }
