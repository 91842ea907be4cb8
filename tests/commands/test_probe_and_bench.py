"""The probe asks as a visitor would; bin/bench prints one JSON object a line; bin/manage passes its code on."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import pytest

from portal.commands import benching, managing, probe, servers, system_packages
from portal.commands.bootstrap import ROOT
from portal.commands.measurement import Measurement


class Site(http.server.BaseHTTPRequestHandler):
    """Answers with `code`, and notes under which name it was asked."""

    code: ClassVar[int] = 200
    names: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Answer."""
        Site.names.append(f"{self.headers['Host']}{self.path}")
        self.send_response(Site.code)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def port() -> Iterator[int]:
    Site.code, Site.names = 200, []
    with http.server.HTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


class TestProbe:
    @pytest.mark.parametrize(("code", "ready"), [(200, True), (503, False), (400, False), (301, False), (204, False)])
    def test_only_200_is_ready(self, port: int, code: int, ready: bool) -> None:
        Site.code = code
        assert probe.is_ready(port, "dichvucong.example.vn") is ready

    def test_it_asks_under_a_name_the_site_accepts(self, port: int) -> None:
        """Django refuses "127.0.0.1" in production: the container would never get healthy."""
        probe.is_ready(port, "dichvucong.example.vn")
        assert Site.names == ["dichvucong.example.vn/readyz"]

    def test_nobody_listening_is_not_ready(self) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            assert not probe.is_ready(closed.getsockname()[1], "localhost")

    @pytest.mark.parametrize(
        ("hosts", "name"),
        [("dichvucong.example.vn,other.vn", "dichvucong.example.vn"), (".example.vn", "example.vn"), ("", "localhost")],
    )
    def test_as_a_command_it_ends_with_0_or_1(self, port: int, hosts: str, name: str) -> None:
        environment = {"PATH": os.environ["PATH"], "PORT": str(port)} | ({"ALLOWED_HOSTS": hosts} if hosts else {})
        for code, expected in ((200, 0), (503, 1)):
            Site.code = code
            command = [sys.executable, "-m", "portal.commands.probe"]
            assert subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == expected
        assert set(Site.names) == {f"{name}/readyz"}


class TestBench:
    @pytest.fixture
    def benchmark(self, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
        module = ModuleType("benchmarks.pretended")

        def run() -> Iterator[Measurement]:
            yield Measurement("trang chủ", 12.5, "ms", 1.25, "hello")
            yield Measurement("no reference", 3, "MiB")

        module.run = run  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "benchmarks.pretended", module)
        return module

    def test_each_figure_is_one_json_object_on_its_line(
        self, benchmark: ModuleType, capsys: pytest.CaptureFixture[str]
    ) -> None:
        benching.measure("pretended")
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [line["name"] for line in lines] == ["trang chủ", "no reference"]
        assert (lines[0]["ratio"], lines[0]["reference"]) == (1.25, "hello")
        assert lines[1]["ratio"] is None

    def test_a_figure_is_printed_when_it_is_there_not_at_the_end(
        self, benchmark: ModuleType, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fails() -> Iterator[Measurement]:
            yield Measurement("first", 1, "s")
            raise RuntimeError("no more")

        benchmark.run = fails  # type: ignore[attr-defined]
        with pytest.raises(RuntimeError, match="no more"):
            benching.measure("pretended")
        assert json.loads(capsys.readouterr().out)["name"] == "first"

    @pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("[!_]*.py")), ids=lambda path: path.stem)
    def test_every_benchmark_can_be_run_by_its_name(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert "def run() -> Iterator[Measurement]:" in text
        assert text.startswith('"""')


class TestManage:
    @pytest.fixture
    def ran(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
        order: list[Any] = []

        @contextlib.contextmanager
        def up() -> Iterator[None]:
            order.append("servers up")
            yield
            order.append("servers down")

        def run(command: list[str], **_: Any) -> Any:
            order.append(command[1:])
            return SimpleNamespace(returncode=3)

        monkeypatch.setenv("PORTAL_VAR", str(tmp_path))
        monkeypatch.setattr(servers, "up", up)
        monkeypatch.setattr(system_packages, "need_pango", lambda: None)
        monkeypatch.setattr("portal.commands.assets.compile_translations", lambda: None)
        monkeypatch.setattr(subprocess, "run", run)
        return order

    def test_django_runs_while_the_servers_are_up_and_its_code_is_ours(self, ran: list[Any]) -> None:
        assert managing.run(["migrate", "--check"]) == 3
        assert ran == ["servers up", [str(ROOT / "manage.py"), "migrate", "--check"], "servers down"]

    def test_servers_stop_also_when_it_breaks_off(self, ran: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: Any, **__: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(subprocess, "run", interrupted)

        @contextlib.contextmanager
        def up() -> Iterator[None]:
            try:
                yield
            finally:
                ran.append("servers down")

        monkeypatch.setattr(servers, "up", up)
        with pytest.raises(KeyboardInterrupt):
            managing.run(["shell"])
        assert ran == ["servers down"]
