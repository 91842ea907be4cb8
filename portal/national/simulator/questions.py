"""What people asked at the simulated national portal, what was answered, and the public answers of the provinces."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Message = dict[str, Any]

_TABLES = """
CREATE TABLE IF NOT EXISTS question (id TEXT PRIMARY KEY, message TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answer (question TEXT NOT NULL, message TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS public (id TEXT PRIMARY KEY, message TEXT NOT NULL);
"""


class UnknownQuestion(Exception):
    """An answer to what nobody asked."""


class QuestionStore:
    """One SQLite file; threads take turns."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._lock = threading.Lock()
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._file.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def ask(self, message: Message) -> None:
        """Keep what somebody asked, under its HOIDAPID."""
        row = (message["HOIDAPID"], json.dumps(message))
        self._write("INSERT OR REPLACE INTO question (id, message) VALUES (?, ?)", [row])

    def asked(self, *, only_open: bool) -> list[Message]:
        """What was asked, the oldest first; only what has no answer yet."""
        which = " WHERE id NOT IN (SELECT question FROM answer)" if only_open else ""
        return self._read(f"SELECT message FROM question{which} ORDER BY rowid")  # noqa: S608 - no word of a stranger

    def answer(self, messages: Sequence[Message]) -> None:
        """Add answers, all or none, as often as they come. Raises UnknownQuestion."""
        known = {row["HOIDAPID"] for row in self.asked(only_open=False)}
        if any(message["HOIDAPID"] not in known for message in messages):
            raise UnknownQuestion
        rows = [(message["HOIDAPID"], json.dumps(message)) for message in messages]
        self._write("INSERT INTO answer (question, message) VALUES (?, ?)", rows)

    def answers(self, question: str) -> list[Message]:
        """The answers to one question, the oldest first. Raises UnknownQuestion."""
        if not self._read("SELECT message FROM question WHERE id = ?", question):
            raise UnknownQuestion
        return self._read("SELECT message FROM answer WHERE question = ? ORDER BY rowid", question)

    def publish(self, messages: Sequence[Message]) -> None:
        """Write public answers, over what stands under their ids."""
        rows = [(message["HOIDAPID"], json.dumps(message)) for message in messages]
        self._write("INSERT OR REPLACE INTO public (id, message) VALUES (?, ?)", rows)

    def public(self) -> list[Message]:
        """The public answers."""
        return self._read("SELECT message FROM public ORDER BY id")

    def _read(self, question: str, *values: object) -> list[Message]:
        with self._lock:
            return [json.loads(row[0]) for row in self._file.execute(question, values)]

    def _write(self, statement: str, rows: list[tuple[str, str]]) -> None:
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            self._file.executemany(statement, rows)
            self._file.execute("COMMIT")
