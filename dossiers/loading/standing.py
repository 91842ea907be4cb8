"""Which chunks of a load are written: a table that is there only while a load is under way, or was stopped.

Its rows come with those of the chunk in one transaction, so that a load that was killed goes on where it was.
"""

from __future__ import annotations

from django.db import connection

from dossiers.loading.recipes import Order


def stopped() -> Order | None:
    """The load that was begun and not ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('dossiers_load_under_way') IS NOT NULL")
        (is_there,) = cursor.fetchone()
        if not is_there:
            return None
        cursor.execute("SELECT dossiers, open_count, seed FROM dossiers_load_under_way WHERE chunk IS NULL")
        row = cursor.fetchone()
    return Order(*row) if row else None


def begin(order: Order) -> None:
    """Remembers what is to be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS dossiers_load_under_way"
            " (chunk integer UNIQUE, dossiers integer, open_count integer, seed bigint);"
            " INSERT INTO dossiers_load_under_way (dossiers, open_count, seed) VALUES (%s, %s, %s)",
            order,
        )


def mark(chunk: int) -> None:
    """Remembers that a chunk is written; call it in the chunk's own transaction. IntegrityError when it was before."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO dossiers_load_under_way (chunk) VALUES (%s)", [chunk])


def written() -> set[int]:
    """The chunks that are written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT chunk FROM dossiers_load_under_way WHERE chunk IS NOT NULL")
        return {chunk for (chunk,) in cursor.fetchall()}


def end() -> None:
    """Gives PostgreSQL's planner its figures, and forgets the load."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier, dossiers_party, dossiers_paper, dossiers_task, dossiers_event")
        cursor.execute("DROP TABLE dossiers_load_under_way")
