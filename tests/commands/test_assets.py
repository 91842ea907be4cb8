"""What the browser gets is made when its sources changed, once, whole, and never half."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polib
import pytest

from portal.commands import assets, stamps


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own with packages and sources."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "static" / "src").mkdir(parents=True)
    (tmp_path / "static" / "src" / "main.scss").write_text("p { color: red }")
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setattr(assets, "PACKAGE", tmp_path / "package.json")
    monkeypatch.setattr(assets, "BUILT", tmp_path / "static" / "build")
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The npm commands that were run; none is really."""
    commands: list[str] = []
    monkeypatch.setattr(assets, "npm", commands.append)
    return commands


class TestBuilding:
    def test_the_first_time_packages_come_before_what_needs_them(self, checkout: Path, ran: list[str]) -> None:
        assets.build()
        assert ran == ["ci", "run build"]

    def test_unchanged_nothing_is_done_again(self, checkout: Path, ran: list[str]) -> None:
        assets.build()
        ran.clear()
        assets.build()
        assert ran == []

    def test_a_changed_source_builds_without_installing(self, checkout: Path, ran: list[str]) -> None:
        assets.build()
        ran.clear()
        (checkout / "static" / "src" / "main.scss").write_text("p { color: blue }")
        assets.build()
        assert ran == ["run build"]

    @pytest.mark.parametrize("name", ["package.json", "package-lock.json", ".npmrc"])
    def test_changed_packages_install_and_build(self, checkout: Path, ran: list[str], name: str) -> None:
        assets.build()
        ran.clear()
        (checkout / name).write_text('{"other": 1}')
        assets.build()
        assert ran == ["ci", "run build"]

    @pytest.mark.parametrize(("gone", "again"), [("node_modules", ["ci"]), ("static/build", ["run build"])])
    def test_what_somebody_removed_is_made_anew(
        self, checkout: Path, ran: list[str], gone: str, again: list[str]
    ) -> None:
        import shutil

        assets.build()
        ran.clear()
        shutil.rmtree(checkout / gone)
        assets.build()
        assert ran == again

    def test_a_build_that_failed_is_tried_again(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        failed = SimpleNamespace(returncode=1, stdout="", stderr="npm error network unreachable")
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
        for _ in range(2):
            with pytest.raises(SystemExit, match=r"npm ci failed:\nnpm error network unreachable"):
                assets.build()
        assert not (checkout / "node_modules" / ".stamp").exists()

    def test_of_a_long_complaint_the_end_is_shown(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        long = SimpleNamespace(returncode=1, stdout="noise\n" * 5000 + "the cause", stderr="")
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: long)
        with pytest.raises(SystemExit) as stopped:
            assets.npm("ci")
        assert str(stopped.value).endswith("the cause")
        assert len(str(stopped.value)) < 5000

    def test_node_of_the_wheel_gets_the_words_and_our_folder(
        self, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls: list[Any] = []

        def run(command: list[str], **options: Any) -> Any:
            calls.append((command[-2:], options["cwd"]))
            return SimpleNamespace(returncode=0)

        monkeypatch.setattr(subprocess, "run", run)
        assets.npm("run build")
        assert calls == [(["run", "build"], checkout)]


class TestTranslations:
    @pytest.fixture
    def source(self, checkout: Path) -> Path:
        folder = checkout / "locale" / "en" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        catalogue = polib.POFile()
        catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
        catalogue.append(polib.POEntry(msgid="Sinh con", msgstr="Birth of a child"))
        catalogue.save(str(folder / "django.po"))
        return folder / "django.po"

    def test_they_are_compiled_to_what_django_reads(self, source: Path) -> None:
        assets.compile_translations()
        compiled = polib.mofile(str(source.with_suffix(".mo")))
        assert [(entry.msgid, entry.msgstr) for entry in compiled] == [("Sinh con", "Birth of a child")]

    def test_again_only_when_they_are_newer(self, source: Path) -> None:
        assets.compile_translations()
        compiled = source.with_suffix(".mo")
        os.utime(compiled, ns=(10**18, 10**18))
        os.utime(source, ns=(10**18 - 1, 10**18 - 1))
        assets.compile_translations()
        assert compiled.stat().st_mtime_ns == 10**18
        os.utime(source, ns=(2 * 10**18, 2 * 10**18))
        assets.compile_translations()
        assert compiled.stat().st_mtime_ns != 10**18

    def test_a_site_that_runs_never_reads_half_a_file(self, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assets.compile_translations()
        before = source.with_suffix(".mo").read_bytes()
        os.utime(source, ns=(2 * 10**18, 2 * 10**18))

        def killed(self: polib.POFile, place: str) -> None:
            Path(place).write_bytes(b"half")
            raise KeyboardInterrupt

        monkeypatch.setattr(polib.POFile, "save_as_mofile", killed)
        with pytest.raises(KeyboardInterrupt):
            assets.compile_translations()
        assert source.with_suffix(".mo").read_bytes() == before


class TestCollecting:
    @pytest.fixture
    def called(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = []

        def collect(name: str, **options: Any) -> None:
            calls.append(options)
            (checkout / "var" / "static").mkdir(parents=True, exist_ok=True)

        (checkout / "var" / "run").mkdir(parents=True)
        (checkout / "static" / "build").mkdir()
        (checkout / "static" / "build" / ".stamp").write_text("one")
        (checkout / "requirements.txt").write_text("django==1")
        monkeypatch.setattr("django.core.management.call_command", collect)
        return calls

    def test_once_and_again_when_a_style_sheet_changed(self, checkout: Path, called: list[dict[str, Any]]) -> None:
        for _ in range(2):
            assets.collect(checkout / "var" / "static")
        assert len(called) == 1
        (checkout / "static" / "build" / ".stamp").write_text("two")
        assets.collect(checkout / "var" / "static")
        assert len(called) == 2

    def test_again_when_an_app_with_files_of_its_own_was_updated(
        self, checkout: Path, called: list[dict[str, Any]]
    ) -> None:
        assets.collect(checkout / "var" / "static")
        (checkout / "requirements.txt").write_text("django==2")
        assets.collect(checkout / "var" / "static")
        assert len(called) == 2

    def test_files_of_the_version_before_do_not_stay(self, checkout: Path, called: list[dict[str, Any]]) -> None:
        old = checkout / "var" / "static" / "old.css"
        old.parent.mkdir()
        old.touch()
        assets.collect(checkout / "var" / "static")
        assert not old.exists()

    def test_three_megabytes_that_no_page_shows_are_left_out(
        self, checkout: Path, called: list[dict[str, Any]]
    ) -> None:
        assets.collect(checkout / "var" / "static")
        assert "redoc" in called[0]["ignore_patterns"]
