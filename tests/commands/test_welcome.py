"""What `bin/serve` says last: the address, who may be tried in demo mode, how to stop; nothing that is not so."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal.commands import welcome
from units.demo_people import DEMO_PEOPLE

ADDRESS = "http://127.0.0.1:8000/"


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path))
    return tmp_path


def test_the_address_stands_on_a_line_of_its_own_to_be_clicked() -> None:
    lines = welcome.text(ADDRESS).splitlines()

    assert [line.split()[-1] for line in lines if ADDRESS in line] == [ADDRESS]
    assert "Ctrl-C stops everything." in welcome.text(ADDRESS)


def test_without_demo_people_no_account_is_named() -> None:
    assert "password" not in welcome.text(ADDRESS)


def test_every_demo_account_is_named_with_what_signs_it_in() -> None:
    welcome.write_accounts()

    told = welcome.text(ADDRESS)

    for person in DEMO_PEOPLE:
        (line,) = [line for line in told.splitlines() if f" {person.email} " in line]
        assert person.password in line.split()
        assert line.rstrip().endswith(person.title)
    assert told.index(ADDRESS) < told.index(DEMO_PEOPLE[0].email) < told.index("Ctrl-C")


def test_roles_stand_below_each_other_however_long_the_address_is() -> None:
    """A list that people read, not a log."""
    welcome.write_accounts()
    lines = [line for line in welcome.text(ADDRESS).splitlines() if "@" in line]

    starts = {line.index(person.title) for line, person in zip(lines, DEMO_PEOPLE, strict=True)}

    assert len(starts) == 1


def test_a_site_that_is_a_demo_no_longer_names_nobody() -> None:
    welcome.write_accounts()
    welcome.forget_accounts()

    assert "@" not in welcome.text(ADDRESS)


def test_forgetting_what_was_never_written_is_no_error(var: Path) -> None:
    welcome.forget_accounts()

    assert not list(var.rglob("accounts.txt"))


def test_written_again_the_list_is_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass
    class Person:
        email: str
        password: str = "x"
        title: str = "Cán bộ"

    welcome.write_accounts()
    people = SimpleNamespace(DEMO_PEOPLE=[Person("mot@example.vn"), Person("hai@example.vn")])
    monkeypatch.setattr("importlib.import_module", lambda _name: people)

    welcome.write_accounts()

    assert [line.split()[0] for line in welcome.text(ADDRESS).splitlines() if "@" in line] == [
        "mot@example.vn",
        "hai@example.vn",
    ]


def test_a_site_without_the_demo_writes_nothing(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    welcome.write_accounts()

    assert "@" not in welcome.text(ADDRESS)
    assert not list(var.rglob("accounts.txt"))
