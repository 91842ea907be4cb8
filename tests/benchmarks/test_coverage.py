"""The coverage benchmark measures a matrix with gaps, beside a count of as many cells, and leaves nothing behind."""

from __future__ import annotations

import pytest
from django.db import connection

from benchmarks import coverage as bench
from procedures import coverage
from procedures.models import ProcedureVersion
from tests.dossiers.world import World


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three procedures instead of thousands."""
    monkeypatch.setattr(bench, "PROCEDURES", 3)
    monkeypatch.setattr(bench, "ROUNDS", 1)


def test_what_is_measured_has_gaps_and_columns(world: World) -> None:
    bench.fill()

    found = [row for row in coverage.rows() if row.code.startswith("8.")]
    assert len(found) == 3
    assert any(row.gaps_at(place) for row in found for place in coverage.places())


def test_the_reference_counts_cells_without_a_counter(world: World) -> None:
    bench.fill()
    with connection.cursor() as cursor:
        cursor.execute(bench.COUNT_CELLS)
        cells = cursor.fetchone()[0]

    lacking = sum(1 for place in coverage.places() if not place.has_counter)
    at_communes = ProcedureVersion.objects.valid_on().filter(levels__contains=["commune"]).count()
    assert cells == lacking * at_communes


def test_a_run_tells_all_figures_and_takes_everything_back(world: World) -> None:
    before = ProcedureVersion.objects.count()

    told = list(bench.run())

    assert [figure.unit for figure in told] == ["ms", "ms", "queries", "MiB", "ms"]
    assert all(figure.value > 0 for figure in told)
    assert ProcedureVersion.objects.count() == before
