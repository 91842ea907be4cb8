"""The doors at which providers knock. Whoever is outside is told apart by signature, not by sign-in."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments import receiving
from payments.providers import bank_notice, signed_webhooks
from portal.accounts.rules import PUBLIC, access_rule

#: A notice has a kilobyte or two.
_MOST_BYTES = 64 * 1024


@access_rule(PUBLIC)
@csrf_exempt
@require_POST
def take_bank_notice(request: HttpRequest) -> JsonResponse:
    """Keep a bank's notice: 200 with what became of it, so that the bank need not tell again.

    400: no notice at all; 401: the signature does not fit (kept as forged, changes nothing); 413: too large.
    """
    if int(request.headers.get("Content-Length") or 0) > _MOST_BYTES:
        return _refused("the body is too large", 413)
    try:
        notice = bank_notice.read(request.body)
    except bank_notice.Unreadable as refusal:
        return _refused(str(refusal), 400)
    try:
        signed_webhooks.verify(request.body, request.headers, settings.BANK_NOTICE_SECRETS, time.time())
    except signed_webhooks.NotAuthentic as refusal:
        receiving.receive(bank_notice.reported(notice, is_authentic=False))
        return _refused(str(refusal), 401)
    kept = receiving.receive(bank_notice.reported(notice, is_authentic=True))
    return JsonResponse({"outcome": kept.outcome})


def _refused(reason: str, status: int) -> JsonResponse:
    """Why, in a sentence for the sender's operator."""
    return JsonResponse({"title": reason, "status": status}, status=status, content_type="application/problem+json")
