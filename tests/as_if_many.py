"""Asking for a plan as PostgreSQL would make it over years of work, not over the handful of rows of a test.

A handful looks cheapest when all of it is read, and what earlier tests left (dead rows, empty pages, a figure that
autovacuum took) sways the choice between indexes. Planner switches as `enable_seqscan` leave that choice to chance.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import Model


def as_if_many(*models: type[Model]) -> None:
    """Let the planner believe, to the end of the transaction, in a million rows a page of these tables.

    Each has to have a row: PostgreSQL knows that an empty file is empty.
    """
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 1000000, relpages = 1 WHERE relname = ANY(%s)", [tables])
