"""Carrying JSON to the adapter and back over connections that are kept open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import urllib3

from portal.national.drivers.base import Away, Busy, NotTaken
from portal.outbox.storable import storable_json

PATIENCE_SECONDS = 10.0
_MOST_BYTES = 8 << 20
#: As many as a worker has threads; one more waits rather than opens a connection that is thrown away.
_CONNECTIONS = 8


class Transport:
    """Posts to one address. Redirects are not followed: what is sent names people. `named`: who answers, in words."""

    def __init__(
        self,
        address: str,
        headers: Mapping[str, str],
        patience_seconds: float = PATIENCE_SECONDS,
        *,
        named: str = "Cổng Dịch vụ công quốc gia",
        most_bytes: int = 0,
    ) -> None:
        self._address, self._named = address.rstrip("/"), named
        self._most_bytes = most_bytes or _MOST_BYTES
        self._pool = urllib3.PoolManager(
            maxsize=_CONNECTIONS,
            block=True,
            retries=False,
            timeout=urllib3.Timeout(total=patience_seconds),
            headers={"Content-Type": "application/json", **headers},
        )

    def post(
        self, path: str, message: Mapping[str, Any], headers: Mapping[str, str] | None = None, well: int = HTTPStatus.OK
    ) -> dict[str, Any]:
        """The JSON object that was answered; `well` is the HTTP status of an answer.

        Raises Away when nobody answers, NotTaken for what is no answer.
        """
        body = body_of(message)
        try:
            said = {**self._pool.headers, **(headers or {})}
            address = f"{self._address}/{path}"
            reply = self._pool.request("POST", address, body=body, headers=said, preload_content=False)
            content = reply.read(self._most_bytes + 1)
            reply.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            # Its words hold the address and sometimes the body; the kind is enough.
            raise Away(f"{self._named} không trả lời ({type(error).__name__})") from error
        if reply.status >= 500:
            raise Away(f"{self._named} trả lời HTTP {reply.status}")
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Busy(f"{self._named} trả lời HTTP 429: gửi quá nhiều trong một lúc")
        if reply.status != well:
            raise NotTaken(f"{self._named} trả lời HTTP {reply.status}")
        return _object(content, self._most_bytes)


def body_of(message: Mapping[str, Any]) -> bytes:
    """The very bytes in which a message travels: some answers are signed together with their question."""
    return json.dumps(message, ensure_ascii=False).encode()


def _object(content: bytes, most_bytes: int) -> dict[str, Any]:
    if len(content) > most_bytes:
        raise NotTaken("câu trả lời quá dài")
    try:
        answer = storable_json(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise NotTaken("câu trả lời không phải JSON") from error
    if not isinstance(answer, dict):
        raise NotTaken("câu trả lời không phải một đối tượng JSON")
    return answer
