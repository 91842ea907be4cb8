"""What pip cannot bring is installed where we may, and named in words where we may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.commands import system_packages


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """A machine without any of it, on which we are not root; notes what is installed."""
    installed: list[tuple[str, ...]] = []

    def install(*packages: str) -> bool:
        installed.append(packages)
        return True

    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(system_packages, "MAC_CHROME", Path("/nowhere"))
    monkeypatch.setattr(system_packages, "can_install_packages", lambda: False)
    monkeypatch.setattr(system_packages, "apt_install", install)
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    return installed


def test_without_pango_the_start_stops_with_what_to_type(bare: list[tuple[str, ...]]) -> None:
    with pytest.raises(SystemExit, match=r"apt-get install libpango-1\.0-0 libpangoft2-1\.0-0 \(macOS: brew"):
        system_packages.need_pango()
    assert bare == []


def test_half_of_pango_is_none(bare: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda name: name if name == "pango-1.0" else None)
    with pytest.raises(SystemExit):
        system_packages.need_pango()


def test_root_gets_pango_by_itself(bare: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "can_install_packages", lambda: True)
    system_packages.need_pango()
    assert bare == [("libpango-1.0-0", "libpangoft2-1.0-0")]


def test_an_install_that_fails_says_what_to_type(bare: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "can_install_packages", lambda: True)
    monkeypatch.setattr(system_packages, "apt_install", lambda *packages: False)
    with pytest.raises(SystemExit, match="apt-get install gettext"):
        system_packages.need_gettext()


def test_without_a_browser_the_tests_still_run_and_say_what_they_skip(
    bare: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    system_packages.need_chromium()
    assert "browser tests are skipped" in capsys.readouterr().out
    assert system_packages.chromium() is None


def test_the_browser_that_is_named_comes_first(bare: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert system_packages.chromium() == Path("/usr/bin/chromium-headless-shell")
    monkeypatch.setenv("CHROMIUM", "/opt/browser")
    assert system_packages.chromium() == Path("/opt/browser")


@pytest.mark.parametrize(
    ("offered", "asked"),
    [
        ({"chromium-headless-shell", "chromium"}, ["chromium-headless-shell"]),
        ({"chromium"}, ["chromium-headless-shell", "chromium"]),
    ],
)
def test_the_shell_alone_is_installed_where_there_is_one(
    bare: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, offered: set[str], asked: list[str]
) -> None:
    tried: list[str] = []

    def install(package: str) -> bool:
        tried.append(package)
        return package in offered

    monkeypatch.setattr(system_packages, "can_install_packages", lambda: True)
    monkeypatch.setattr(system_packages, "apt_install", install)

    system_packages.need_chromium()

    assert tried == asked


@pytest.mark.parametrize("name", system_packages.CHROMIUM_NAMES)
def test_a_browser_that_is_there_is_used_and_none_installed(
    bare: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(system_packages, "can_install_packages", lambda: True)
    monkeypatch.setattr("shutil.which", lambda asked: f"/usr/bin/{asked}" if asked == name else None)

    system_packages.need_chromium()

    assert system_packages.chromium() == Path(f"/usr/bin/{name}")
    assert bare == []
