"""The whole REST interface tried by schemathesis against a real server (aim: no wrong answer, no server error).

`bin/bench api` sends each operation its examples, every boundary of its schema, made-up requests (also such as break
the schema) and walks of several calls in a row, with a token of every scope, at a copy of the portal's database.
API_EXAMPLES says how many made-up requests an operation gets (100).
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests  # noqa: TID251 - a benchmark asks the site itself
from django.conf import settings

from benchmarks import _throwaway
from portal.commands.measurement import Measurement

CHECKS = (
    "nothing_broke,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance"
)
PATIENCE_SECONDS = 60


def run() -> Iterator[Measurement]:
    """How many operations there are, how many calls were made, and how many answers were wrong. Raises at any."""
    examples = os.environ.get("API_EXAMPLES", "100")
    with _throwaway.database("api_tried", is_copy=True) as environment, _site(environment) as address:
        token = _token(environment, address)
        document = requests.get(f"{address}/api/schema/?format=json", timeout=PATIENCE_SECONDS).json()
        operations = sum(len(paths) for paths in document["paths"].values())
        yield Measurement("api: operations", operations, "operations")
        with tempfile.TemporaryDirectory() as folder:
            calls, failed = _try_out(address, token, examples, folder)
        yield Measurement("api: calls", calls, "calls")
        yield Measurement("api: server errors and answers that are not described", failed, "failures")
        if failed:
            raise RuntimeError("the interface does not do what its description says; the report is above")


@contextmanager
def _site(environment: dict[str, str]) -> Iterator[str]:
    """The site as gunicorn serves it, with no limit of calls."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    limits = {"API_CALLS_PER_MINUTE": "1000000", "API_STRANGER_CALLS_PER_MINUTE": "1000000"}
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "-b", f"127.0.0.1:{port}", "-w", "2", "--threads", "4"]
    # Made-up requests may be long: what is to be tried is the site, not the limit of the server before it.
    command += ["--limit-request-line", "0"]
    address = f"http://127.0.0.1:{port}"
    served = subprocess.Popen(command, env={**environment, **limits})
    try:
        _wait_for(f"{address}/healthz")
        yield address
    finally:
        served.terminate()
        served.wait(PATIENCE_SECONDS)


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            requests.get(address, timeout=5)
        except (requests.ConnectionError, requests.Timeout):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _token(environment: dict[str, str], address: str) -> str:
    """A token with every scope, of a client registered as an operator does it."""
    scopes = list(settings.OAUTH2_PROVIDER["SCOPES"])
    made = [sys.executable, "manage.py", "create_api_client", "api", "--scopes", *scopes]
    told = subprocess.run(made, env=environment, check=True, capture_output=True, text=True).stdout
    client, secret = (re.search(rf"{name}: (\S+)", told) for name in ("client_id", "client_secret"))
    if client is None or secret is None:
        raise RuntimeError("no client was registered")
    body = {"grant_type": "client_credentials", "client_id": client[1], "client_secret": secret[1]}
    return str(requests.post(f"{address}/o/token/", data=body, timeout=PATIENCE_SECONDS).json()["access_token"])


def _try_out(address: str, token: str, examples: str, folder: str) -> tuple[int, int]:
    """Run schemathesis; how many calls it generated, and how many different failures it found."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/schema/?format=json", "--workers", "1"]
    command += ["--phases", "examples,coverage,fuzzing,stateful", "--max-examples", examples, "--mode", "all"]
    command += ["--checks", CHECKS, "--header", f"Authorization: Bearer {token}", "--continue-on-failure"]
    command += ["--suppress-health-check", "all", "--report-json-path", f"{folder}/report.json"]
    command += ["--generation-database", "none"]
    hooks = {**os.environ, "SCHEMATHESIS_HOOKS": "benchmarks._api_hooks"}
    # In a folder of its own: it leaves a cache where it is called.
    hooks["PYTHONPATH"] = str(Path.cwd())
    done = subprocess.run(command, env=hooks, cwd=folder, check=False, capture_output=True, text=True)
    sys.stderr.write(done.stdout[-20_000:] + done.stderr[-2_000:])
    calls = re.search(r"([0-9,]+) generated", done.stdout)
    if calls is None:
        raise RuntimeError("schemathesis said nothing of what it tried")
    found = re.search(r"([0-9]+) unique failures?", done.stdout)
    return int(calls[1].replace(",", "")), int(found[1]) if found else done.returncode
