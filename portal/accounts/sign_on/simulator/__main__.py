"""`python -m portal.accounts.sign_on.simulator`: serve until interrupted. `bin/manage simulate_sign_on` starts it."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from socketserver import ThreadingMixIn
from types import FrameType
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.accounts.sign_on.simulator.settings"

import django

django.setup()

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from oauth2_provider.models import Application

from portal.accounts.sign_on.simulator import people, views


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Say nothing: a demonstration's terminal shows the portal."""


class _Server(ThreadingMixIn, WSGIServer):
    """Browsers keep connections open on which they ask nothing."""

    daemon_threads = True


def main() -> None:
    """Read what the portal and the people are from standard input (JSON), listen, say where."""
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    port = options.parse_args().port
    told = json.loads(sys.stdin.read())
    call_command("migrate", verbosity=0)
    connection.ensure_connection()  # the database lives as long as one connection to it
    Application.objects.create(
        name="portal",
        client_id=told["client"],
        client_secret=told["secret"],
        hash_client_secret=False,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        algorithm=Application.RS256_ALGORITHM,
        skip_authorization=True,
    )
    views.let_in(told["site"])
    people.know(told["people"])
    signal.signal(signal.SIGTERM, _leave)
    with make_server("127.0.0.1", port, _one_at_a_time(), _Server, _Quiet) as server:
        print(f"The simulated sign-on is at http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()


def _one_at_a_time() -> Callable[..., Any]:
    """The site, for one request at a time: a database in memory has no others."""
    site, turn = get_wsgi_application(), threading.Lock()

    def serve(environment: dict[str, Any], start: Any) -> list[bytes]:
        with turn:
            answer = site(environment, start)
            try:
                return list(answer)
            finally:
                answer.close()

    return serve


def _leave(_signum: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


main()
