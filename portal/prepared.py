"""Small questions that are asked with every request: PostgreSQL plans each once a connection, then only answers.

Django writes the values into the text of a statement, so PostgreSQL plans every statement anew; for a look-up by a
unique index planning costs more than looking. Only such look-ups belong here: their best plan is the same for every
value. A search or a list does not, since a plan kept from a nearly empty table would stay with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg._queries import PostgresQuery
from psycopg.abc import Params, Query


def ask(question: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """The first row that answers the question, None when there is none.

    ``question`` is a constant text with ``%s`` for each value; it is prepared on its first use in a connection
    (``prepare_threshold`` 0 in the settings, which touches no statement of the ORM). Counted and logged as any query.
    """
    connection.ensure_connection()
    made = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with made(cast(CursorWrapper, _NamedCursor(connection.connection))) as cursor:
        cursor.execute(question, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


class _NamedCursor(Cursor[Any]):
    """Remembers its statement where Django's log and counted queries look for it."""

    def _convert_query(self, query: Query, params: Params | None = None) -> PostgresQuery:
        self._query = super()._convert_query(query, params)
        return self._query
