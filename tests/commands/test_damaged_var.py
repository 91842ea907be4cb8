"""What a killed start, a full disk or a stranger left under PORTAL_VAR is mended or told in words, never a riddle."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portal.commands import places, postgres, servers, valkey
from portal.commands.bootstrap import ROOT, locked


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A PORTAL_VAR of its own with a short path, no server given by the environment."""
    with tempfile.TemporaryDirectory(prefix="v") as folder:
        Path(folder).chmod(0o711)
        monkeypatch.setenv("PORTAL_VAR", f"{folder}/var")
        for name in ("DATABASE_URL", "REDIS_URL", "PORTAL_EMBEDDED"):
            monkeypatch.delenv(name, raising=False)
        yield Path(folder) / "var"
        if (Path(folder) / "var" / "run").is_dir():
            valkey.shut_down()
            postgres.shut_down()


class TestPostgres:
    def test_a_first_start_killed_half_way_is_begun_anew(self, var: Path) -> None:
        """initdb writes PG_VERSION first: half a folder would look whole and never run."""
        places.var()
        draft = var / "postgres.draft"
        draft.mkdir()
        (draft / "PG_VERSION").write_text("18\n")
        (draft / "base").mkdir()
        postgres.start()
        assert postgres.is_running()
        assert not draft.exists()

    def test_an_empty_folder_in_its_place_is_no_reason_to_stop(
        self, var: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (places.var() / "postgres").mkdir()
        monkeypatch.setattr(postgres, "_run_initdb", lambda data: (data / "PG_VERSION").write_text("18\n"))
        postgres._initialise(var / "postgres")
        assert (var / "postgres" / "PG_VERSION").exists()

    def test_a_failed_initdb_says_why_and_leaves_nothing_that_looks_whole(
        self, var: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        places.var()
        failed = SimpleNamespace(returncode=1, stderr="initdb: error: could not create directory: No space left\n")
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
        monkeypatch.setattr(postgres, "_user", lambda: None)
        with pytest.raises(SystemExit, match=r"PostgreSQL could not make its files in .*\n.*No space left"):
            postgres._initialise(var / "postgres")
        assert not (var / "postgres").exists()

    def test_files_that_are_damaged_are_shown_with_the_end_of_the_log(self, var: Path) -> None:
        places.var()
        data = var / "postgres"
        data.mkdir(mode=0o700)
        (data / "PG_VERSION").write_text("18\n")
        user = postgres._user()
        if user:
            os.chown(data, user.pw_uid, user.pw_gid)
        with pytest.raises(
            SystemExit, match=r"PostgreSQL did not start\. The end of .*postgres\.log:\n(.|\n)*postgres"
        ):
            postgres.start()

    def test_a_process_id_of_a_killed_server_is_forgotten(self, var: Path) -> None:
        places.var()
        data = var / "postgres"
        data.mkdir()
        (data / "postmaster.pid").write_text(f"{os.getpid()}\n/somewhere\n")
        assert not postgres.is_running()
        postgres._forget_stale_pid_file(data)
        assert not (data / "postmaster.pid").exists()
        postgres._forget_stale_pid_file(data)  # and none is no error

    def test_stopping_what_does_not_run_is_no_error(self, var: Path) -> None:
        postgres.shut_down()
        assert not postgres.is_running()

    def test_root_never_runs_it_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        assert postgres._as_user() == {}
        if os.getuid() == 0:
            monkeypatch.setattr(os, "geteuid", lambda: 0)
            assert postgres._as_user()["user"] != 0


class TestValkey:
    def test_it_starts_over_what_a_killed_one_left(self, var: Path) -> None:
        # given a socket nobody listens on and the process id of another program
        places.run_folder()
        valkey._socket().touch()
        valkey._pid_file().write_text(str(os.getpid()))
        # when it is started
        valkey.start()
        # then it answers, and stops
        assert valkey.is_running()
        valkey.shut_down()
        assert not valkey.is_running()
        assert not valkey._pid_file().exists()

    def test_a_saved_queue_that_cannot_be_read_does_not_keep_the_site_down(
        self, var: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Cut off by a full disk or a power cut. What waits in the database is sent again; the queue may be lost."""
        folder = places.folder("valkey")
        (folder / "valkey.rdb").write_bytes(b"REDIS0011\xfa\x09cut off in the middl")
        valkey.start()
        assert valkey.is_running()
        assert "The saved queue cannot be read; starting with an empty one" in capsys.readouterr().out
        assert (folder / "valkey.rdb.unreadable").read_bytes().startswith(b"REDIS0011")

    def test_what_it_kept_is_there_after_a_stop(self, var: Path) -> None:
        import redis

        valkey.start()
        redis.Redis.from_url(valkey.url()).lpush("celery", "waiting")
        valkey.shut_down()
        valkey.start()
        assert redis.Redis.from_url(valkey.url()).llen("celery") == 1

    def test_a_server_that_cannot_start_at_all_shows_the_end_of_its_log(
        self, var: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(valkey, "CONFIGURATION", "no-such-directive yes\n")
        with pytest.raises(
            SystemExit, match=r"Valkey did not start\. The end of .*valkey\.log:\n(.|\n)*no-such-directive"
        ):
            valkey.start()

    def test_only_its_owner_reaches_it(self, var: Path) -> None:
        valkey.start()
        assert valkey._socket().stat().st_mode & 0o077 == 0
        assert "port 0\n" in (var / "valkey" / "valkey.conf").read_text()


class TestPlaces:
    @pytest.mark.parametrize("name", ["run", "log", "valkey"])
    def test_a_file_where_a_folder_must_be_is_said_in_words(self, var: Path, name: str) -> None:
        places.var()
        (var / name).write_text("somebody's notes")
        with pytest.raises(SystemExit, match=rf"Cannot make .*/{name}: File exists\. Set PORTAL_VAR"):
            places.folder(name)

    def test_a_home_directory_may_be_written_short(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("PORTAL_VAR", "~/portal")
        assert places.var() == tmp_path / "portal"

    def test_letters_of_any_language_and_spaces_may_stand_in_the_path(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "Cổng dịch vụ công"))
        assert places.folder("log").is_dir()
        assert "%" not in postgres._log().as_posix()


class TestLocks:
    def test_the_lock_of_a_killed_process_is_free_at_once(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code = (
            "import sys, pathlib; from portal.commands.bootstrap import locked\n"
            "with locked(pathlib.Path(sys.argv[1]), 'x'):\n    print('held', flush=True); sys.stdin.read()"
        )
        lock = tmp_path / "servers.lock"
        first = subprocess.Popen(
            [sys.executable, "-c", code, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        first.kill()
        first.wait()
        with locked(lock, "waiting"):
            assert capsys.readouterr().out == ""

    def test_a_lock_is_given_back_when_its_block_fails(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(ZeroDivisionError), locked(tmp_path / "lock", "waiting"):
            raise ZeroDivisionError
        with locked(tmp_path / "lock", "waiting"):
            assert capsys.readouterr().out == ""


def test_a_start_that_fails_half_way_leaves_no_server_behind(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL up, Valkey refused: whoever started them is told, and the next start finds order."""

    def refuse() -> None:
        raise SystemExit("✗ Valkey did not start.")

    state: dict[str, Any] = {"database": False}
    monkeypatch.setattr(postgres, "start", lambda: state.update(database=True))
    monkeypatch.setattr(postgres, "shut_down", lambda: state.update(database=False))
    monkeypatch.setattr(valkey, "start", refuse)
    with pytest.raises(SystemExit, match="Valkey did not start"), servers.up():
        pytest.fail("went on without its queue")
    assert not state["database"]
    monkeypatch.setattr(valkey, "start", lambda: None)
    monkeypatch.setattr(valkey, "shut_down", lambda: None)
    with servers.up():
        assert state["database"]
    assert not state["database"]
