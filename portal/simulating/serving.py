"""A small HTTP server for the simulators: routes by method and path, forms and JSON in, pages and JSON out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

_MOST_BYTES = 32 << 20


@dataclass(frozen=True)
class SentFile:
    """A file that came with a form."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Request:
    """What came in: query and form together, or the JSON object."""

    path: str
    values: Mapping[str, str]
    body: bytes = b""
    files: Mapping[str, SentFile] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The JSON object of the body; ValueError for anything else."""
        message = json.loads(self.body)
        if not isinstance(message, dict):
            raise ValueError("the body is no JSON object")
        return message


@dataclass(frozen=True)
class Response:
    """What goes out."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    #: The connection ends without an answer, as when a server falls.
    is_lost: bool = False


Route = Callable[[Request], Response]


def page(html: str, status: int = 200) -> Response:
    """A page."""
    return Response(html.encode(), status=status)


def as_json(value: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(json.dumps(value, ensure_ascii=False).encode(), "application/json", status)


def redirect(address: str) -> Response:
    """Send the browser elsewhere."""
    return Response(b"", status=303, headers={"Location": address})


class Server(AbstractContextManager["Server"]):
    """Serves routes on a port of this machine (0: any free one) until it is left."""

    def __init__(self, routes: Mapping[tuple[str, str], Route], port: int = 0, host: str = "127.0.0.1") -> None:
        self._http = ThreadingHTTPServer((host, port), _handler(routes))
        self._http.daemon_threads = True
        self.address = f"http://{host}:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def wait(self) -> None:
        """Serve until somebody interrupts the process."""
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    """One connection; a subclass names the routes."""

    protocol_version = "HTTP/1.1"
    #: Head and body are two small writes: held back for an acknowledgement the body would be 40 ms late.
    disable_nagle_algorithm = True
    routes: Mapping[tuple[str, str], Route]

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Say nothing: a demonstration's terminal shows the portal."""

    def _answer(self, method: str) -> None:
        parts = urlsplit(self.path)
        route = self.routes.get((method, parts.path))
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _MOST_BYTES))
        kind = self.headers.get("Content-Type", "")
        said = _values(parts.query, body if "urlencoded" in kind else b"")
        written, files = _multipart(kind, body) if kind.startswith("multipart/form-data") else ({}, {})
        request = Request(parts.path, said | written, body, files, dict(self.headers))
        try:
            made = route(request) if route else page("<h1>404</h1>", 404)
        except ValueError as refusal:
            made = as_json({"title": str(refusal), "status": 400}, 400)
        if made.is_lost:
            self.close_connection = True
        else:
            self._send(made)

    def _send(self, made: Response) -> None:
        self.send_response(made.status)
        self.send_header("Content-Type", made.content_type)
        self.send_header("Content-Length", str(len(made.body)))
        for name, value in made.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(made.body)


def _handler(routes: Mapping[tuple[str, str], Route]) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"routes": routes})


def _multipart(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, SentFile]]:
    """The words and the files of a form that carries files; a file that nobody chose is left out."""
    whole = BytesParser(policy=policy.HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    values, files = {}, {}
    for part in whole.iter_parts():
        name, file_name = part.get_param("name", header="content-disposition"), part.get_filename()
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        if file_name is None:
            values[str(name)] = content.decode(errors="replace")
        elif content:
            files[str(name)] = SentFile(file_name, content)
    return values, files


def _values(query: str, form: bytes) -> dict[str, str]:
    """Query and form together; the form counts where both name a thing."""
    said = (
        *parse_qsl(query, keep_blank_values=True),
        *parse_qsl(form.decode(errors="replace"), keep_blank_values=True),
    )
    return dict(said)
