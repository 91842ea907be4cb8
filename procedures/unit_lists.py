"""The list of procedures that a unit must post publicly, grouped by field (NĐ 61/2018 Đ14; QĐ 766/QĐ-TTg group 1)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from procedures.cards import Card, shown_card
from procedures.competent_for import settled_by
from procedures.models import SearchEntry
from units.models import Unit


@dataclass(frozen=True)
class FieldList:
    """The procedures of one field, in order of code."""

    field: str
    cards: list[Card]


def list_of(unit: Unit) -> list[FieldList]:
    """Everything in force that the unit settles, by field and code: one query, whatever the length."""
    entries = SearchEntry.objects.filter(settled_by(unit, "version__")).select_related("field")
    rows = entries.defer("body", "papers", "vector", "papers_vector", "body_vector").order_by(
        "field__name", "procedure__code"
    )
    return [
        FieldList(field, [shown_card(entry) for entry in group])
        for field, group in groupby(rows, key=lambda entry: entry.field.name)
    ]
