"""Requests straight into the WSGI handler: the whole server side of a request, and no client that eats the cores."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.core.handlers.wsgi import WSGIHandler


class WsgiClient:
    """Sends requests to one handler, middleware included."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()

    def get(self, path: str, query: str = "") -> int:
        """The status of a GET; the body is read to its end, as a server would."""
        return self._call(self._environ("GET", path, query))

    def post_json(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """The status of a POST with a JSON body."""
        environ = self._environ("POST", path, "")
        environ |= {
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        return self._call(environ | {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in headers.items()})

    def _call(self, environ: dict[str, Any]) -> int:
        statuses: list[str] = []

        def start(status: str, _headers: Any, _error: Any = None) -> Callable[[bytes], object]:
            statuses.append(status)
            return len

        response = self._handler(environ, start)
        try:
            for _chunk in response:
                pass
        finally:
            response.close()
        return int(statuses[0].split()[0])

    def _environ(self, method: str, path: str, query: str) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "wsgi.version": (1, 0),
        }


def rates(contenders: Mapping[str, Callable[[], object]], seconds: float = 4.0, rounds: int = 5) -> dict[str, float]:
    """Calls per second of each contender, the best of several rounds taken in turn, so that noise hits all alike."""
    best = dict.fromkeys(contenders, 0.0)
    for _round in range(rounds):
        for name, call in contenders.items():
            best[name] = max(best[name], _rate(call, seconds / rounds))
    return best


def _rate(call: Callable[[], object], seconds: float) -> float:
    count, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        call()
        count += 1
    return count / spent
