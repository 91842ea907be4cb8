"""Forgetting messages that were sent long ago: they name people, and nobody retries them any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from portal.outbox.models import OutboxMessage, State

KEPT = timedelta(days=90)
BATCH = 5_000


def forget_sent() -> int:
    """Remove what was sent before the time for which it is kept, in batches; returns how many. Dead letters stay."""
    return sum(_forget(channel) for channel in _channels())


def _channels() -> Iterator[str]:
    """Every channel that a sent message names, served still or not: one step in the index for each."""
    sent, channel = OutboxMessage.objects.filter(state=State.SENT).order_by("channel"), ""
    while channel := sent.filter(channel__gt=channel).values_list("channel", flat=True).first() or "":
        yield channel


def _forget(channel: str) -> int:
    old = OutboxMessage.objects.filter(channel=channel, state=State.SENT, finished_at__lt=timezone.now() - KEPT)
    removed = 0
    while ids := list(old.order_by("finished_at").values_list("pk", flat=True)[:BATCH]):
        removed += OutboxMessage.objects.filter(pk__in=ids).delete()[0]
    return removed
