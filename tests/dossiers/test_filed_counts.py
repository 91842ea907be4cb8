"""Rules proved: the catalogue learns how many dossiers were filed, by months of 30 days, over all versions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dossiers.models import Dossier
from procedures import hooks, popularity
from procedures.models import FiledCount
from procedures.publishing import publish
from tests.dossiers.filings import submitted
from tests.dossiers.world import World, given_world
from tests.procedures.factories import draft

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def world() -> World:
    return given_world()


def filed_at(world: World, *moments: datetime) -> None:
    """A dossier at each of these moments."""
    for moment in moments:
        Dossier.objects.filter(pk=submitted(world).pk).update(submitted_at=moment)


def counts(months: int = 12) -> list[tuple[int, int, int]]:
    """What the catalogue is told."""
    return sorted(hooks.filed_counts(TODAY, months))


def test_dossiers_count_by_months_back_from_the_end_of_the_day_in_viet_nam(world: World) -> None:
    """17:00 UTC is midnight there: one minute earlier is still today, one minute later tomorrow."""
    filed_at(
        world,
        datetime(2026, 11, 22, 16, 59, tzinfo=UTC),
        datetime(2026, 10, 23, 17, 1, tzinfo=UTC),
        datetime(2026, 10, 23, 16, 59, tzinfo=UTC),
        datetime(2026, 11, 22, 17, 1, tzinfo=UTC),
    )

    assert counts() == [(world.birth.procedure_id, 0, 2), (world.birth.procedure_id, 1, 1)]


def test_what_is_older_than_the_window_does_not_count(world: World) -> None:
    filed_at(world, datetime(2025, 11, 27, 16, 59, tzinfo=UTC), datetime(2025, 11, 27, 17, 1, tzinfo=UTC))

    assert counts() == [(world.birth.procedure_id, 11, 1)]


def test_dossiers_of_all_versions_count_for_the_procedure(world: World) -> None:
    filed_at(world, datetime(2026, 11, 20, tzinfo=UTC))
    publish([draft(procedure=world.birth.procedure, number=2)])

    assert counts() == [(world.birth.procedure_id, 0, 1)]


def test_the_nightly_count_reaches_the_order_of_search(world: World, django_assert_num_queries: Any) -> None:
    filed_at(world, datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC))
    with django_assert_num_queries(1):
        counts()

    popularity.count_anew(TODAY)

    assert dict(FiledCount.objects.values_list("procedure", "weight")) == {world.birth.procedure_id: 2.0}
