"""The hash chain of a ticket's events: each row's hash covers its fields and the hash of the row before."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

from dossiers.chain import digest

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent


def hash_of(event: TicketEvent, code: str) -> str:
    """SHA-256 (hex) over the canonical JSON of the event of ticket `code`."""
    fields = {
        "ticket": code,
        "sequence": event.sequence,
        "action": str(event.action),
        "state_from": str(event.state_from),
        "state_to": str(event.state_to),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "unit": event.unit_id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "note": event.note,
        "data": event.data,
        "is_told": event.is_told,
        "previous": event.previous_hash,
    }
    return digest(json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def first_broken(ticket: Ticket) -> int | None:
    """The sequence number of the first event that does not fit the chain, or None when all is whole."""
    previous, expected = "", 0
    for expected, event in enumerate(ticket.events.order_by("sequence"), start=1):
        if event.sequence != expected or event.previous_hash != previous or event.hash != hash_of(event, ticket.code):
            return expected
        previous = event.hash
    return None if expected == ticket.last_sequence else expected + 1
