"""Rule proved: a site that announced before there was a log gets the same log from its versions."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from procedures import change_log
from procedures.models import CatalogueState, Procedure
from procedures.publishing import change_catalogue, publish
from tests.procedures.factories import ProcedureFactory, VersionFactory
from tests.procedures.open_data import commit

pytestmark = pytest.mark.django_db
EARLIER: str = import_module("procedures.migrations.0011_changes_are_numbered_at_commit").EARLIER


def announce(procedure: Procedure, number: int, day: date) -> None:
    """Another version from a day."""
    publish([VersionFactory(procedure=procedure, number=number, source="local")], day)
    commit()


def end(procedure: Procedure, day: date, successor: Procedure | None = None) -> None:
    """Abolish a procedure on a day."""
    change_catalogue([], {procedure.pk: successor.pk if successor else None}, day)
    commit()


def log() -> set[tuple[Any, ...]]:
    """What the log tells, without numbers and moments."""
    return {
        (c.procedure.code, c.kind, c.version.number, c.before and c.before.number, c.effective_on, c.replaced_by)
        for c in change_log.entries()
    }


def told_from_versions() -> set[tuple[Any, ...]]:
    """The log as the migration writes it for a site that has none."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procedures_cataloguechange")
        cursor.execute("DELETE FROM procedures_cataloguestate")
        cursor.execute(EARLIER)
    return log()


def test_the_log_of_earlier_versions_is_what_would_have_been_written() -> None:
    first, second, third = (ProcedureFactory() for _ in range(3))
    announce(first, 1, date(2026, 1, 1))
    announce(first, 2, date(2026, 6, 1))
    announce(second, 1, date(2026, 2, 1))
    announce(second, 2, date(2026, 2, 1))  # replaced on its first day
    end(second, date(2026, 5, 1), successor=first)
    announce(third, 1, date(2026, 1, 1))
    end(third, date(2026, 3, 1))
    announce(third, 2, date(2026, 8, 1))  # again after a pause
    VersionFactory(procedure=third, number=3, source="national")  # a draft is no news
    before = log()

    assert told_from_versions() == before
    assert len(before) == 8


def test_it_is_numbered_without_gaps_in_the_order_of_its_moments() -> None:
    for number in range(3):
        announce(ProcedureFactory(), 1, date(2026, 1, 1 + number))
    told_from_versions()

    rows = list(change_log.entries().order_by("number"))
    assert [row.number for row in rows] == [1, 2, 3]
    moments = [row.at for row in rows if row.at]
    assert moments == sorted(moments)
    assert moments[-1] <= timezone.now()


def test_what_comes_next_goes_on_from_there() -> None:
    procedure = ProcedureFactory()
    announce(procedure, 1, date(2026, 1, 1))
    told_from_versions()
    announce(procedure, 2, date(2026, 6, 1))

    assert [row.number for row in change_log.entries().order_by("number")] == [1, 2]
    assert CatalogueState.objects.get().number == 2


def test_an_empty_catalogue_begins_with_an_empty_log() -> None:
    assert told_from_versions() == set()
    assert CatalogueState.objects.get().number == 0
