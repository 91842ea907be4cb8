"""One stretch of rows of a table: what became of each, and what all stretches of a run share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dossiers import aliases
from portal.inheritance.columns import ACCOUNTS, DOSSIERS, WrongCell
from portal.inheritance.mapping import Ways
from portal.inheritance.packages import Package

Said = Mapping[str, Any]
Good = list[tuple[int, dict[str, str], dict[str, Any]]]
"""Rows that were read: number in the file, cells, and what they say."""


@dataclass
class Taken:
    """What became of a stretch of rows; `faults` are (row, column, words, cells)."""

    made: int = 0
    known: int = 0
    faults: list[tuple[int, str, str, dict[str, str]]] = field(default_factory=list)

    def refuse(self, number: int, cells: dict[str, str], wrong: WrongCell) -> None:
        """Note a row that was not taken."""
        self.faults.append((number, wrong.column, str(wrong), cells))


@dataclass
class Context:
    """What all stretches of a run share.

    `codes` and `accounts` are what a dry run would have written, of dossiers and of accounts: it has nothing else that
    later tables could speak of.
    """

    system: str
    package: Package
    ways: Ways
    is_dry_run: bool = False
    codes: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def note(self, table: str, said: Said) -> None:
        """Keep what a row brought, for the tables that speak of it."""
        if table == ACCOUNTS:
            self.accounts.add(said["ma_tai_khoan"])
        elif table == DOSSIERS:
            self.codes.add(aliases.tidy(said["ma_ho_so"]))
