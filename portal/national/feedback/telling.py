"""Telling the national portal what became of a report, in the transaction of the act: a row that names the ticket only.

Told are the answers to what was asked there, but for tickets that are to stay confidential, and what is published here
for everybody. Nothing else that happens to a ticket is.
"""

from __future__ import annotations

from typing import Any

from hotline.hooks import Acted
from hotline.kinds import Action
from hotline.models import Ticket
from portal.national.connection import is_connected
from portal.national.inbound.feedback import CLIENT
from portal.outbox.putting import put

CHANNEL = "national_feedback"
ANSWERS = frozenset({Action.ANSWER, Action.SET_ASIDE})
PUBLIC = frozenset({Action.PUBLISH, Action.WITHDRAW})


def tell_act(acted: Acted) -> None:
    """Put the act into the outbox; nothing while no national portal is set."""
    if not is_connected():
        return
    ticket, event = acted.ticket, acted.event
    if event.action in ANSWERS and is_for_them(ticket):
        _put(ticket, {"sequence": event.sequence}, f"{ticket.code}/{event.sequence}")
    elif event.action in PUBLIC:
        tell_public(ticket, f"{event.sequence}")


def tell_public(ticket: Ticket, once: str) -> None:
    """Tell what is published of a ticket, as it stands when the message leaves."""
    _put(ticket, {}, f"{ticket.code}/hoi-dap/{once}")


def is_for_them(ticket: Ticket) -> bool:
    """Whether its answer goes back to the national portal: it was asked there, and nobody is to be kept unnamed."""
    return ticket.client_id == CLIENT and bool(ticket.client_reference) and not ticket.is_confidential


def _put(ticket: Ticket, more: dict[str, Any], once: str) -> None:
    put(CHANNEL, ticket.code, {"ticket": ticket.pk, **more}, once)
