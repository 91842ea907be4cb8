"""The benchmarks of the hotline in small: their rows are found as the console finds them, and a loss stops a run."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client, override_settings

from benchmarks import _hotline_tickets, hotline_intake, hotline_search
from hotline.kinds import OPEN
from hotline.models import Ticket
from portal.commands.bootstrap import ROOT
from tests.dossiers.world import World
from tests.hotline.desk import given_desk


def test_invented_tickets_are_found_by_phone_by_name_without_accents_and_by_dossier(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_desk(world)
    for name, value in (("ROUNDS", 1), ("ASKED", (2, 60)), ("SMALL", 120), ("LARGE", 200)):
        monkeypatch.setattr(hotline_search, name, value)

    assert (hotline_search.fill_few(), hotline_search.fill_many()) == (121, 201), "and the pattern"
    found = hotline_search.measured()

    assert len(found) == 6 and all(milliseconds > 0 for milliseconds in found.values())
    assert Ticket.objects.filter(state__in=OPEN).count() == 200 // _hotline_tickets.OPEN_EACH + 1
    assert Ticket.objects.exclude(dossier_code="").count() == 100


def test_a_report_that_was_lost_doubled_or_refused_and_a_console_that_failed_stop_the_run() -> None:
    whole = {"failed": 0, "unread": 0, "read_statuses": [200], "answers": [[302, "/phan-anh/A/da-gui/"]]}
    hotline_intake.require_none_lost(whole, 1, 1)
    for changed, stored in (
        ({}, 0), ({}, 2), ({"failed": 1}, 1), ({"answers": [[429, ""]]}, 1), ({"unread": 1}, 1),
        ({"read_statuses": [200, 302]}, 1), ({"answers": [[302, "/dang-nhap/"]]}, 1),
    ):  # fmt: skip
        with pytest.raises(RuntimeError):
            hotline_intake.require_none_lost(whole | changed, 1, stored)


def test_the_figures_stand_beside_the_empty_view_and_what_was_offered() -> None:
    reference = {"answers": [[200, ""]] * 100, "elapsed": 0.5}
    taken = {"answers": [[302, ""]] * 90, "elapsed": 1.0, "seconds": [0.01] * 90, "read": 4, "read_seconds": [0.02] * 4}
    figures = list(hotline_intake.told(reference, taken))
    assert [(one.value, one.ratio) for one in figures[:3]] == [(200.0, None), (90.0, 0.45), (90.0, 0.45)]
    assert [one.value for one in figures[3:]] == [10.0, 10.0, 20.0]


class Answering(BaseHTTPRequestHandler):
    """A server that answers as the site does, and drops one connection."""

    protocol_version = "HTTP/1.1"
    seen: list[str] = []

    def do_GET(self) -> None:
        """A console."""
        self._answer(200)

    def do_POST(self) -> None:
        """A report; the third one is lost."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Answering.seen.append(body)
        if body == "2":
            self.close_connection = True
            return
        self._answer(302)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Location", "/phan-anh/X/da-gui/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


def test_the_client_sends_each_request_once_at_its_time_and_counts_what_broke() -> None:
    Answering.seen.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        requests = [{"method": "POST", "path": "/", "headers": {}, "body": str(number)} for number in range(8)]
        reader = {"method": "GET", "path": "/", "headers": {}, "every": 0.05}
        plan = {"port": server.server_port, "requests": requests, "rate": 20, "connections": 3, "readers": [reader]}
        command = [sys.executable, str(ROOT / "benchmarks" / "_http_load.py")]
        done = subprocess.run(command, input=json.dumps(plan), check=True, capture_output=True, text=True)
        server.shutdown()
    told = json.loads(done.stdout)
    assert sorted(Answering.seen) == [str(number) for number in range(8)]
    assert (told["failed"], len(told["answers"]), told["unread"]) == (1, 7, 0)
    assert told["elapsed"] >= 7 / 20 and told["read"] >= 1 and told["read_statuses"] == [200]


@override_settings(ALLOWED_HOSTS=["*"])
def test_operators_sit_down_signed_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hotline_intake, "OPERATORS", 2)
    keys = hotline_intake.sit_down()
    assert len(set(keys)) == 2
    browser = Client()
    browser.cookies["sessionid"] = keys[0]
    assert browser.get(hotline_intake.RINGING, headers={"HX-Target": "ringing"}).status_code == 200
