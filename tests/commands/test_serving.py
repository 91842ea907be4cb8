"""bin/serve: ports and locks in words, parts that end with it, a killed one that blocks nobody."""

from __future__ import annotations

import contextlib
import http.server
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import psutil
import pytest

from portal.commands import places, postgres, servers, serving, valkey, welcome
from portal.commands.bootstrap import ROOT
from tests.commands.waiting import Clock, wait_until

ANYWHERE = "0.0.0.0"  # noqa: S104 - compared, not bound


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(serving, "time", clock)
    return clock


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


class TestThePort:
    def test_one_taken_by_another_program_is_said_with_what_to_type(self, taken_port: int, clock: Clock) -> None:
        with pytest.raises(SystemExit, match=rf"Port {taken_port} is taken by another program; choose one: PORT=8001"):
            serving._wait_for_port(taken_port)
        assert sum(clock.slept) >= serving.PORT_PATIENCE_SECONDS

    def test_one_that_becomes_free_meanwhile_is_taken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stopped and started at once: the old one may need a moment to let go."""
        other = socket.socket()
        other.bind(("127.0.0.1", 0))
        other.listen()
        port, clock = other.getsockname()[1], Clock()
        monkeypatch.setattr(clock, "sleep", lambda seconds: other.close())
        monkeypatch.setattr(serving, "time", clock)
        serving._wait_for_port(port)
        assert other.fileno() == -1

    def test_one_whose_last_connection_lingers_is_free(self, clock: Clock) -> None:
        """TIME_WAIT after a stop must not make the next start wait for a minute."""
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
            server.bind(("127.0.0.1", 0))
            server.listen()
            port = server.getsockname()[1]
            client = socket.create_connection(("127.0.0.1", port))
            connection, _ = server.accept()
            connection.close()  # the side that closes first lingers
            client.close()
        serving._wait_for_port(port)
        assert clock.slept == []

    @pytest.mark.parametrize("host", ["no-such-host.invalid", "203.0.113.1", "::1"])
    def test_an_address_that_is_not_ours_is_not_called_a_taken_port(
        self, monkeypatch: pytest.MonkeyPatch, clock: Clock, host: str
    ) -> None:
        monkeypatch.setenv("HOST", host)
        with pytest.raises(SystemExit, match=rf"Cannot listen on {host}, port 8123: .+ Choose another HOST or PORT"):
            serving._wait_for_port(8123)
        assert clock.slept == []

    def test_empty_variables_mean_the_usual_ones(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An empty HOST must not open the site to every machine around."""
        monkeypatch.setenv("PORT", "")
        monkeypatch.setenv("HOST", "")
        assert (serving._port(), serving._host(), os.environ["PORT"]) == (8000, "127.0.0.1", "8000")

    @pytest.mark.parametrize(
        ("host", "own"), [("", "127.0.0.1"), (ANYWHERE, "127.0.0.1"), ("192.168.1.5", "192.168.1.5")]
    )
    def test_it_asks_itself_where_it_listens(self, monkeypatch: pytest.MonkeyPatch, host: str, own: str) -> None:
        monkeypatch.setenv("HOST", host)
        assert serving._own_address() == own


HOLD = """
import sys, time
from portal.commands import serving
with serving.only_one():
    print("mine", flush=True)
    sys.stdin.read()
"""


def holder(var: Path) -> subprocess.Popen[str]:
    """A process that runs a site on `var`, as far as the lock goes."""
    environment = {**os.environ, "PORTAL_VAR": str(var)}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "mine\n"
    return process


class TestOnlyOne:
    def test_a_second_site_beside_the_first_is_refused_and_one_elsewhere_is_not(
        self, var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = holder(var)
        refused = pytest.raises(SystemExit, match=r"A site already runs on .*var; set PORT and PORTAL_VAR for another")
        with refused, serving.only_one():
            pytest.fail("two at once")
        monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "beside"))
        with serving.only_one():
            assert first.poll() is None
        first.communicate("")

    def test_one_that_was_killed_leaves_no_lock_behind(self, var: Path) -> None:
        first = holder(var)
        first.kill()
        first.wait()
        entered = False
        with serving.only_one():
            entered = True
        assert entered
        assert (var / "run" / "serve.lock").exists()  # the file stays; only a process can hold it

    def test_what_the_supervisor_forks_does_not_hold_its_lock(self, var: Path) -> None:
        """honcho forks: a part that outlives a killed supervisor must not keep the next start away."""
        code = HOLD.replace('print("mine"', 'import os; os.fork() or time.sleep(60); print("mine"')
        environment = {**os.environ, "PORTAL_VAR": str(var)}
        first = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        assert first.stdout is not None
        assert first.stdout.readline() == "mine\n"
        (child,) = psutil.Process(first.pid).children()
        first.kill()
        first.wait()
        try:
            with serving.only_one():
                assert child.is_running()
        finally:
            child.kill()

    def test_parts_of_an_earlier_run_are_waited_for(self, var: Path, clock: Clock) -> None:
        keeper = self.part_that_stays(places.run_folder() / "parts.lock")

        def end_it(seconds: float) -> None:
            keeper.kill()
            keeper.wait()

        clock.sleep = end_it  # type: ignore[method-assign]
        with serving.only_one():
            assert keeper.poll() is not None

    def test_parts_that_never_end_are_told_of(self, var: Path, clock: Clock) -> None:
        keeper = self.part_that_stays(places.run_folder() / "parts.lock")
        refused = pytest.raises(SystemExit, match="Parts of an earlier run are still there; end them and try again")
        with refused, serving.only_one():
            pytest.fail("started beside them")
        assert clock.now >= serving.PATIENCE_SECONDS
        keeper.kill()
        keeper.wait()

    @staticmethod
    def part_that_stays(lock: Path) -> subprocess.Popen[str]:
        code = (
            "import fcntl, sys, time; lock = open(sys.argv[1], 'a'); fcntl.flock(lock, fcntl.LOCK_SH);"
            " print('held', flush=True); time.sleep(60)"
        )
        part = subprocess.Popen([sys.executable, "-c", code, str(lock)], stdout=subprocess.PIPE, text=True)
        assert part.stdout is not None
        assert part.stdout.readline() == "held\n"
        return part


PART = "import time; time.sleep(100)"
SUPERVISE = f"""
import os, sys
from portal.commands import servers, serving
part = [sys.executable, "-c", {PART!r}, sys.argv[1]]
serving._parts = lambda port: dict(web=part, worker=part)
serving._announce = lambda port: None
servers.are_running = lambda: True
import signal
signal.signal(signal.SIGTERM, serving._leave)
print("supervisor", os.getpid(), flush=True)
raise SystemExit(serving._supervise(8999))
"""


class TestTheParts:
    @pytest.fixture
    def site(self, var: Path) -> Iterator[subprocess.Popen[str]]:
        """A supervisor with two parts that do nothing."""
        environment = {**os.environ, "PORTAL_VAR": str(var)}
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, str(var)], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        )
        wait_until(lambda: len(self.parts(var)) == 2)
        yield process
        process.kill()
        process.wait()
        for part in self.parts(var):
            with contextlib.suppress(psutil.NoSuchProcess):  # it is ending by itself
                part.kill()

    @staticmethod
    def parts(var: Path) -> list[psutil.Process]:
        return [
            each for each in psutil.process_iter(["cmdline"]) if (each.info["cmdline"] or [])[2:] == [PART, str(var)]
        ]

    @pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
    def test_told_to_stop_it_ends_them_and_says_so(
        self, site: subprocess.Popen[str], var: Path, told: signal.Signals
    ) -> None:
        site.send_signal(told)
        said, _ = site.communicate(timeout=30)
        assert site.returncode == 0
        assert "Stopped." in said
        assert self.parts(var) == []

    def test_killed_outright_its_parts_end_by_themselves(self, site: subprocess.Popen[str], var: Path) -> None:
        site.kill()
        site.wait()
        wait_until(lambda: self.parts(var) == [])
        assert self.parts(var) == []

    def test_a_part_that_dies_is_started_again(self, site: subprocess.Popen[str], var: Path) -> None:
        before = {part.pid for part in self.parts(var)}
        psutil.Process(min(before)).kill()
        wait_until(lambda: len({part.pid for part in self.parts(var)} - before) == 1)
        assert len({part.pid for part in self.parts(var)} & before) == 1

    def test_the_commands_fit_the_machine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for cores, web, worker in ((1, "1", "1"), (2, "2", "2"), (64, "8", "4"), (None, "2", "2")):
            monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
            parts = serving._parts(8000)
            assert parts["web"][parts["web"].index("--workers") + 1] == web
            assert parts["worker"][parts["worker"].index("--concurrency") + 1] == worker

    def test_there_is_web_worker_and_one_clock(self) -> None:
        parts = serving._parts(8123)
        assert list(parts) == ["web", "worker", "beat"]
        assert f"{serving._host()}:8123" in parts["web"]
        assert all(part[0] == sys.executable for part in parts.values())

    def test_only_a_demonstration_has_simulators_beside_its_own_port(
        self, var: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("PAYMENT_PLATFORM_URL", raising=False)
        monkeypatch.delenv("NATIONAL_PORTAL_URL", raising=False)
        monkeypatch.delenv("NATIONAL_FIGURES_URL", raising=False)
        monkeypatch.delenv("NATIONAL_SIGN_ON_URL", raising=False)
        monkeypatch.delenv("SMS_GATEWAY_URL", raising=False)
        monkeypatch.delenv("RESULTS_STORE_URL", raising=False)
        assert (serving._demo_parts(8000), serving._simulators(8000)) == ({}, {})
        welcome.write_accounts()

        parts = serving._demo_parts(8000)
        assert parts["payments"][-5:] == ["simulate_payments", "--bank-port", "8901", "--platform-port", "8902"]
        assert parts["sms"][-3:] == ["simulate_sms_gateway", "--port", "8905"]
        assert parts["national"][-3:] == ["simulate_national_portal", "--port", "8903"]
        assert parts["post"][-3:] == ["simulate_post_office", "--port", "8906"]
        assert parts["sign-on"][-3:] == ["simulate_sign_on", "--port", "8904"]
        assert serving._simulators(8000) == {
            "SIMULATED_BANK_URL": "http://127.0.0.1:8901",
            "SMS_GATEWAY_URL": "http://127.0.0.1:8905",
            "PAYMENT_PLATFORM_URL": "http://127.0.0.1:8902",
            "NATIONAL_PORTAL_URL": "http://127.0.0.1:8903",
            "NATIONAL_FIGURES_URL": "http://127.0.0.1:8903",
            "RESULTS_STORE_URL": "http://127.0.0.1:8903/kho-ket-qua",
            "NATIONAL_SIGN_ON_URL": "http://127.0.0.1:8904/o",
            "NATIONAL_SIGN_ON_IS_SIMULATED": "1",
        }
        assert max(*serving._simulator_ports(65535), serving._sms_port(65535)) < 65535

    def test_a_platform_that_was_set_is_left_alone(self, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        welcome.write_accounts()
        monkeypatch.setenv("PAYMENT_PLATFORM_URL", "https://platform.example")
        monkeypatch.setenv("NATIONAL_PORTAL_URL", "https://national.example")
        monkeypatch.setenv("NATIONAL_SIGN_ON_URL", "https://xacthuc.example")
        monkeypatch.setenv("SMS_GATEWAY_URL", "https://sms.example")
        assert list(serving._demo_parts(8000)) == ["payments", "sms", "national", "post"]
        monkeypatch.setenv("NATIONAL_FIGURES_URL", "https://figures.example")
        monkeypatch.setenv("RESULTS_STORE_URL", "https://store.example")
        assert list(serving._simulators(8000)) == ["SIMULATED_BANK_URL"]

    def test_no_banner_pushes_the_address_off_the_screen(self) -> None:
        parts = serving._parts(8123)
        assert all("--quiet" in parts[name] for name in ("worker", "beat"))
        assert parts["web"][parts["web"].index("--log-level") + 1] == "warning"

    def test_they_survive_folders_with_spaces_and_quotes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        strange = "/home/Nguyễn Văn 'A' $HOME/.venv/bin/python"
        monkeypatch.setattr(sys, "executable", strange)
        for command in serving._parts(8000).values():
            assert shlex.split(shlex.join(command))[0] == strange


class Answers(http.server.BaseHTTPRequestHandler):
    """Is not ready twice, then is."""

    codes: ClassVar[list[int]] = []
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Answer with the next code."""
        self.asked.append(self.path)
        self.send_response(self.codes.pop(0))
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


def test_the_address_is_told_only_when_the_site_is_ready(
    var: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTAL_URL", "http://localhost:8123")
    Answers.codes, Answers.asked = [503, 503, 200], []
    with http.server.HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        serving._announce(server.server_address[1])
        server.shutdown()
    assert Answers.asked == ["/readyz"] * 3
    assert len(clock.slept) == 2
    assert "The portal is ready:  http://localhost:8123" in capsys.readouterr().out


def test_a_server_that_died_under_the_site_is_started_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    state = {"runs": True, "started": 0}

    def ensure() -> None:
        state["started"] += 1
        state["runs"] = True

    monkeypatch.setattr(serving, "WATCH_SECONDS", 0.01)
    monkeypatch.setattr(servers, "are_running", lambda: state["runs"])
    monkeypatch.setattr(servers, "ensure", ensure)
    threads = set(threading.enumerate())
    with serving._watched_servers():
        state["runs"] = False
        wait_until(lambda: state["started"] == 1)
    assert capsys.readouterr().out == "• A server stopped; starting it again\n"
    wait_until(lambda: not set(threading.enumerate()) - threads)


def test_servers_given_by_the_environment_are_neither_started_nor_stopped(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://portal@db/portal")
    monkeypatch.setenv("REDIS_URL", "redis://valkey:6379/0")
    monkeypatch.delenv("PORTAL_EMBEDDED", raising=False)
    for module in (postgres, valkey):
        for name in ("start", "shut_down"):
            monkeypatch.setattr(module, name, lambda: pytest.fail("touched a server that is not ours"))
    with servers.up():
        assert os.environ["DATABASE_URL"] == "postgresql://portal@db/portal"
        assert os.environ["PORTAL_EMBEDDED"] == ""
        assert servers.are_running()
    assert not (var / "postgres").exists()
