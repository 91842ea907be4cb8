"""A gateway that takes JSON by HTTP, in the manner of the brand-name services of VNPT, Viettel and MobiFone.

Each company has fields of its own and shows them under contract only: those here are assumed (docs/sms.md), and a
company that differs gets a module beside this one.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings

from portal.notices.sms.base import Gateway, Text
from portal.outbox.drivers.base import Refused, Unreachable
from portal.outbox.storable import storable

PATIENCE_SECONDS = 10
_MOST_READ, _LONGEST = 16 * 1024, 200
#: Said of this message: the number is none, or the words are not allowed.
_REFUSED = frozenset({400, 404, 413, 422})
_TOO_MANY, _BROKEN = 429, 500
_TAKEN = "0"
#: "requestId seen before": an answer of before got lost.
_TAKEN_BEFORE = "208"
#: Codes that blame the message; any other code is the gateway's own trouble.
_BLAMING = frozenset({"101", "102", "103"})


class NotTaken(Exception):
    """The gateway failed at this message: it is tried again later."""


class JsonGateway(Gateway):
    """POST {requestId, brandname, phone, message, unicode}; answered {code, messageId?, description?}."""

    name = "JSON"

    def send(self, text: Text) -> str:
        """Send it; Unreachable where nobody listens or our token is not taken."""
        body = {
            "requestId": text.reference,
            "brandname": settings.SMS_BRAND,
            "phone": text.number.removeprefix("+"),
            "message": text.words,
            "unicode": not text.is_plain,
        }
        try:
            status, answer = _post(json.dumps(body).encode())
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"no answer: {type(error).__name__}") from error
        return _taken(status, answer)


def _taken(status: int, answer: dict[str, Any]) -> str:
    """The gateway's id of a message that it took; raises for one that it did not."""
    code = str(answer.get("code", ""))[:20]
    said = f"{status} {code}".strip()
    if status in _REFUSED or code in _BLAMING:
        raise Refused(f"the gateway refused it: {said}")
    is_answer = 200 <= status < 300
    if status in {_TOO_MANY, _BROKEN} or (is_answer and not code):
        raise NotTaken(f"the gateway answered {said}")
    if not is_answer or code not in {_TAKEN, _TAKEN_BEFORE}:
        raise Unreachable(f"the gateway answered {said}")
    # Kept with a message that left: what no database keeps would have it sent again for ever.
    return storable(str(answer.get("messageId") or ""))[:_LONGEST]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A number and a token go to the address that the operator named, and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow none: the answer itself is then the error."""


def _post(body: bytes) -> tuple[int, dict[str, Any]]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}"}
    request = urllib.request.Request(settings.SMS_GATEWAY_URL, body, headers, method="POST")  # noqa: S310 - a setting
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=PATIENCE_SECONDS) as reply:
            return int(reply.status), _object(reply.read(_MOST_READ))
    except urllib.error.HTTPError as refusal:
        return refusal.code, _object(refusal.read(_MOST_READ))


def _object(answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
