"""Keeping what was said and answered, and forgetting it when it need not be proved any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from dossiers.models import Dossier
from portal.national.drivers.base import Exchange
from portal.national.models import InboundMessage, KeptExchange
from portal.national.models.inbox import InboxState

#: Complaints about a dossier come up to two years after it (Luật Khiếu nại counts from when one learned of it).
KEPT = timedelta(days=730)
BATCH = 5_000


def keep(code: str, sequence: int, exchange: Exchange, *, is_taken: bool = True) -> None:
    """Keep one exchange about an event."""
    KeptExchange.objects.create(
        code=code,
        sequence=sequence,
        service=exchange.service,
        sent=dict(exchange.sent),
        answer=dict(exchange.answer),
        is_taken=is_taken,
    )


def keep_refused(payload: dict[str, Any], exchange: Exchange) -> None:
    """Keep an exchange that was not taken, by the outbox's own payload."""
    code = Dossier.objects.values_list("code", flat=True).get(pk=payload["dossier"])
    keep(code, payload["sequence"], exchange, is_taken=False)


def forget_old() -> int:
    """Remove proofs that are too old, in batches; returns how many. What came in and is not done stays."""
    before = timezone.now() - KEPT
    done = InboundMessage.objects.filter(received_at__lt=before, state=InboxState.DONE)
    return _remove(KeptExchange.objects.filter(at__lt=before)) + _remove(done)


def _remove(old: QuerySet[Any]) -> int:
    removed = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        removed += old.model._default_manager.filter(pk__in=ids).delete()[0]
    return removed
