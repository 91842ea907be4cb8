"""What is typed after a command is taken at its word, or refused with what could have been typed."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from portal.commands import __main__, assets, benching, checking, servers, serving, system_packages, testing, tooling
from portal.commands.bootstrap import ROOT
from portal.commands.measurement import Measurement


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Everything a command makes sure of first is there already."""

    @contextlib.contextmanager
    def up() -> Iterator[None]:
        yield

    monkeypatch.setenv("PORTAL_VAR", str(tmp_path))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    monkeypatch.setattr(servers, "up", up)
    monkeypatch.setattr(assets, "build", lambda: None)
    for name in ("need_pango", "need_chromium", "need_gettext"):
        monkeypatch.setattr(system_packages, name, lambda: None)


def test_an_unknown_command_is_refused_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["portal", "server"])
    with pytest.raises(SystemExit, match="No such command: server. There are: serve, test, manage"):
        __main__.main()


def test_without_a_name_the_site_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["portal"])
    monkeypatch.setitem(__main__.COMMANDS, "serve", lambda arguments: 7 if arguments == [] else 1)
    assert __main__.main() == 7


def test_arguments_for_serve_are_refused_with_what_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="reads PORT, HOST and PORTAL_VAR"):
        serving.run(["8001"])


@pytest.mark.parametrize("port", ["eight", "0", "70000"])
def test_a_port_that_is_none_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(system_packages, "need_pango", lambda: pytest.fail("started"))
    with pytest.raises(SystemExit, match="PORT must be a number from 1 to 65535"):
        serving.run([])


@pytest.mark.parametrize(
    ("arguments", "uses_all_cores"),
    [
        (["--color=yes"], True),
        (["--cov"], True),
        (["--collect-only"], False),
        (["--co", "-q"], False),
        (["-n", "3"], False),
        (["-n3"], False),
        (["--numprocesses=2"], False),
        (["-s"], False),
        (["--setup-show"], True),
        (["--pdb"], False),
        (["-k", "not slow"], True),
    ],
)
def test_all_cores_test_unless_the_arguments_rule_it_out(arguments: list[str], uses_all_cores: bool) -> None:
    assert (testing._workers(arguments) == ["-n", "auto"]) is uses_all_cores


def test_pytest_gets_the_arguments_and_its_code_is_ours(prepared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> Any:
        ran.append(command)
        return SimpleNamespace(returncode=5)

    monkeypatch.setattr("subprocess.run", run)
    assert testing.run(["-n0", "tests/units", "-k", "calendar"]) == 5
    assert ran[0][1:] == ["-m", "pytest", "-n0", "tests/units", "-k", "calendar"]


def test_all_benchmarks_run_when_none_is_named(prepared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []
    monkeypatch.setattr(serving, "prepare", lambda: None)
    monkeypatch.setattr(benching, "measure", measured.append)
    assert benching.run([]) == 0
    assert measured
    assert measured == sorted(measured)
    assert not [name for name in measured if name.startswith("_")]


def test_only_the_benchmarks_named_run_in_their_order(prepared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []
    monkeypatch.setattr(serving, "prepare", lambda: None)
    monkeypatch.setattr(benching, "measure", measured.append)
    first, second = sorted(path.stem for path in (ROOT / "benchmarks").glob("[!_]*.py"))[:2]
    benching.run([second, first])
    assert measured == [second, first]


def test_a_wrong_name_stops_before_anything_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benching, "measure", lambda name: pytest.fail("measured"))
    with pytest.raises(SystemExit, match=r"No benchmark nonsense\. There are: "):
        benching.run(["nonsense"])


def test_a_measurement_is_one_line_of_json() -> None:
    line = Measurement("tìm thủ tục", 1.5, "ms", ratio=2.0, reference="SELECT 1").as_line()
    assert "\n" not in line
    assert "tìm thủ tục" in line
    assert json.loads(line) == {
        "name": "tìm thủ tục",
        "value": 1.5,
        "unit": "ms",
        "ratio": 2.0,
        "reference": "SELECT 1",
    }


def test_a_tool_that_is_not_named_is_asked_for() -> None:
    with pytest.raises(SystemExit, match="Name the program"):
        tooling.run([])


def test_a_tool_that_is_not_there_is_said_in_words() -> None:
    with pytest.raises(SystemExit, match="no-such-tool"):
        tooling.run(["no-such-tool"])


def test_a_tool_gets_its_arguments_and_its_code_is_ours() -> None:
    assert tooling.run(["python", "-c", "import sys; sys.exit(3)"]) == 3


def test_a_check_that_does_not_exist_is_refused_with_those_there_are(prepared: None) -> None:
    with pytest.raises(SystemExit, match="No check typos. There are: lint, format, types"):
        checking.run(["typos"])


def test_every_check_runs_though_one_fails_and_all_failures_are_told(
    prepared: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def passes(name: str) -> bool:
        asked.append(name)
        return name not in {"lint", "layers"}

    monkeypatch.setattr(checking, "_passes", passes)
    assert checking.run([]) == 2
    assert sorted(asked) == sorted(checking.CHECKS)
    assert capsys.readouterr().out == "Checks failed: lint, layers\n"


def test_as_many_checks_run_at_once_as_there_are_processors(prepared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2, timeout=30)

    def passes(name: str) -> bool:
        return both.wait() >= 0

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(checking, "_passes", passes)
    assert checking.run(["types", "migrations are safe"]) == 0


def test_a_check_that_fails_shows_why(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code = "import sys; print('found this'); print('and that', file=sys.stderr); sys.exit(1)"
    monkeypatch.setitem(checking.CHECKS, "one", [sys.executable, "-c", code])
    monkeypatch.setitem(checking.CHECKS, "other", [sys.executable, "-c", "print('chatter')"])
    assert not checking._passes("one")
    assert checking._passes("other")
    said = capsys.readouterr().out
    assert "✗ one" in said
    assert "found this\nand that\n" in said
    assert "✓ other" in said
    assert "chatter" not in said


def test_the_safety_of_migrations_is_checked_in_every_app_of_ours() -> None:
    ours = [config for config in apps.get_app_configs() if Path(config.path).parent in {ROOT, ROOT / "portal"}]
    with_tables = {config.label for config in ours if list(config.get_models())}
    assert "dossiers" in with_tables
    assert with_tables == set(checking.APPS)
