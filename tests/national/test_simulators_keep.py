"""What every simulator's store promises: all or nothing, still there after its process, and open to the next call."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from portal.simulating.keeping import SimulatorStore


class Notes(SimulatorStore):
    tables = "CREATE TABLE IF NOT EXISTS note (words TEXT NOT NULL);"

    def write(self, *words: str | None) -> None:
        with self._written() as file:
            file.executemany("INSERT INTO note (words) VALUES (?)", [(word,) for word in words])

    def all(self) -> list[str]:
        return [row[0] for row in self._read("SELECT words FROM note ORDER BY rowid")]


def test_a_write_that_fails_leaves_nothing_and_the_next_one_goes_on() -> None:
    with closing(Notes()) as notes:
        with pytest.raises(sqlite3.IntegrityError):
            notes.write("một", None)
        assert notes.all() == []
        notes.write("hai")
        assert notes.all() == ["hai"]


def test_what_was_kept_is_there_for_the_next_process_and_for_two_at_once(tmp_path: Path) -> None:
    with closing(Notes(tmp_path / "kept.sqlite3")) as first:
        first.write("một")
        with closing(Notes(tmp_path / "kept.sqlite3")) as second:
            second.write("hai")
            assert first.all() == second.all() == ["một", "hai"]
