"""What the simulated national portal remembers: one SQLite file, which outlives its process as the real one does."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from typing import Any

from portal.simulating.keeping import SimulatorStore

Message = dict[str, Any]


class KnownAlready(Exception):
    """A dossier was to be created that is there."""


class UnknownDossier(Exception):
    """A dossier was to be changed that is not there."""


class Store(SimulatorStore):
    """Dossiers and their steps. Each call is one transaction; threads take turns."""

    tables = """
    CREATE TABLE IF NOT EXISTS dossier (code TEXT PRIMARY KEY, message TEXT NOT NULL, writes INTEGER NOT NULL DEFAULT 1,
                                        at REAL NOT NULL);
    CREATE TABLE IF NOT EXISTS step (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL, message TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS step_of_dossier ON step (code, id);
    """

    def create(self, messages: Sequence[Message]) -> None:
        """Write new dossiers, all or none. Raises KnownAlready."""
        with self._written() as file:
            for message in messages:
                row = (message["MaHoSo"], json.dumps(message), time.time())
                try:
                    file.execute("INSERT INTO dossier (code, message, at) VALUES (?, ?, ?)", row)
                except sqlite3.IntegrityError as error:
                    raise KnownAlready(message["MaHoSo"]) from error

    def update(self, messages: Sequence[Message]) -> None:
        """Write dossiers that are there anew, all or none. Raises UnknownDossier."""
        with self._written() as file:
            for message in messages:
                row = (json.dumps(message), time.time(), message["MaHoSo"])
                done = file.execute("UPDATE dossier SET message = ?, writes = writes + 1, at = ? WHERE code = ?", row)
                if not done.rowcount:
                    raise UnknownDossier(message["MaHoSo"])

    def add_steps(self, messages: Sequence[Message]) -> None:
        """Add steps, all or none, as often as they come. Raises UnknownDossier."""
        with self._written() as file:
            for message in messages:
                code = message["MaHoSo"]
                if not file.execute("SELECT 1 FROM dossier WHERE code = ?", (code,)).fetchone():
                    raise UnknownDossier(code)
                file.execute("INSERT INTO step (code, message) VALUES (?, ?)", (code, json.dumps(message)))

    def dossier(self, code: str) -> Message | None:
        """The message of a dossier as it came last."""
        found = self._read("SELECT message FROM dossier WHERE code = ?", code)
        return json.loads(found[0][0]) if found else None

    def steps(self, code: str) -> list[Message]:
        """The steps of a dossier in the order in which they came."""
        return [json.loads(row[0]) for row in self._read("SELECT message FROM step WHERE code = ? ORDER BY id", code)]

    def newest(self, limit: int = 50) -> list[Message]:
        """The dossiers that came last, newest first."""
        return [json.loads(row[0]) for row in self._read("SELECT message FROM dossier ORDER BY at DESC LIMIT ?", limit)]

    def all(self) -> list[Message]:
        """Every dossier."""
        return [json.loads(row[0]) for row in self._read("SELECT message FROM dossier ORDER BY code")]

    def codes(self) -> list[str]:
        """The codes of all dossiers."""
        return [row[0] for row in self._read("SELECT code FROM dossier ORDER BY code")]

    def forget(self, code: str) -> None:
        """Lose a dossier with its steps, as a restored copy of yesterday would."""
        with self._written() as file:
            file.execute("DELETE FROM step WHERE code = ?", (code,))
            file.execute("DELETE FROM dossier WHERE code = ?", (code,))
