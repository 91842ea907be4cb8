"""What a simulator remembers: one SQLite file, which outlives its process as the real one's memory does."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

#: Killed with its process it loses nothing; only the machine's own fall could.
_MANNER = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
"""


class SimulatorStore:
    """One file with the tables of a subclass. Each call is one transaction; threads take turns."""

    tables: ClassVar[str]

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._lock = threading.Lock()
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._file.executescript(_MANNER + self.tables)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def _read(self, question: str, *values: object) -> list[Any]:
        with self._lock:
            return self._file.execute(question, values).fetchall()

    @contextmanager
    def _written(self) -> Iterator[sqlite3.Connection]:
        """All or nothing of what is written within."""
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield self._file
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")
