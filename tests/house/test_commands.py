"""The pieces behind bin/serve and its sisters, tried on real files, processes and servers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from portal.commands import places, processes, servers, stamps, testing
from portal.commands.bootstrap import ROOT

HOLD_SERVERS = """
import sys, time
from portal.commands import servers
with servers.up():
    print("up", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the test a PORTAL_VAR of its own, with no server given by the environment."""
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "var"))
    for name in ("DATABASE_URL", "REDIS_URL", "PORTAL_EMBEDDED"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path / "var"
    if servers.are_running():  # a test failed half-way
        with servers.up():
            pass


def test_servers_serve_and_leave_nothing_behind(own_var: Path) -> None:
    with servers.up():
        assert servers.are_running()
        assert os.environ["DATABASE_URL"].startswith("postgresql://")
        assert os.environ["REDIS_URL"].startswith("unix://")
    assert not servers.are_running()
    assert not [each for each in psutil.process_iter(["cmdline"]) if str(own_var) in str(each.info["cmdline"])]


def test_servers_of_a_killed_command_are_taken_over(own_var: Path) -> None:
    # given a command that was killed without a chance to stop its servers
    killed = subprocess.Popen([sys.executable, "-c", HOLD_SERVERS], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert killed.stdout is not None
    assert "up\n" in iter(killed.stdout.readline, "")
    killed.kill()
    killed.wait()
    assert servers.are_running()
    before = (own_var / "postgres" / "postmaster.pid").read_text().split()[0]
    # when the next one comes
    with servers.up():
        # then it uses the same servers, and stops them at its end
        assert (own_var / "postgres" / "postmaster.pid").read_text().split()[0] == before
    assert not servers.are_running()


def test_servers_that_were_killed_start_again_over_their_stale_files(own_var: Path) -> None:
    with servers.up():
        for pid_file, name in (
            (own_var / "postgres/postmaster.pid", "postgres"),
            (own_var / "run/valkey.pid", "valkey"),
        ):
            process = processes.process_in(pid_file, name)
            assert process is not None
            process.kill()
            process.wait(10)
        assert not servers.are_running()
        servers.ensure()
        assert servers.are_running()


def test_the_last_user_stops_the_servers_not_the_first(own_var: Path) -> None:
    with servers.up():
        with servers.up():
            pass
        assert servers.are_running()
    assert not servers.are_running()


def test_a_process_id_given_to_another_program_is_not_taken_for_the_server(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    pid_file.write_text(f"{os.getpid()}\n/somewhere\n")
    assert processes.process_in(pid_file, "postgres") is None
    pid_file.write_text("not a number")
    assert processes.process_in(pid_file, "postgres") is None
    assert processes.process_in(tmp_path / "absent", "postgres") is None


def test_a_socket_path_too_long_moves_to_a_short_private_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / ("long" * 30)))
    folder = places.socket_folder("vk")
    assert len(str(folder)) < places.SOCKET_PATH_LIMIT
    assert folder.stat().st_mode & 0o777 == 0o700
    assert places.socket_folder("vk") == folder
    folder.rmdir()


def test_a_stamp_is_fresh_until_an_input_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    source = tmp_path / "source" / "a.txt"
    source.parent.mkdir()
    source.write_text("one")
    stamp = tmp_path / "stamp"
    stamp.write_text(stamps.fingerprint([source.parent]))
    assert stamps.is_fresh(stamp, stamps.fingerprint([source.parent]))
    source.write_text("two")
    assert not stamps.is_fresh(stamp, stamps.fingerprint([source.parent]))


@pytest.mark.parametrize(
    ("arguments", "workers"),
    [([], ["-n", "auto"]), (["-n0"], []), (["--pdb"], []), (["tests/house", "-k", "x"], ["-n", "auto"])],
)
def test_tests_use_all_cores_unless_told_otherwise(arguments: list[str], workers: list[str]) -> None:
    assert testing._workers(arguments) == workers


def test_a_keeper_starts_its_part_again_and_ends_it_when_told(own_var: Path) -> None:
    # given a part that ends by itself at once
    keeper = subprocess.Popen(
        [sys.executable, "-m", "portal.commands.keeper", sys.executable, "-c", "print('part', flush=True)"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert keeper.stdout is not None
    # then it runs again after a pause
    lines = [keeper.stdout.readline() for _ in range(3)]
    assert lines == ["part\n", "ended with 0; starting again in 2 s\n", "part\n"]
    # when told to stop, it stops
    keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(10) == 0


def test_a_keeper_whose_supervisor_was_killed_ends_its_part(own_var: Path, tmp_path: Path) -> None:
    mark = f"import time; time.sleep(60)  # {tmp_path}"
    code = (
        "import subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-m', 'portal.commands.keeper', sys.executable, '-c', {mark!r}]).wait()"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)

    def parts() -> list[psutil.Process]:
        return [each for each in psutil.process_iter(["cmdline"]) if (each.info["cmdline"] or [])[-1:] == [mark]]

    wait_until(lambda: len(parts()) == 2)  # the keeper and its part
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not parts())


def wait_until(condition: object, seconds: float = 15) -> None:
    """Wait for the condition; fail when it does not come true in time."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("name", ["serve", "test", "manage", "bench"])
def test_the_commands_can_be_run_from_anywhere(name: str) -> None:
    script = ROOT / "bin" / name
    assert os.access(script, os.X_OK)
    subprocess.run(["sh", "-n", str(script)], check=True)


def test_an_unknown_benchmark_is_refused_by_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal.commands", "bench", "nonsense"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "No benchmark nonsense" in done.stderr
