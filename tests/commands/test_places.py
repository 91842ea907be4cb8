"""Everything the site writes lies under PORTAL_VAR, where only its owner reads what matters."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.commands import places
from portal.commands.bootstrap import ROOT


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a short path: a long one has its sockets elsewhere."""
    with tempfile.TemporaryDirectory(prefix="v") as folder:
        monkeypatch.setenv("PORTAL_VAR", f"{folder}/var")
        yield Path(folder) / "var"


def test_the_folder_is_made_and_its_whole_path_handed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a relative path, which would mean another folder to a process started elsewhere
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORTAL_VAR", "here/../there")
    # then every process that is started gets the same one
    assert places.var() == tmp_path / "there"
    assert os.environ["PORTAL_VAR"] == str(tmp_path / "there")
    assert (tmp_path / "there").is_dir()


def test_an_empty_name_means_the_usual_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_VAR", "")
    assert places.var() == ROOT / "var"


def test_a_folder_that_cannot_be_made_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "file" / "var"))
    with pytest.raises(SystemExit, match="Set PORTAL_VAR to a folder you may write"):
        places.var()


def test_sub_folders_are_made_as_they_are_asked_for(var: Path) -> None:
    assert places.folder("log") == var / "log"
    assert (var / "log").is_dir()


def test_a_socket_lies_where_only_its_owner_enters(var: Path) -> None:
    folder = places.socket_folder("vk")
    assert folder == var / "run" / "vk"
    assert folder.stat().st_mode & 0o077 == 0


def test_two_sites_with_long_paths_never_share_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for name in ("one", "two"):
        monkeypatch.setenv("PORTAL_VAR", str(tmp_path / ("long" * 30) / name))
        found.append(places.socket_folder("vk"))
    assert found[0] != found[1]
    for folder in found:
        folder.rmdir()


def test_a_socket_folder_that_somebody_else_made_is_refused(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a shared temporary folder another user could lie in wait under the same name."""
    places.socket_folder("pg")
    monkeypatch.setattr(os, "geteuid", lambda: 424242)
    with pytest.raises(SystemExit, match="belongs to someone else"):
        places.socket_folder("pg")


def test_a_link_in_place_of_a_socket_folder_is_refused(var: Path, tmp_path: Path) -> None:
    places.run_folder()
    (tmp_path / "elsewhere").mkdir()
    (var / "run" / "pg").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SystemExit, match="belongs to someone else"):
        places.socket_folder("pg")
