"""The doors at which providers knock. Whoever is outside is told apart by signature, not by sign-in."""

from __future__ import annotations

import json
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments import receiving
from payments.national_platform import acknowledge, read_notice
from payments.providers import bank_notice, national_platform, signed_webhooks
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


@access_rule(PUBLIC)
@csrf_exempt
@require_POST
def take_platform_notice(request: HttpRequest) -> JsonResponse:
    """Keep a notice of the national payment platform and say "00", so that it need not tell again.

    400: no notice to us; 401: the check value does not fit (kept as forged, changes nothing); 413: too large.
    """
    us = national_platform.partner()
    if int(request.headers.get("Content-Length") or 0) > _MOST_BYTES:
        return _refused("the body is too large", 413)
    try:
        message = json_object(request.body)
        told = read_notice(message, us)
        reported = national_platform.reported(told)
    except ValueError as refusal:
        return _refused(str(refusal), 400)
    receiving.receive(reported)
    status = 200 if told.is_authentic else 401
    return JsonResponse(acknowledge(message, us, is_taken=told.is_authentic), status=status)


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises ValueError for anything else."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError("the body is not JSON") from error
    if not isinstance(message, dict):
        raise ValueError("the body is no JSON object")
    return message


def _refused(reason: str, status: int) -> JsonResponse:
    """Why, in a sentence for the sender's operator."""
    return JsonResponse({"title": reason, "status": status}, status=status, content_type="application/problem+json")
