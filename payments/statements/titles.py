"""Finding the row of titles: banks print a letterhead above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from payments.statements.layouts import FIELDS, Layout
from payments.statements.lines import Unreadable

Rows: TypeAlias = Sequence[Sequence[Any]]
#: A file without titles so far down is another kind of file.
_LETTERHEAD = 60
_WIDEST = 100


@dataclass(frozen=True)
class Table:
    """Where the titles stand (row from 0) and what they mean by a layout."""

    layout: Layout
    heads: Sequence[Any]
    row: int
    places: dict[str, int]

    def cells(self, row: Sequence[Any]) -> dict[str, Any]:
        """The cells of a row by field."""
        return {field: row[place] if place < len(row) else None for field, place in self.places.items()}

    def title(self, field: str) -> str:
        """What the file itself calls a field."""
        place = self.places.get(field)
        return FIELDS[field] if place is None else " ".join(str(self.heads[place]).split())


def find_table(rows: Rows, layouts: Sequence[Layout]) -> Table:
    """The row in which a layout finds most. Raises Unreadable, with the columns that are missing."""
    tables = (
        Table(layout, row, number, layout.places(row[:_WIDEST]))
        for number, row in enumerate(rows[:_LETTERHEAD])
        for layout in layouts
    )
    best = max(tables, key=lambda table: (not table.layout.missing(table.places), len(table.places)), default=None)
    if best is None or not best.places:
        raise Unreadable(_("Không tìm thấy dòng tiêu đề cột của sao kê."))
    if missing := best.layout.missing(best.places):
        told = {"row": best.row + 1, "bank": best.layout.name, "columns": ", ".join(missing)}
        raise Unreadable(_("Dòng tiêu đề (dòng %(row)d) thiếu cột của sao kê %(bank)s: %(columns)s.") % told)
    return best
