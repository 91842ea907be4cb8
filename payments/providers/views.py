"""The doors at which providers knock. Whoever is outside is told apart by signature, not by sign-in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from payments import receiving
from payments.national_platform import acknowledge, read_notice
from payments.providers import bank_notice, national_platform
from portal.outbox.signed_doors import Refused, door, json_object, require_signature


@door()
def take_bank_notice(request: HttpRequest, body: bytes) -> JsonResponse:
    """Keep a bank's notice: 200 with what became of it, so that the bank need not tell again.

    400: no notice at all; 401: the signature does not fit (kept as forged, changes nothing); 413: too large.
    """
    try:
        notice = bank_notice.read(body)
    except bank_notice.Unreadable as refusal:
        raise Refused(str(refusal)) from refusal
    try:
        require_signature(request, body, settings.BANK_NOTICE_SECRETS)
    except Refused:
        receiving.receive(bank_notice.reported(notice, is_authentic=False))
        raise
    # Which order the words name is a search: not for what the bank tells a second time.
    again = receiving.told_again(bank_notice.reported(notice, is_authentic=True, names_order=False))
    kept = again or receiving.receive(bank_notice.reported(notice, is_authentic=True))
    return JsonResponse({"outcome": kept.outcome})


@door()
def take_platform_notice(_request: HttpRequest, body: bytes) -> JsonResponse:
    """Keep a notice of the national payment platform and say "00", so that it need not tell again.

    400: no notice to us; 401: the check value does not fit (kept as forged, changes nothing); 413: too large.
    """
    us = national_platform.partner()
    message = json_object(body)
    try:
        told = read_notice(message, us)
        reported = national_platform.reported(told)
    except ValueError as refusal:
        raise Refused(str(refusal)) from refusal
    receiving.receive(reported)
    status = 200 if told.is_authentic else 401
    return JsonResponse(acknowledge(message, us, is_taken=told.is_authentic), status=status)
