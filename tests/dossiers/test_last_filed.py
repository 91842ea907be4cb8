"""Rules proved: the catalogue learns of each procedure's last dossier, by the day in Viet Nam, over all versions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dossiers.models import Dossier
from procedures import hooks
from procedures.publishing import publish
from tests.dossiers.filings import submitted
from tests.dossiers.world import World, given_world
from tests.procedures.factories import announced, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return given_world()


def filed_at(dossier: Dossier, moment: datetime) -> None:
    """Let a dossier be of another time."""
    Dossier.objects.filter(pk=dossier.pk).update(submitted_at=moment)


def test_the_last_dossier_counts_by_its_day_in_viet_nam(world: World) -> None:
    filed_at(submitted(world), datetime(2026, 3, 1, 9, tzinfo=UTC))
    filed_at(submitted(world), datetime(2026, 11, 21, 18, 30, tzinfo=UTC))

    assert hooks.last_filed([world.birth.procedure_id]) == {world.birth.procedure_id: date(2026, 11, 22)}


def test_a_dossier_of_an_older_version_counts_for_the_procedure(world: World) -> None:
    filed_at(submitted(world), datetime(2026, 3, 1, 9, tzinfo=UTC))
    publish([draft(procedure=world.birth.procedure, number=2)])

    assert hooks.last_filed([world.birth.procedure_id]) == {world.birth.procedure_id: date(2026, 3, 1)}


def test_procedures_never_used_or_not_asked_for_are_not_told(world: World) -> None:
    submitted(world)
    unused = announced("1.000001")

    assert hooks.last_filed([unused.procedure_id]) == {}


def test_one_query_whatever_the_number_of_procedures(world: World, django_assert_num_queries: Any) -> None:
    ids = [announced().procedure_id for _ in range(5)]

    with django_assert_num_queries(1):
        hooks.last_filed(ids)
