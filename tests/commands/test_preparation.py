"""Preparation fills the database in order, once, and again only when what it depends on changed."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import load_command_class
from django.core.management.base import BaseCommand
from django.test import override_settings
from pytest_django import Settings

from portal.commands import preparation, serving, stamps, welcome
from portal.loads import DEMO_ONLY, LOADS

REQUIRED_FIRST = [("load_units", "load_catalogue"), ("load_units", "load_demo_people")]


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the management commands that loading calls, in a PORTAL_VAR of its own."""
    names: list[str] = []
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path))
    monkeypatch.setattr(preparation, "call_command", names.append)
    monkeypatch.setattr(preparation, "_mark", lambda: "the mark of today")
    return names


def test_a_demo_is_filled_in_the_order_in_which_things_need_each_other(called: list[str], settings: Settings) -> None:
    settings.PORTAL_DEMO = True
    preparation.load()
    assert called == list(LOADS)
    for first, second in REQUIRED_FIRST:
        assert called.index(first) < called.index(second)


def test_outside_a_demo_nothing_of_a_demo_is_made(called: list[str], settings: Settings) -> None:
    settings.PORTAL_DEMO = False
    preparation.load()
    assert called == ["load_units", "load_catalogue"]


def test_every_load_is_a_command_that_exists() -> None:
    from django.core.management import get_commands

    known = get_commands()
    for name in LOADS:
        app = known[name]
        assert isinstance(app, str)
        assert isinstance(load_command_class(app, name), BaseCommand)
    assert set(LOADS) >= DEMO_ONLY


def test_what_is_loaded_is_not_loaded_again(called: list[str]) -> None:
    preparation.load()
    called.clear()
    preparation.load()
    assert called == []


def test_a_change_loads_everything_again(called: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    preparation.load()
    called.clear()
    monkeypatch.setattr(preparation, "_mark", lambda: "the mark of tomorrow")
    preparation.load()
    assert called == list(LOADS)


def test_a_load_that_failed_is_tried_again(called: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise RuntimeError(name)

    with monkeypatch.context() as patched:
        patched.setattr(preparation, "call_command", fail)
        with pytest.raises(RuntimeError, match="load_units"):
            preparation.load()
    preparation.load()
    assert called == list(LOADS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"PORTAL_PROVINCE": "01"}, {"PORTAL_AGENCY_CODES": "/etc/codes.json"}, {"PORTAL_DEMO": False}]
)
def test_the_mark_tells_another_province_other_codes_and_no_demo_apart(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    monkeypatch.setattr(preparation, "ROOT", Path("/nowhere"))  # the files count too; here the settings alone
    before = preparation._mark()
    assert preparation._mark() == before
    with override_settings(**change):
        assert preparation._mark() != before


def test_a_database_that_does_not_answer_gives_no_mark_so_nothing_is_skipped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres@/portal?host={tmp_path}")
    assert serving._preparation_mark() == ""


class TestTheSupervisorsShortCut:
    """`bin/serve` starts the process that prepares only when it might have something to do."""

    @pytest.fixture
    def ran(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        commands: list[list[str]] = []

        def run(command: list[str], **_: Any) -> Any:
            commands.append(command)
            return SimpleNamespace(returncode=0)

        monkeypatch.setenv("PORTAL_VAR", str(tmp_path))
        monkeypatch.setattr("subprocess.run", run)
        monkeypatch.setattr(serving, "_preparation_mark", lambda: "mark")
        return commands

    def test_it_prepares_once(self, ran: list[list[str]]) -> None:
        serving.prepare()
        serving.prepare()
        assert len(ran) == 1
        assert ran[0][-1] == "portal.commands.preparation"

    def test_without_a_mark_it_prepares_every_time(self, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "_preparation_mark", lambda: "")
        serving.prepare()
        serving.prepare()
        assert len(ran) == 2

    def test_a_failure_stops_the_start_and_leaves_no_stamp(
        self, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr("subprocess.run", lambda *_, **__: SimpleNamespace(returncode=1))
        with pytest.raises(SystemExit, match="could not be prepared"):
            serving.prepare()
        assert not stamps.is_fresh(tmp_path / "run" / "prepared.stamp", "mark")


class TestTheMarkOfTheSupervisor:
    @pytest.fixture(autouse=True)
    def _environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "ROOT", Path("/nowhere"))
        monkeypatch.setattr(serving, "BUILT", Path("/nowhere"))
        monkeypatch.setenv("DEBUG", "0")
        if not os.environ.get("DATABASE_URL"):
            pytest.skip("no server given by the environment")

    @pytest.mark.parametrize("variable", ["PORTAL_PROVINCE", "PORTAL_DEMO", "PORTAL_URL", "DEBUG"])
    def test_settings_of_the_portal_change_it(self, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
        before = serving._preparation_mark()
        assert before
        monkeypatch.setenv(variable, "changed")
        assert serving._preparation_mark() != before

    def test_what_has_nothing_to_do_with_it_does_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = serving._preparation_mark()
        monkeypatch.setenv("TERM", "another-terminal")
        assert serving._preparation_mark() == before


class TestWelcome:
    @pytest.fixture(autouse=True)
    def _var(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORTAL_VAR", str(tmp_path))

    def test_it_says_the_address_and_how_to_stop(self) -> None:
        lines = welcome.text("http://localhost:8001").splitlines()
        assert "  The portal is ready:  http://localhost:8001" in lines
        assert "  Ctrl-C stops everything." in lines

    def test_it_names_an_account_of_every_role_with_its_password(self) -> None:
        from units.demo_people import DEMO_PEOPLE
        from units.roles import Role

        welcome.write_accounts()
        text = welcome.text("http://localhost:8000")
        for person in DEMO_PEOPLE:
            (line,) = (line for line in text.splitlines() if person.email in line.split())
            assert person.password in line.split()
            assert line.endswith(person.title)
        assert {held.role for person in DEMO_PEOPLE for held in person.roles} == set(Role)

    def test_a_site_that_is_no_demo_names_no_accounts(self) -> None:
        assert "accounts" not in welcome.text("http://localhost:8000")

    def test_a_site_that_stopped_being_a_demo_names_none_either(
        self, monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        # given the accounts that an earlier start, in demo mode, noted
        welcome.write_accounts()
        # when the site is prepared without demo mode
        settings.PORTAL_DEMO = False
        for name in ("migrate", "load"):
            monkeypatch.setattr(preparation, name, lambda: None)
        monkeypatch.setattr("django.setup", lambda: None)
        monkeypatch.setattr("portal.commands.assets.collect", lambda root: None)
        preparation.main()
        # then they are not printed
        assert "Demo accounts" not in welcome.text("http://localhost:8000")
