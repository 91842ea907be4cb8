"""What people filed at the simulated national portal: dossiers, files, and the messages that hand them in."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from portal.simulating.keeping import SimulatorStore


@dataclass(frozen=True)
class Handed:
    """One message: `status` of the newest answer (0: none yet) and what it said."""

    id: str
    code: str
    body: str
    tries: int
    status: int
    answer: dict[str, Any]

    @property
    def service(self) -> str:
        """Its kind."""
        return str(json.loads(self.body)["service"])


class FiledStore(SimulatorStore):
    """Filings, their files and messages; threads take turns."""

    tables = """
    CREATE TABLE IF NOT EXISTS filed (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE, data TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS file (token TEXT PRIMARY KEY, name TEXT NOT NULL, content BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS handed (id TEXT PRIMARY KEY, code TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL,
                                       tries INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0,
                                       answer TEXT NOT NULL DEFAULT '');
    CREATE INDEX IF NOT EXISTS handed_of_dossier ON handed (code, at);
    """

    def next_code(self) -> str:
        """A code as the national portal gives them, never twice."""
        with self._written() as file:
            row = file.execute("INSERT INTO filed (data) VALUES ('{}')")
            code = f"G22.99.99-{time.strftime('%y%m%d')}-{row.lastrowid:04d}"
            file.execute("UPDATE filed SET code = ? WHERE id = ?", (code, row.lastrowid))
        return code

    def keep(self, data: dict[str, Any]) -> None:
        """Keep a filing under the code that it was given."""
        self._write("UPDATE filed SET data = ? WHERE code = ?", json.dumps(data), data["MaHoSo"])

    def filed(self, code: str) -> dict[str, Any] | None:
        """A filing by its code."""
        rows = self._read("SELECT data FROM filed WHERE code = ?", code)
        data: dict[str, Any] = json.loads(rows[0][0]) if rows else {}
        return data or None

    def newest(self, count: int = 50) -> list[dict[str, Any]]:
        """The newest filings."""
        rows = self._read("SELECT data FROM filed WHERE data <> '{}' ORDER BY id DESC LIMIT ?", count)
        return [json.loads(row[0]) for row in rows]

    def keep_file(self, token: str, name: str, content: bytes) -> None:
        """Keep a file under a name that nobody guesses."""
        self._write("INSERT INTO file (token, name, content) VALUES (?, ?, ?)", token, name, content)

    def file(self, token: str) -> bytes | None:
        """A file's content."""
        rows = self._read("SELECT content FROM file WHERE token = ?", token)
        return rows[0][0] if rows else None

    def hand(self, message_id: str, code: str, body: str) -> None:
        """Keep a message that is to be handed in; again under the same id is no change."""
        row = (message_id, code, body, time.time())
        self._write("INSERT OR IGNORE INTO handed (id, code, body, at) VALUES (?, ?, ?, ?)", *row)

    def answered(self, message_id: str, status: int, answer: dict[str, Any]) -> None:
        """Note what was answered to a try."""
        row = (status, json.dumps(answer), message_id)
        self._write("UPDATE handed SET tries = tries + 1, status = ?, answer = ? WHERE id = ?", *row)

    def handed(self, code: str) -> list[Handed]:
        """The messages about a dossier, the oldest first."""
        asked = "SELECT id, code, body, tries, status, answer FROM handed WHERE code = ? ORDER BY at, rowid"
        return [
            Handed(message_id, of, body, tries, status, json.loads(answer or "{}"))
            for message_id, of, body, tries, status, answer in self._read(asked, code)
        ]

    def _write(self, statement: str, *values: object) -> None:
        with self._written() as file:
            file.execute(statement, values)
