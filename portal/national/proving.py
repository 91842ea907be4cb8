"""Keeping what was said and answered, and forgetting it when it need not be proved any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from dossiers.models import Dossier
from portal.national.drivers.base import Exchange
from portal.national.models import KeptExchange

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
    """Remove proofs that are too old, in batches; returns how many."""
    old = KeptExchange.objects.filter(at__lt=timezone.now() - KEPT)
    removed = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        removed += KeptExchange.objects.filter(pk__in=ids).delete()[0]
    return removed
