"""A web server and a worker that may be killed at any moment: run by test_killed_in_the_middle as a program of its own.

The program reads the portal's code once and then forks, at each line it is told, a process that answers callbacks and
one that draws receipts, until both are killed; so twenty starts cost no more than one. The socket outlives them:
whoever calls meanwhile waits, or finds the connection cut. A process that begins has nothing of the one before it.
"""

from __future__ import annotations

import os
import socket
import socketserver
import sys
import time
from collections.abc import Callable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.urls import reverse


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    # Many wait at the door while nobody is in.
    request_queue_size = 256


def _web(listening: socket.socket) -> None:
    from portal.wsgi import application

    server = _Server(("127.0.0.1", 0), _Quiet, bind_and_activate=False)
    server.socket = listening
    server.server_address = listening.getsockname()
    server.server_name, server.server_port = "127.0.0.1", server.server_address[1]
    server.setup_environ()
    server.set_app(application)
    server.serve_forever(poll_interval=0.05)


def _worker() -> None:
    from payments.tasks import draw_receipts

    while True:
        draw_receipts()
        time.sleep(0.01)


def _fork(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(1)


def _draw_quickly() -> None:
    """Drawing takes a second and is proved elsewhere; what matters here is where a process dies."""
    from payments import receipt_drawing, receipt_xml
    from portal.documents import issuing

    true_issue = issuing.issue

    def render(*args: object, verification_code: str, **rest: object) -> bytes:
        return f"%PDF {verification_code}".encode()

    def issue(*args: Any, **named: Any) -> Any:
        return true_issue(*args, **(named | {"sign": False}))

    for module, name, instead in (
        (receipt_drawing, "render_pdf", render),
        (issuing, "issue", issue),
        (receipt_xml, "make", receipt_xml.write),
    ):
        setattr(module, name, instead)


def main() -> None:
    """Serve until the other end of the pipe is closed."""
    django.setup()
    _draw_quickly()
    # Read before forking, so that each process begins at once.
    from portal.wsgi import application

    assert reverse("providers:bank-notices")
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    print(listening.getsockname()[1], flush=True)
    for _told in sys.stdin:
        pids = [_fork(lambda: _web(listening)), _fork(_worker)]
        print(*pids, flush=True)
        for pid in pids:
            os.waitpid(pid, 0)
        print("gone", flush=True)
    assert callable(application)


if __name__ == "__main__":
    main()
