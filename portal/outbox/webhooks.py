"""Telling other systems of what happened: who asked to hear it, and putting it into the outbox for each."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.utils import timezone

from portal.outbox.models import WebhookSubscription
from portal.outbox.putting import put

CHANNEL = "webhook"
#: What can be asked for; each app adds its own.
_offered: dict[str, None] = {}
_for_clients: dict[str, None] = {}


def offer(*events: str) -> None:
    """Make these events known; called once, when the apps are ready."""
    _offered.update(dict.fromkeys(events))


def offered() -> list[str]:
    """The events that can be asked for, by name."""
    return sorted(_offered)


def offer_to_clients(*events: str) -> None:
    """Make events known that only a client of REST hears, of what is its own; called once, when the apps are ready."""
    _for_clients.update(dict.fromkeys(events))


def offered_to_clients() -> list[str]:
    """The events that a client of REST can ask for itself, by name."""
    return sorted(_for_clients)


def is_asked_for(event: str) -> bool:
    """Whether anybody asked to hear of it, before what is told is gathered. One query."""
    return WebhookSubscription.objects.kept_by().asking_for(event).exists()


def publish(event: str, data: dict[str, Any], *, audience: str, key: str, once: str) -> int:
    """Put an event into the outbox for everybody who asked for it, within the caller's transaction; how many did.

    `audience` is the code of the unit it is about: who asked for one unit hears of what lies beneath it by its code,
    too. Events of one `key` reach each receiver in order; `once` makes the same event told once.
    """
    asked = [one for one in WebhookSubscription.objects.kept_by().asking_for(event) if one.hears_of(audience)]
    return _put_for(asked, event, data, key, once)


def publish_to_client(event: str, data: dict[str, Any], *, client_id: str, key: str, once: str) -> int:
    """The same for what is one client's own: only receivers that this client keeps hear of it. One query where none."""
    return _put_for(WebhookSubscription.objects.kept_by(client_id).asking_for(event), event, data, key, once)


def _put_for(asked: Iterable[WebhookSubscription], event: str, data: dict[str, Any], key: str, once: str) -> int:
    rows, happened_at = list(asked), timezone.now().isoformat()
    for subscription in rows:
        payload = {"subscription": subscription.pk, "type": event, "timestamp": happened_at, "data": data}
        put(CHANNEL, f"{subscription.pk}/{key}", payload, f"{subscription.pk}/{event}/{once}")
    return len(rows)


def message_id(idempotency_key: str) -> str:
    """The id under which a receiver knows a message, the same each time it is sent; it tells nothing."""
    return f"msg_{sha256(idempotency_key.encode()).hexdigest()[:32]}"
