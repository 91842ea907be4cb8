"""A world that many tests begin with, built once a process: later tests get its rows copied back and objects anew.

Building goes through the app's own doors and takes a quarter of a second; copying its rows takes a tenth of that.
Each test still has everything to itself, in its own transaction.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection

World = TypeVar("World")


class Snapshot(Generic[World]):
    """What `make` builds, rows and objects; asked for inside a test's transaction."""

    def __init__(self, make: Callable[[], World]) -> None:
        self._make = make
        self._rows: dict[str, bytes] = {}
        self._emptied: set[str] = set()
        self._objects = b""

    def give(self) -> World:
        """The world with its rows in the database: built at the first call, copied at every other."""
        if not self._objects:
            self._take()
        elif _may_copy():
            self._put_back()
        else:
            return self._make()
        world: World = pickle.loads(self._objects)  # noqa: S301 - our own bytes of a moment ago
        return world

    def _take(self) -> None:
        before = _contents()
        world = self._make()
        after = _contents()
        for table in (table for table in after if after[table] != before[table]):
            is_added_to = before[table] <= after[table]
            self._rows[table] = b"".join(sorted(after[table] - before[table] if is_added_to else after[table]))
            self._emptied |= set() if is_added_to else {table}
        self._objects = pickle.dumps(world)

    def _put_back(self) -> None:
        with _cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table, lines in self._rows.items():
                if table in self._emptied:
                    cursor.execute(f"DELETE FROM {table.partition(' ')[0]}")  # noqa: S608 - a name of our own
                with cursor.copy(f"COPY {table} FROM STDIN") as into:
                    into.write(lines)
            cursor.execute("SET session_replication_role = origin")


def _may_copy() -> bool:
    """Whether triggers may be left out while rows are copied back: they did their part when the world was built."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        return bool(cursor.fetchone() == ("on",))


def _contents() -> dict[str, set[bytes]]:
    """Every row of every table, as PostgreSQL writes it, by the table with its own columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)"
            " FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'"
            " GROUP BY table_name"
        )
        tables = [f'"{table}" ({columns})' for table, columns in cursor.fetchall()]
    return {table: _rows_of(table) for table in tables}


def _rows_of(table: str) -> set[bytes]:
    with _cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as lines:
        return set(b"".join(lines).splitlines(keepends=True))


def _cursor() -> Any:
    """A cursor of psycopg itself: Django's has no COPY."""
    return connection.connection.cursor()
