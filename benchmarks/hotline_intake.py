"""Reports on the web form as fast as they are offered, while operators' consoles refresh: none lost (aim: 200/s).

Two server processes as `bin/serve` starts them on two cores, a client in a process of its own, and a database of their
own. The reference is an empty view that takes the same POST behind the same middleware, in the same run.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.test import Client

from benchmarks import _loaded
from benchmarks._loaded import Environment
from hotline.models import Ticket
from portal.accounts.models import User
from portal.commands.bootstrap import ROOT
from portal.commands.measurement import Measurement
from units.lookup import unit_by_code
from units.models import StaffRole
from units.roles import Role

OFFERED_A_SECOND, SECONDS = 200, int(os.environ.get("BENCH_SECONDS", "20"))
CONNECTIONS, OPERATORS = 32, 20
#: Requests of the reference; it is over in a few seconds.
EMPTY = 3_000
#: What a console asks by itself: calls that ring every 3 seconds, the wallboard every 10.
RINGING, BOARD = "/can-bo/duong-day-nong/cuoc-goi/", "/can-bo/duong-day-nong/truc/bang/"
READY_SECONDS = 60


def run() -> Iterator[Measurement]:
    """The sustained rate beside the empty POST's; RuntimeError when a report is lost or a console fails."""
    with _loaded.copy_of_the_site("bench_hotline_intake") as environment, serving(environment) as port:
        sessions = _loaded.ask(environment, "hotline_intake", "sit_down")
        form = _form(port)
        reference = _load(port, [_post("/bench/empty", form, number) for number in range(EMPTY)], rate=0)
        before = _loaded.ask(environment, "hotline_intake", "count")
        sent = [_post("/phan-anh/gui/", form, number) for number in range(OFFERED_A_SECOND * SECONDS)]
        taken = _load(port, sent, rate=OFFERED_A_SECOND, readers=_consoles(sessions))
        require_none_lost(taken, len(sent), _loaded.ask(environment, "hotline_intake", "count") - before)
    yield from told(reference, taken)


def told(reference: dict[str, Any], taken: dict[str, Any]) -> Iterator[Measurement]:
    """The figures of both loads."""
    empty = round(len(reference["answers"]) / reference["elapsed"], 1)
    rate = round(len(taken["answers"]) / taken["elapsed"], 1)
    yield Measurement("hotline intake: empty POST view", empty, "requests/s")
    name = f"hotline intake: {OFFERED_A_SECOND}/s offered for {SECONDS} s, {OPERATORS} consoles refreshing, sustained"
    yield Measurement(name, rate, "reports/s", round(rate / empty, 3), "empty POST view")
    yield Measurement(
        "hotline intake: of what was offered", rate, "reports/s", round(rate / OFFERED_A_SECOND, 3), "offered"
    )
    for share in (50, 95):
        yield Measurement(f"hotline intake: p{share} of an answer", _share(taken["seconds"], share), "ms")
    yield Measurement(
        f"hotline intake: p95 of {taken['read']} looks of consoles", _share(taken["read_seconds"], 95), "ms"
    )


def require_none_lost(taken: dict[str, Any], offered: int, stored: int) -> None:
    """RuntimeError unless every report was answered with a code of its own, is stored once, and every console saw."""
    codes = {where for status, where in taken["answers"] if status == 302 and where.endswith("/da-gui/")}
    if (len(codes), stored, taken["failed"]) != (offered, offered, 0):
        raise RuntimeError(f"{offered} offered: {len(codes)} with a code, {stored} stored, {taken['failed']} failed")
    if taken["unread"] or taken["read_statuses"] not in ([], [200]):
        raise RuntimeError(f"consoles: {taken['unread']} failed, answered {taken['read_statuses']}")


def count() -> int:
    """How many tickets there are."""
    return Ticket.objects.count()


def sit_down() -> list[str]:
    """Operators of the province, each signed in; the keys of their sessions."""
    unit, keys = unit_by_code("H29"), []
    for number in range(OPERATORS):
        user = User.objects.create_user(
            email=f"bench-{uuid4()}@example.vn", full_name=f"Người trực {number}", kind="staff"
        )
        StaffRole.objects.create(user=user, unit=unit, role=Role.HOTLINE_OPERATOR, valid_from=unit.valid_from)
        client = Client()
        client.force_login(user)
        keys.append(str(client.session.session_key))
    return keys


@contextmanager
def serving(environment: Environment) -> Iterator[int]:
    """The port of a site that serves this database until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "benchmarks._hotline_site", "--bind", f"127.0.0.1:{port}"]
    command += [
        "--workers",
        str(min(os.cpu_count() or 2, 8)),
        "--threads",
        "4",
        "--timeout",
        "120",
        "--keep-alive",
        "5",
    ]
    command += ["--no-control-socket", "--preload", "--log-level", "warning"]
    site = subprocess.Popen(command, env={**environment, "LOG_LEVEL": "WARNING"}, cwd=ROOT)
    try:
        _wait_for(port)
        yield port
    finally:
        site.terminate()
        try:
            site.wait(timeout=30)
        except subprocess.TimeoutExpired:  # a machine that others use; the figures are there
            site.kill()
            site.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the site does not answer")


def _form(port: int) -> dict[str, str]:
    """What a browser got with the form: the cookie and the token against forgery."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/phan-anh/gui/", timeout=30) as answer:
        page, cookies = answer.read().decode(), answer.headers.get_all("Set-Cookie") or []
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    if token is None:
        raise RuntimeError("the form has no token")
    return {"token": token[1], "cookie": "; ".join(cookie.partition(";")[0] for cookie in cookies)}


def _post(path: str, form: dict[str, str], number: int) -> dict[str, Any]:
    """One person's report, from an address of their own."""
    fields = {
        "csrfmiddlewaretoken": form["token"],
        "submission_key": str(uuid4()),
        "kind": "complaint_delay",
        "content": f"Hồ sơ số {number} của tôi nộp đã hai tuần mà chưa có kết quả, không ai báo lý do.",
        "full_name": "Nguyễn Thị Lan",
        "phone": f"09{number % 10**8:08d}",
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": form["cookie"],
        "X-Forwarded-For": f"10.{number // 65_536 % 256}.{number // 256 % 256}.{number % 256}",
    }
    return {"method": "POST", "path": path, "headers": headers, "body": urlencode(fields)}


def _consoles(sessions: list[str]) -> list[dict[str, Any]]:
    """Each operator's console, which looks for calls that ring, and each second one's wallboard."""
    found = []
    for number, key in enumerate(sessions):
        cookie = {"Cookie": f"sessionid={key}", "X-Forwarded-For": f"10.255.0.{number}", "HX-Request": "true"}
        found.append({"method": "GET", "path": RINGING, "headers": cookie | {"HX-Target": "ringing"}, "every": 3})
        if number % 2 == 0:
            found.append({"method": "GET", "path": BOARD, "headers": cookie | {"HX-Target": "board"}, "every": 10})
    return found


def _load(port: int, requests: list[dict[str, Any]], *, rate: int, readers: list[dict[str, Any]] | None = None) -> Any:
    plan = {"port": port, "requests": requests, "rate": rate, "connections": CONNECTIONS, "readers": readers or []}
    command = [sys.executable, str(ROOT / "benchmarks" / "_http_load.py")]
    done = subprocess.run(command, input=json.dumps(plan), check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def _share(seconds: list[float], share: int) -> float:
    return round(seconds[min(len(seconds) * share // 100, len(seconds) - 1)] * 1000, 1) if seconds else 0.0
