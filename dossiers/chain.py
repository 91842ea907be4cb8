"""The hash chain of a dossier's events: each row's hash covers its fields and the hash of the row before."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING

from django.db.models import F

if TYPE_CHECKING:
    from dossiers.models import Dossier, Event


def hash_of(event: Event, code: str) -> str:
    """SHA-256 (hex) over the canonical JSON of the event of dossier `code`."""
    return digest(canonical(event, code))


def digest(text: str) -> str:
    """SHA-256 (hex) of an event's canonical JSON."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(event: Event, code: str) -> str:
    """What the hash of an event of dossier `code` covers: all its fields, `previous_hash` included."""
    fields = {
        "dossier": code,
        "sequence": event.sequence,
        "action": str(event.action),
        "status_from": event.status_from,
        "status_to": int(event.status_to),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "unit": event.unit_id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "note": event.note,
        "data": event.data,
        "previous": event.previous_hash,
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def first_broken(dossier: Dossier) -> int | None:
    """The sequence number of the first event that does not fit the chain, or None when all is whole."""
    previous = ""
    expected, last_sequence = 0, dossier.last_sequence
    # One statement sees the events and their number as of one moment: the worker may just be adding one.
    events = dossier.events.order_by("sequence").annotate(counted=F("dossier__last_sequence"))
    for expected, event in enumerate(events, start=1):
        last_sequence = event.counted
        if event.sequence != expected or event.previous_hash != previous or event.hash != hash_of(event, dossier.code):
            return expected
        previous = event.hash
    return None if expected == last_sequence else expected + 1
