"""Telling other systems of what happened: who asked to hear it, and putting it into the outbox for each."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.utils import timezone

from portal.outbox.models import WebhookSubscription
from portal.outbox.putting import put

CHANNEL = "webhook"
#: What can be asked for; each app adds its own.
_offered: dict[str, None] = {}


def offer(*events: str) -> None:
    """Make these events known; called once, when the apps are ready."""
    _offered.update(dict.fromkeys(events))


def offered() -> list[str]:
    """The events that can be asked for, by name."""
    return sorted(_offered)


def is_asked_for(event: str) -> bool:
    """Whether anybody asked to hear of it, before what is told is gathered. One query."""
    return WebhookSubscription.objects.asking_for(event).exists()


def publish(event: str, data: dict[str, Any], *, audience: str, key: str, once: str) -> int:
    """Put an event into the outbox for everybody who asked for it, within the caller's transaction; how many did.

    `audience` is the code of the unit it is about: who asked for one unit hears of what lies beneath it by its code,
    too. Events of one `key` reach each receiver in order; `once` makes the same event told once.
    """
    asked = [one for one in WebhookSubscription.objects.asking_for(event) if one.hears_of(audience)]
    happened_at = timezone.now().isoformat()
    for subscription in asked:
        payload = {"subscription": subscription.pk, "type": event, "timestamp": happened_at, "data": data}
        put(CHANNEL, f"{subscription.pk}/{key}", payload, f"{subscription.pk}/{event}/{once}")
    return len(asked)


def message_id(idempotency_key: str) -> str:
    """The id under which a receiver knows a message, the same each time it is sent; it tells nothing."""
    return f"msg_{sha256(idempotency_key.encode()).hexdigest()[:32]}"
