"""Writing plans with everything that real dossiers have: people, a paper, the tasks of their steps, the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from dossiers import numbering
from dossiers.loading.copying import Table
from dossiers.loading.recipes import Plan
from dossiers.loading.shapes import Tables
from dossiers.loading.words import chained, words_of

Lines = list[tuple[Table, list[str]]]


class Writer:
    """Writes chunks, each in a transaction of its own, by one COPY a table."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._tables = Tables()

    def write(self, plans: list[Plan], mark: Callable[[], None]) -> None:
        """One chunk, and the mark that it is written."""
        lines = self._lines(plans)
        with transaction.atomic(), _trusted_keys():
            for table, rows in lines:
                table.copy(rows)
            mark()

    def _lines(self, plans: list[Plan]) -> Lines:
        tables, rows = self._tables, [self._rows(*each) for each in zip(plans, _ids(plans), _codes(plans), strict=True)]
        owners = (tables.dossiers, tables.parties, tables.papers, tables.tasks, tables.events)
        return [
            (table, [row for row in column if row])
            for table, column in zip(owners, zip(*rows, strict=True), strict=True)
        ]

    def _rows(self, plan: Plan, dossier: int, code: str) -> tuple[str, str, str, str, str]:
        """Lines of each table, in the order of `_lines`."""
        person, shapes = self._tables.people.person(plan.owner), self._tables.shapes(plan.matter, plan.status)
        said = words_of(plan, self._now)
        said["id"], said["code"], said["owner"] = str(dossier), code, person.name
        chained(said, shapes.events.hashed)
        paper = shapes.paper % said if shapes.paper else ""
        return shapes.dossier % said, person.shape % said, paper, shapes.tasks % said, shapes.events.lines % said


def _ids(plans: list[Plan]) -> list[int]:
    """As many ids from the sequence of dossiers: it never goes back, whoever else takes some."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('dossiers_dossier', 'id')) FROM generate_series(1, %s)", [len(plans)]
        )
        return [given for (given,) in cursor.fetchall()]


def _codes(plans: list[Plan]) -> Iterator[str]:
    """The codes of their agencies and days."""
    keys = [(plan.place.competent.code, plan.day) for plan in plans]
    wanted = Counter(keys)
    given = {key: last - wanted[key] for key, last in numbering.take_numbers(wanted).items()}
    for agency, day in keys:
        given[agency, day] += 1
        yield numbering.format_code(agency, day, given[agency, day])


@contextmanager
def _trusted_keys() -> Iterator[None]:
    """Leaves out the check of each foreign key where the account may: they are copied from rows that are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('session_replication_role', 'replica', true) FROM pg_user"
                       " WHERE usename = current_user AND usesuper")  # fmt: skip
    yield
