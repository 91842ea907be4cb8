"""Which process a file names: ours and alive, or none; whatever stands in the file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.commands.processes import end, is_alive, last_lines, process_in

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[str]]:
    """A program that does nothing until it is ended."""
    with subprocess.Popen(SLEEPER, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_the_first_line_names_it_and_the_rest_is_not_read(tmp_path: Path, sleeper: subprocess.Popen[str]) -> None:
    """PostgreSQL writes its folder, its start and its port below."""
    file = tmp_path / "some.pid"
    file.write_text(f"{sleeper.pid}\n/var/lib\n1732240000\n5432\n")

    found = process_in(file, "python")

    assert found is not None
    assert found.pid == sleeper.pid


@pytest.mark.parametrize("command", ["postgres", "valkey"])
def test_an_id_that_belongs_to_another_program_is_not_ours(
    tmp_path: Path, sleeper: subprocess.Popen[str], command: str
) -> None:
    """After a crash the system gives ids anew: stopping by id alone would stop a stranger."""
    file = tmp_path / "some.pid"
    file.write_text(str(sleeper.pid))

    assert process_in(file, command) is None
    assert sleeper.poll() is None


def test_what_has_ended_and_was_not_waited_for_is_not_alive(tmp_path: Path, sleeper: subprocess.Popen[str]) -> None:
    """A zombie still has its id and its name."""
    process = psutil.Process(sleeper.pid)
    file = tmp_path / "some.pid"
    file.write_text(str(sleeper.pid))
    os.kill(sleeper.pid, signal.SIGKILL)
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)

    assert process.status() == psutil.STATUS_ZOMBIE
    assert not is_alive(process)
    assert process_in(file, "python") is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=40).filter(lambda some: not any(map(str.isdecimal, some.decode(errors="ignore")))))
def test_nothing_that_stands_in_the_file_breaks_a_start(tmp_path: Path, content: bytes) -> None:
    """Cut off by a full disk, written by hand, or empty: there is no process then."""
    file = tmp_path / "some.pid"
    file.write_bytes(content)

    assert process_in(file, "") is None


def test_a_file_that_is_not_there_or_cannot_be_read_names_nobody(tmp_path: Path) -> None:
    assert process_in(tmp_path / "nothing.pid", "postgres") is None
    assert process_in(tmp_path, "postgres") is None


def test_who_is_asked_to_end_and_does_is_not_killed(sleeper: subprocess.Popen[str]) -> None:
    end(psutil.Process(sleeper.pid), signal.SIGTERM, patience_seconds=10)

    assert not psutil.pid_exists(sleeper.pid) or sleeper.poll() == -signal.SIGTERM


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.text(st.characters(categories=["L", "N", "P"]), max_size=10), max_size=20),
    count=st.integers(1, 12),
)
def test_the_end_of_a_log_is_its_last_lines_in_their_order(tmp_path: Path, lines: list[str], count: int) -> None:
    log = tmp_path / "some.log"
    log.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    assert last_lines(log, count) == "\n".join(lines[-count:])


def test_a_log_that_was_never_begun_is_said(tmp_path: Path) -> None:
    assert last_lines(tmp_path / "nothing.log") == "(no log)"
