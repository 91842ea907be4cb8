"""Doors at which other systems knock: told apart by signature, not by sign-in; refused in a sentence, never by a fault.

A door reads at most what its callers ever send, and says why it refuses to the sender's operator (RFC 9457, English).
"""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.accounts.rules import PUBLIC, access_rule
from portal.outbox import standard_webhooks

#: A notice has a kilobyte or two.
A_NOTICE_BYTES = 64 * 1024

#: What stands behind a door; whatever its address names comes after request and body.
Behind = Callable[..., JsonResponse]


class Refused(Exception):
    """Why the caller is not let in, and the HTTP status that says the same."""

    def __init__(self, reason: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(reason)
        self.status = status


def door(most_bytes: int = A_NOTICE_BYTES) -> Callable[[Behind], Callable[..., JsonResponse]]:
    """Make a view of what stands behind the door: it gets the request and its body; 405 but for POST, 413 too large."""

    def hang(behind: Behind) -> Callable[..., JsonResponse]:
        @functools.wraps(behind)
        def knock(request: HttpRequest, **named: Any) -> JsonResponse:
            try:
                return behind(request, _body(request, most_bytes), **named)
            except Refused as refusal:
                return _in_words(str(refusal), refusal.status)

        view: Callable[..., JsonResponse] = access_rule(PUBLIC)(csrf_exempt(require_POST(knock)))
        return view

    return hang


def require_signature(request: HttpRequest, body: bytes, shared: Sequence[str]) -> None:
    """Refused (401) unless one of the shared secrets signed the body; with no secret the door is shut."""
    try:
        standard_webhooks.verify(body, request.headers, shared, time.time())
    except standard_webhooks.NotAuthentic as refusal:
        raise Refused(str(refusal), HTTPStatus.UNAUTHORIZED) from refusal


def json_object(body: bytes | str) -> dict[str, Any]:
    """The JSON object of a body. Refused (400) for anything else."""
    message = json_of(body)
    if not isinstance(message, dict):
        raise Refused("the body is no JSON object")
    return message


def json_of(body: bytes | str) -> Any:
    """Whatever JSON the body is. Refused (400) for what is none, or nested deeper than anybody writes."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("the body is not JSON") from error


def _body(request: HttpRequest, most_bytes: int) -> bytes:
    announced = request.headers.get("Content-Length") or "0"
    # What is announced as too large is refused before it travels; what is more than announced, once it did.
    body = None if _is_over(announced, most_bytes) else request.read(most_bytes + 1)
    if body is None or len(body) > most_bytes:
        raise Refused("the body is too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return body


def _is_over(announced: str, most_bytes: int) -> bool:
    # Python refuses to read numbers of thousands of digits.
    return announced.isdecimal() and (len(announced) > len(str(most_bytes)) or int(announced) > most_bytes)


def _in_words(reason: str, status: int) -> JsonResponse:
    return JsonResponse({"title": reason, "status": status}, status=status, content_type="application/problem+json")
