"""The door at which a mail gateway hands letters in: the raw letter, signed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from hotline.mail import taking
from portal.outbox.signed_doors import door, require_signature


@door(most_bytes=taking.MOST_READ_BYTES)
def take_letter(request: HttpRequest, body: bytes) -> JsonResponse:
    """Take a letter in: 200 with what became of it, the same when it is handed in again; 401 or 413 in a sentence."""
    require_signature(request, body, settings.HOTLINE_MAIL_SECRETS)
    row = taking.take(body)
    return JsonResponse({"outcome": row.outcome, "reason": row.reason})
