"""Keeping what was said and answered, and forgetting it when it need not be proved any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from dossiers.models import Dossier
from portal.national.drivers.base import Exchange, Message
from portal.national.models import InboundMessage, KeptExchange, ResultAsk, ResultConsent, StoreLook
from portal.national.models.inbox import InboxState

#: Complaints about a dossier come up to two years after it (Luật Khiếu nại counts from when one learned of it).
KEPT = timedelta(days=730)
BATCH = 5_000


def keep_each(exchange: Exchange, messages: Mapping[tuple[str, int], Message]) -> None:
    """Keep one exchange that was taken as the proof of each event (code, sequence) of which it carried the message."""
    together = {"together": len(messages)} if len(messages) > 1 else {}
    KeptExchange.objects.bulk_create(
        KeptExchange(
            code=code,
            sequence=sequence,
            service=exchange.service,
            # The proof of one dossier names nobody of the others.
            sent={**exchange.sent, "data": [message], **together},
            answer=dict(exchange.answer),
            is_taken=True,
        )
        for (code, sequence), message in messages.items()
    )


def keep_refused(payload: dict[str, Any], exchange: Exchange) -> None:
    """Keep an exchange that was not taken, by the outbox's own payload; it was of this event alone."""
    code = Dossier.objects.values_list("code", flat=True).get(pk=payload["dossier"])
    KeptExchange.objects.create(
        code=code,
        sequence=payload["sequence"],
        service=exchange.service,
        sent=dict(exchange.sent),
        answer=dict(exchange.answer),
        is_taken=False,
    )


def forget_old() -> int:
    """Remove proofs that are too old, in batches; returns how many. What came in and is not done stays."""
    before = timezone.now() - KEPT
    done = InboundMessage.objects.filter(received_at__lt=before, state=InboxState.DONE)
    looks = StoreLook.objects.filter(asked_at__lt=before)
    asks = ResultAsk.objects.filter(asked_at__lt=before)
    ended = ResultConsent.objects.filter(until__lt=before)
    proofs = _remove(KeptExchange.objects.filter(at__lt=before)) + _remove(done) + _remove(looks)
    return proofs + _remove(asks) + _remove(ended)


def _remove(old: QuerySet[Any]) -> int:
    removed = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        removed += old.model._default_manager.filter(pk__in=ids).delete()[0]
    return removed
