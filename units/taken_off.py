"""Parts that were taken off units which live on: an old address of such a part names the unit that it left.

The unit keeps its code and writes no succession (docs/decisions/0021); the plans that were carried out tell who took
which part.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import areas, succession
from .models import Reorganisation, Unit, UnitPassing, today_in_vietnam


@dataclass(frozen=True)
class Part:
    """A unit that took a part of another over, and the areas of that part."""

    unit: Unit
    areas: tuple[str, ...]

    def is_named_in(self, address: str) -> bool:
        """Whether an address names an area of the part."""
        return any(areas.is_named(area, address) for area in self.areas)


Parts = Mapping[int, list[Part]]


def parts_by_unit(on: dt.date | None = None) -> Parts:
    """Parts taken off until a day (today by default) by the id of the unit that they left. One query."""
    rows = UnitPassing.objects.filter(
        reorganisation__kind=Reorganisation.Kind.DETACH,
        reorganisation__state=Reorganisation.State.APPLIED,
        reorganisation__effective_on__lte=on or today_in_vietnam(),
    ).select_related("successor__unit__division__parent", "successor__unit__parent", "successor__unit__calendar")
    found: dict[int, list[Part]] = defaultdict(list)
    for row in rows.order_by("reorganisation__effective_on", "-share", "pk"):
        if row.successor.unit is not None:
            found[row.predecessor_id].append(Part(row.successor.unit, tuple(row.areas.splitlines())))
    return found


def takers_of(unit: Unit, parts: Parts, on: dt.date | None = None) -> Iterator[Part]:
    """Who answers on a day for the parts that a unit lost, also where a part of a part went on or its unit ended."""
    waiting, seen = [unit], {unit.pk}
    while waiting:
        for part in parts.get(waiting.pop(0).pk, ()):
            if part.unit.pk in seen:
                continue
            seen.add(part.unit.pk)
            waiting.append(part.unit)
            for heir in succession.heirs_of(part.unit, on):
                yield Part(heir.unit, part.areas)
