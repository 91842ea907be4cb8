"""Carrying signed JSON to a peer and back (Standard Webhooks), never into our own network unless it was opened."""

from __future__ import annotations

import http.client
import json
import time
from http import HTTPStatus
from typing import Any

from django.conf import settings

from portal.outbox import outside, standard_webhooks
from portal.outbox.storable import storable_json
from portal.peers.drivers.base import Answer, Away, Reached, Rejected

_MOST_BYTES = 256 * 1024
#: Said of this one message; everything else (401, 404, 429, 5xx) is said of the connection, and all of it waits.
_OF_THE_MESSAGE = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.CONFLICT,
    HTTPStatus.GONE,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
_LONGEST_WORDS = 200


def post(reached: Reached, path: str, told: dict[str, Any], message_id: str) -> Answer:
    """The JSON object that was answered; {} for an empty answer. Raises Away, Rejected."""
    body = json.dumps(told, ensure_ascii=False).encode()
    signed = standard_webhooks.sign(body, message_id, int(time.time()), reached.secret)
    address = reached.address.rstrip("/") + path
    headers = signed.headers | {"Content-Type": "application/json"}
    try:
        status, content = outside.ask(address, body, headers, _MOST_BYTES, settings.PEERS_INTERNAL_HOSTS)
    except outside.Forbidden as error:
        raise Away(f"địa chỉ không được phép: {error}") from error
    except (OSError, http.client.HTTPException) as error:
        # Its words may hold the address; the kind is enough.
        raise Away(f"không trả lời ({type(error).__name__})") from error
    if status in _OF_THE_MESSAGE:
        raise Rejected(f"không nhận bản tin (HTTP {status}{_words(content)})")
    if not 200 <= status < 300:
        raise Away(f"trả lời HTTP {status}")
    return _object(content)


def _object(content: bytes) -> Answer:
    if not content.strip():
        return {}
    try:
        answer = storable_json(json.loads(content)) if len(content) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        # Whatever stands between us and the peer answered: no message is at fault.
        raise Away("câu trả lời không phải một đối tượng JSON")
    return answer


def _words(content: bytes) -> str:
    """What the peer says of it (RFC 9457 `title`), cut; "" where it says nothing readable."""
    try:
        title = _object(content).get("title", "")
    except Away:
        return ""
    return f": {title[:_LONGEST_WORDS]}" if isinstance(title, str) and title else ""
