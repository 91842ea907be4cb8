"""Receivers of webhooks: taken up, tried, given a new secret while the old one still counts, told again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import CharField, F, Func, QuerySet, Value
from django.utils import timezone

from portal.outbox import circuits, outside, standard_webhooks, webhooks
from portal.outbox.drivers import registry
from portal.outbox.models import OutboxMessage, State, WebhookSubscription
from portal.outbox.putting import kick, put

#: How long both secrets sign: a receiver changes its own on a working day.
OVERLAP = timedelta(hours=48)
TEST = "webhook.test"


def subscribe(
    url: str, events: Sequence[str], unit: str = "", *, client_id: str = "", submission_key: UUID | None = None
) -> WebhookSubscription:
    """Take up a receiver with a secret of its own. Raises outside.Forbidden for an address that is not sent to.

    ``client_id`` is the client of REST whose it is. A key that was used already gives the receiver made with it.
    """
    outside.require_allowed(url)
    told = {"url": url, "events": list(events), "audience": unit, "client_id": client_id}
    told |= {"secret": standard_webhooks.new_secret()}
    if submission_key is None:
        return WebhookSubscription.objects.create(**told)
    return WebhookSubscription.objects.get_or_create(submission_key=submission_key, defaults=told)[0]


@transaction.atomic
def rotate(subscription: WebhookSubscription) -> WebhookSubscription:
    """Give it a new secret; what is sent is signed with both for `OVERLAP`. A second time at once ends the first."""
    kept = WebhookSubscription.objects.select_for_update().get(pk=subscription.pk)
    kept.former_secret, kept.former_until = kept.secret, timezone.now() + OVERLAP
    kept.secret = standard_webhooks.new_secret()
    kept.save(update_fields=["secret", "former_secret", "former_until"])
    return kept


@transaction.atomic
def try_out(subscription: WebhookSubscription) -> OutboxMessage:
    """Send it a message that tells of nothing; it waits behind no other, nor for the rest of an open circuit."""
    circuits.close(circuit_name(subscription))
    payload = {"subscription": subscription.pk, "type": TEST, "timestamp": timezone.now().isoformat(), "data": {}}
    once = f"{subscription.pk}/{TEST}/{uuid4()}"
    return put(webhooks.CHANNEL, f"{subscription.pk}/{TEST}", payload, once)


def circuit_name(subscription: WebhookSubscription) -> str:
    """The name of the circuit of one receiver."""
    return registry.circuit_of(webhooks.CHANNEL, f"{subscription.pk}/")


def deliveries(subscription: WebhookSubscription) -> QuerySet[OutboxMessage]:
    """What was told to it or waits to be."""
    receiver = Func(F("key"), Value("/"), Value(1), function="split_part", output_field=CharField())
    told = OutboxMessage.objects.filter(channel=webhooks.CHANNEL).alias(receiver=receiver)
    return told.filter(receiver=str(subscription.pk))


def tell_again(message: OutboxMessage) -> bool:
    """Send it once more under the id of before, by which the receiver knows it; False where it waits already."""
    told = OutboxMessage.objects.filter(pk=message.pk).exclude(state=State.WAITING)
    is_told = bool(told.update(state=State.WAITING, **_afresh()))
    if is_told:
        kick()
    return is_told


def tell_many_again(
    subscription: WebhookSubscription,
    since: datetime,
    until: datetime | None = None,
    state: str | None = None,
    event: str = "",
) -> int:
    """Send once more what was written from a moment (up to another, of one event, sent or given up); how many.

    What waits is left as it is. One statement: a receiver that was away for a day has as many rows as it has.
    """
    told = deliveries(subscription).exclude(state=State.WAITING).filter(created_at__gte=since)
    if until is not None:
        told = told.filter(created_at__lt=until)
    if state:
        told = told.filter(state=state)
    if event:
        told = told.filter(idempotency_key__startswith=f"{subscription.pk}/{event}/")
    number = told.update(state=State.WAITING, **_afresh())
    if number:
        kick()
    return number


def _afresh() -> dict[str, Any]:
    return {"attempts": 0, "next_attempt_at": timezone.now(), "finished_at": None, "last_error": ""}
