"""The rows of one process as a plan: which outcome leads where; what is not filled in is left out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from procedures.process_plan import END, Plan, PlannedStep

#: How many outcomes a step can have in the editor: no role has more than four.
WAYS = range(1, 5)


#: "The process ends" in the choice of what follows; no key of a step, since those are made of letters and hyphens.
ENDS = "_end"


def plan_of_rows(rows: list[dict[str, Any]]) -> Plan:
    """The plan of the rows of one process, cleaned or as stored; what is not filled in is left out."""
    return tuple(
        PlannedStep(
            key=str(row.get("key") or ""),
            name=str(row.get("name") or ""),
            role=str(row.get("role") or ""),
            unit_rule=str(row.get("unit_rule") or ""),
            hours=_hours(row.get("working_hours")),
            ways=ways_of_row(row),
            named_unit=str(row.get("named_unit") or ""),
            consulted=listed(row.get("consulted")),
        )
        for row in rows
    )


def ways_of_row(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The pairs of outcome and what follows that are filled in."""
    pairs = [(str(row.get(f"outcome_{place}") or ""), str(row.get(f"next_{place}") or "")) for place in WAYS]
    return tuple((outcome, END if follows == ENDS else follows) for outcome, follows in pairs if outcome)


def _hours(typed: Any) -> Decimal:
    field = forms.DecimalField(required=False)
    try:
        return field.clean(typed) or Decimal(0)
    except forms.ValidationError:
        return Decimal(0)


def listed(units: Any) -> tuple[str, ...]:
    """References, or names typed one a line."""
    lines = units.splitlines() if isinstance(units, str) else units or ()
    return tuple(line.strip() for line in lines if line.strip())
