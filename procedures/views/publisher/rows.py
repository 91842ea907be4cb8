"""The rows of a section as its page shows them: numbered, with what can be done to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from procedures import draft_rows
from procedures.draft_forms.rows import RowForm, Rows
from procedures.draft_rows import Move, Way
from procedures.draft_sections.section import Section
from procedures.models import ProcedureVersion


@dataclass(frozen=True)
class ShownRow:
    """One row; ``focus`` is the button ("up", "down", "") where somebody who moves it by keyboard goes on."""

    form: RowForm
    place: int
    note: str
    may_up: bool
    may_down: bool
    focus: str = ""

    @property
    def number(self) -> int:
        """The row's number as people count."""
        return self.place + 1


def rows_of(section: Section, form: Rows, version: ProcedureVersion, focus: Move | None = None) -> list[ShownRow]:
    """All rows of the page. Rows that nobody filled in yet have nowhere to go."""
    notes = section.notes(version)
    filled = [_case(row) for row in form.forms if row.is_bound or row.initial] if section.is_movable else []
    return [_row(row, place, notes, filled, focus) for place, row in enumerate(form.forms)]


def _row(
    row: RowForm, place: int, notes: dict[str, str], filled: Sequence[dict[str, Any]], focus: Move | None
) -> ShownRow:
    may = {way: draft_rows.goal(filled, Move(place, way)) is not None for way in Way}
    note = notes.get(str(row["id"].value() or ""), "")
    return ShownRow(row, place, note, may[Way.UP], may[Way.DOWN], _focus(place, may, focus))


def _focus(place: int, may: dict[Way, bool], focus: Move | None) -> str:
    if focus is None or focus.place != place or not any(may.values()):
        return ""
    way = focus.way if may[focus.way] else next(way for way in Way if may[way])
    return way.name.lower()


def _case(row: RowForm) -> dict[str, Any]:
    return {"case": row["case"].value()} if "case" in row.fields else {}
