"""A part that keeps failing is started ever more slowly, one that had run well at once again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from portal.commands import keeper, processes, servers


class Clock:
    """Time that passes only while the part runs or the keeper waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


def pauses(monkeypatch: pytest.MonkeyPatch, lasted: list[float]) -> list[float]:
    """Give the pauses after runs that lasted so long."""
    clock, waited = Clock(), list[float]()
    kept = keeper.Keeper(["part"])

    def run_once() -> int:
        clock.now += lasted[len(waited)]
        return 1

    def wait(seconds: float) -> None:
        waited.append(seconds)
        kept.is_stopping = len(waited) == len(lasted)

    monkeypatch.setattr(keeper, "time", clock)
    monkeypatch.setattr(kept, "_run_once", run_once)
    monkeypatch.setattr(kept, "_wait", wait)
    kept.run()
    return waited


def test_pauses_grow_up_to_half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pauses(monkeypatch, [0.1] * 7) == [2, 4, 8, 16, 30, 30, 30]


def test_after_a_good_run_the_pause_is_short_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pauses(monkeypatch, [0.1, 0.1, 61.0, 0.1]) == [2, 4, 1, 2]


def test_the_supervisor_named_counts_not_who_stands_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SUPERVISOR", str(os.getpid()))
    assert keeper.Keeper(["part"]).supervisor == psutil.Process()


def test_a_process_that_ignores_the_request_is_killed_with_its_children() -> None:
    # given a parent and a child that both ignore SIGTERM
    deaf = "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    child = deaf + "print('up', flush=True); time.sleep(60)"
    parent = deaf + f"subprocess.run([sys.executable, '-c', {child!r}])"
    started = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    assert started.stdout.readline() == "up\n"
    family = [psutil.Process(started.pid), *psutil.Process(started.pid).children()]
    # when it is ended
    processes.end(family[0], signal.SIGTERM, patience_seconds=0.2)
    # then nobody of them is left
    assert not [each for each in family if processes.is_alive(each)]


def test_ending_what_has_ended_is_no_error() -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    process = psutil.Process(done.pid)
    done.wait()
    processes.end(process, signal.SIGTERM, patience_seconds=1)
    assert not processes.is_alive(process)
    assert done.returncode == 0


def test_the_end_of_a_log_is_shown_even_if_it_is_no_text(tmp_path: Path) -> None:
    assert processes.last_lines(tmp_path / "absent.log") == "(no log)"
    log = tmp_path / "server.log"
    log.write_bytes(b"\n".join(b"line %d" % number for number in range(20)) + b"\n\xff")
    assert processes.last_lines(log, count=2) == "line 19\n\ufffd"


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ({}, ["PostgreSQL", "Valkey"]),
        ({"DATABASE_URL": "postgresql://db/portal"}, ["Valkey"]),
        ({"DATABASE_URL": "postgresql://db/portal", "REDIS_URL": "redis://valkey"}, []),
        ({"DATABASE_URL": "postgresql://ours", "PORTAL_EMBEDDED": "PostgreSQL"}, ["PostgreSQL", "Valkey"]),
        ({"DATABASE_URL": ""}, ["PostgreSQL", "Valkey"]),
    ],
)
def test_a_server_whose_address_is_given_is_not_ours_to_start_or_stop(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], ours: list[str]
) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "PORTAL_EMBEDDED"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert servers.names() == ours
