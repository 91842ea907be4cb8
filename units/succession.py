"""Who took over from a unit that has ended: through renamings, mergers and splits, to the units of today.

Units live and die (design.md, "always" 8): an old code stands in dossier codes and in addresses that people sent
each other, and must lead to somebody who answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .models import Unit, UnitSuccession, today_in_vietnam

#: Units do not change this often; a circle in the rows, which would be a mistake, ends here.
LONGEST_CHAIN = 30


@dataclass(frozen=True)
class Heir:
    """A unit in force that took over, and the part of the old unit's work that came to it (from 0 to 1)."""

    unit: Unit
    share: Decimal


def heirs_of(unit: Unit, on: dt.date | None = None) -> list[Heir]:
    """The units in force on a date (today by default) that answer for a unit, the largest share first.

    A unit in force answers for itself. Successors that ended lead on to theirs, shares multiply, and what comes
    together again in a merger adds up; a successor that has not begun yet does not count. One query for each
    generation. Empty when nobody took over.
    """
    day = on or today_in_vietnam()
    found: dict[int, Heir] = {}
    generation = {unit.pk: Heir(unit, Decimal(1))}
    for _ in range(LONGEST_CHAIN):
        in_force = {pk: heir for pk, heir in generation.items() if heir.unit.is_current(day)}
        for pk, heir in in_force.items():
            found[pk] = Heir(heir.unit, heir.share + (found[pk].share if pk in found else 0))
        generation = _next_generation({pk: heir.share for pk, heir in generation.items() if pk not in in_force}, day)
    return sorted(found.values(), key=lambda heir: (-heir.share, heir.unit.code))


def _next_generation(ended: dict[int, Decimal], day: dt.date) -> dict[int, Heir]:
    """Who took over from units by a day, each with the sum of the shares that came to it."""
    following: dict[int, Heir] = {}
    for succession in _successions(ended, day) if ended else ():
        before = following.get(succession.successor_id)
        share = ended[succession.predecessor_id] * succession.share
        following[succession.successor_id] = Heir(succession.successor, share + (before.share if before else 0))
    return following


def _successions(ended: Iterable[int], day: dt.date) -> Iterable[UnitSuccession]:
    rows = UnitSuccession.objects.filter(predecessor__in=list(ended), effective_from__lte=day)
    return rows.select_related("successor__parent", "successor__division", "successor__calendar").order_by("pk")
