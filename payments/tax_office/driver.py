"""The channel to the tax office: a file is handed in by HTTP, under its number, until the office has it.

How the office takes files is agreed with each province (docs/receipts.md): XML in the body, a token, and the number
as Idempotency-Key, under which the office knows a file that it has already.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models import TaxSummary
from portal.files import store
from portal.files.models import StoredFile
from portal.outbox.drivers.base import Driver, Refused, Unreachable

CHANNEL = "tax"
PATIENCE_SECONDS = 20
_MOST_READ, _LONGEST = 64 * 1024, 200
#: Said of this very file: it will never be taken as it is.
_REFUSED = frozenset({400, 413, 415, 422})
#: Said before of this number: the office has the file, and its first answer got lost.
_TAKEN_BEFORE = 409
_BROKEN = 500
#: Where answers put a sentence or a number for people, the first that is there.
_WORDS = ("MaGiaoDich", "MoTaLoi", "detail", "title")


class NotTaken(Exception):
    """The office failed at this file: it is tried again later, others need not wait."""


class TaxDriver(Driver):
    """Payload: {"number", "file"}: the summary's number and the id of its stored file."""

    channel = CHANNEL
    name = _("Cơ quan thuế: bảng tổng hợp biên lai")

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Hand the file in; Unreachable where nobody listens, our token is not taken, or no address is set."""
        if not settings.TAX_OFFICE_URL:
            raise Unreachable("TAX_OFFICE_URL is not set")
        content = store.open(StoredFile.objects.get(pk=payload["file"]))
        try:
            status, answer = _post(content, idempotency_key)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"no answer: {type(error).__name__}") from error
        said = f"{status} {_words(answer)}".strip()
        if status in _REFUSED:
            raise Refused(said)
        if status == _BROKEN:
            raise NotTaken(said)
        if status != _TAKEN_BEFORE and not 200 <= status < 300:
            raise Unreachable(said)
        TaxSummary.objects.filter(file=payload["file"]).update(answer=said[:_LONGEST], sent_at=timezone.now())


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A file and a token go to the address that the operator named, and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow none: the answer itself is then the error."""


def _post(content: bytes, number: str) -> tuple[int, bytes]:
    """Status and answer. Raises OSError, HTTPException when nobody answers in time."""
    headers = {
        "Content-Type": "application/xml",
        "Authorization": f"Bearer {settings.TAX_OFFICE_TOKEN}",
        "Idempotency-Key": number,
    }
    request = urllib.request.Request(settings.TAX_OFFICE_URL, content, headers, method="POST")  # noqa: S310 - a setting
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=PATIENCE_SECONDS) as reply:
            return int(reply.status), reply.read(_MOST_READ)
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read(_MOST_READ)


def _words(answer: bytes) -> str:
    """What the answer says to people, as one line; "" for what is no text."""
    text = answer.decode("utf-8", errors="replace")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict):
        text = next((str(told[name]) for name in _WORDS if told.get(name)), "")
    return "".join(letter if letter.isprintable() else " " for letter in text)[:_LONGEST].strip()
