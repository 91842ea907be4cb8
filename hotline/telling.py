"""Telling other systems what happens to tickets: webhooks through the outbox. They name no person and quote nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hotline.kinds import Action
from portal.outbox import webhooks

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent

EVENTS: dict[str, str] = {
    Action.FILE: "feedback.received",
    Action.ROUTE: "feedback.routed",
    Action.ANSWER: "feedback.answered",
    Action.CONFIRM: "feedback.closed",
    Action.SET_ASIDE: "feedback.closed",
    Action.REOPEN: "feedback.reopened",
}
"""What systems hear of; every other act is between the reporter and the desk."""


def tell(ticket: Ticket, event: TicketEvent) -> None:
    """Tell whoever asked for it, within the transaction of the event. One query where nobody did."""
    name = EVENTS.get(event.action)
    if name is None or not webhooks.is_asked_for(name):
        return
    unit = ticket.handling_unit.code
    webhooks.publish(name, _told(ticket, unit), audience=unit, key=ticket.code, once=f"{ticket.code}/{event.sequence}")


def _told(ticket: Ticket, unit: str) -> dict[str, Any]:
    answered_at = ticket.answered_at.isoformat() if ticket.answered_at else None
    return {
        "feedback": ticket.code,
        "reference": ticket.client_reference,
        "kind": ticket.kind,
        "state": ticket.state,
        "unit": unit,
        "due_at": ticket.answer_due_at.isoformat(),
        "answered_at": answered_at,
    }
