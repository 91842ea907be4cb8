"""The export benchmark writes the whole catalogue and its reference the same cells; nothing of it stays."""

from __future__ import annotations

from io import BytesIO

import pytest

from benchmarks import coverage
from benchmarks import export as bench
from procedures.models import ProcedureVersion
from procedures.review.exporting import versions_asked
from procedures.sheets.writing import write_workbook
from tests.dossiers.world import World


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two procedures instead of thousands."""
    monkeypatch.setattr(coverage, "PROCEDURES", 2)


def said(sheets: bench.Sheets) -> list[list[str]]:
    """What the cells say; an empty text and no text are the same, and idle cells at the end of a row are none."""
    rows = (["" if cell is None else str(cell) for cell in row] for listed in sheets.values() for row in listed)
    return [" | ".join(row).rstrip(" |").split(" | ") for row in rows]


def test_the_reference_writes_the_same_cells(world: World) -> None:
    coverage.fill()
    file = BytesIO()
    write_workbook(versions_asked({}), file)

    cells = bench.cells_of(file)

    assert sum(len(rows) for rows in cells.values()) > 10
    assert said(bench.cells_of(bench.write_plain(cells))) == said(cells)


def test_a_run_tells_both_and_takes_everything_back(world: World) -> None:
    before = ProcedureVersion.objects.count()

    plain, ours = bench.run()

    assert ours.name == f"export: {before + 2} procedures as XLSX"
    assert (plain.unit, ours.unit, ours.reference) == ("s", "s", bench.REFERENCE)
    assert ProcedureVersion.objects.count() == before
