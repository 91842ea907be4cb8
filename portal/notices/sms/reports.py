"""What the gateway tells of arrivals, at a door of its own: signed, any number of times, in any order."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from portal.notices.models import Arrival, SentText
from portal.outbox.signed_doors import Refused, door, json_object, require_signature

_ARRIVALS = {"DELIVERED": Arrival.ARRIVED, "FAILED": Arrival.FAILED, "EXPIRED": Arrival.FAILED}
_REFERENCE_LENGTH = 32


@door()
def take_report(request: HttpRequest, body: bytes) -> JsonResponse:
    """Keep {requestId, status}: 200 with what became of it; 401 where the signature does not fit; 400 for no report.

    503 for a message that is not known: its sending may not be committed yet, so the gateway is to tell again.
    """
    require_signature(request, body, settings.SMS_REPORT_SECRETS)
    outcome = note_arrival(*_read(json_object(body)))
    if outcome == "unknown":
        raise Refused("this message is not known yet: tell again", HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"outcome": outcome})


def note_arrival(reference: str, arrival: Arrival) -> str:
    """Keep what became of a message: "kept", "known" or "unknown". One that arrived stays so, whatever comes late.

    One look decides: between two, the sending may be committed, and a report that changed nothing would pass for known.
    """
    with transaction.atomic():
        text = SentText.objects.select_for_update().filter(reference=reference).first()
        if text is None:
            return "unknown"
        if text.arrival in (Arrival.ARRIVED, arrival):
            return "known"
        text.arrival, text.reported_at = arrival, timezone.now()
        text.save(update_fields=["arrival", "reported_at"])
    return "kept"


def _read(report: dict[str, Any]) -> tuple[str, Arrival]:
    reference, status = report.get("requestId"), report.get("status")
    if not isinstance(reference, str) or len(reference) != _REFERENCE_LENGTH or not reference.isalnum():
        raise Refused("requestId is not one of ours")
    if not isinstance(status, str) or status not in _ARRIVALS:
        raise Refused(f"status must be one of {', '.join(_ARRIVALS)}")
    return reference, _ARRIVALS[status]
