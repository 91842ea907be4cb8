"""A world that many tests begin with, built once a process: later tests get its rows copied back and objects anew.

Building goes through the app's own doors and takes a quarter of a second; copying its rows takes a tenth of that.
Each test still has everything to itself, in its own transaction.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection
from typing import Any, Generic, TypeVar

from django.db import connection

World = TypeVar("World")

#: How many rows of each table were written; those that a savepoint took back count too. The view
#: `pg_stat_xact_user_tables` says the same, three times slower.
_ROWS_WRITTEN = (
    "SELECT * FROM (SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)"
    " + pg_stat_get_xact_tuples_deleted(oid) AS written FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace) AS tables WHERE written > 0"
)
_COLUMNS = (
    "SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)"
    " FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
    " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'"
    " AND (table_name = ANY(%s) OR %s) GROUP BY table_name"
)
#: Every row of every table, as PostgreSQL writes it, by the table with its own columns.
Contents = dict[str, set[bytes]]


class Snapshot(Generic[World]):
    """What `make` builds, rows and objects; asked for inside a test's transaction.

    Whoever knows what the database holds before it is built may say so in `before`: reading every table takes time.
    """

    def __init__(self, make: Callable[[], World], before: Callable[[], Contents] | None = None) -> None:
        self._make = make
        self._before = before or contents
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

    def contents(self) -> Contents:
        """What the database holds after the world was given."""
        before = self._before()
        added = {table: set(lines.splitlines(keepends=True)) for table, lines in self._rows.items()}
        kept = {table: rows if table in self._emptied else before[table] | rows for table, rows in added.items()}
        return {**before, **kept}

    def _take(self) -> None:
        before, counts = self._before(), _written()
        world = self._make()
        written = {table for table, count in _written().items() if count != counts.get(table)}
        after = contents(written if connection.in_atomic_block else None)
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


def contents(tables: Collection[str] | None = None) -> Contents:
    """What these tables hold now, or all of them."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [list(tables or ()), tables is None])
        found = [f'"{table}" ({columns})' for table, columns in cursor.fetchall()]
    return {table: _rows_of(table) for table in found}


def _rows_of(table: str) -> set[bytes]:
    with _cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as lines:
        return set(b"".join(lines).splitlines(keepends=True))


def _cursor() -> Any:
    """A cursor of psycopg itself: Django's has no COPY."""
    return connection.connection.cursor()


def is_unwritten() -> bool:
    """Whether a transaction is open that has written nothing so far."""
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        return bool(cursor.fetchone() == (True,))


def rows_written() -> int:
    """How many rows were written so far, by whatever way: equal numbers in one transaction mean equal rows."""
    return sum(_written().values())


def _written() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS_WRITTEN)
        return dict(cursor.fetchall())
