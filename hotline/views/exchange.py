"""The door at which a telephone exchange knocks, told apart by signature."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from hotline import exchange, exchange_words
from portal.outbox.signed_doors import Refused, door, json_of, require_signature


@door()
def take_event(request: HttpRequest, body: bytes) -> JsonResponse:
    """Take an event in: 200 with the state of its call, 202 where it tells nothing about one.

    400: it can't be read; 401: the signature does not fit; 413: too large.
    """
    require_signature(request, body, settings.HOTLINE_EXCHANGE_SECRETS)
    event = json_of(body)
    try:
        told = exchange_words.read(event, timezone.now()) if isinstance(event, dict) else None
    except exchange_words.Unreadable as refusal:
        raise Refused(str(refusal)) from refusal
    if told is None:
        return JsonResponse({"state": "ignored"}, status=202)
    return JsonResponse({"state": exchange.hear(told).state})
