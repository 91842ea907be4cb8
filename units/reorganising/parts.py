"""Who takes over from whom, down to the parts of an agency: the centre of the old one passes to the centre of the new.

Parts answer to each other by their slug. A part that the successor lacks is made with it, so nobody's work is left
without a successor; parts without a slug (branches) go under the successor as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import formats

from units.models import Division, Reorganisation, ReorganisedUnit, Unit, UnitPassing


@dataclass(frozen=True)
class NewPart:
    """A part to be made beneath a successor, after the model of the part that passes its work to it."""

    code: str
    name: str
    model: Unit


@dataclass(frozen=True)
class PartPassing:
    """One unit that ends and its counterpart: a unit that exists, one to be made, or the successor itself."""

    predecessor: Unit
    successor: ReorganisedUnit
    share: Decimal
    areas: str
    part: Unit | NewPart | None

    @property
    def unit_there(self) -> Unit | None:
        """The counterpart where it exists already."""
        return None if isinstance(self.part, NewPart) else self.part or self.successor.unit

    @property
    def shown_name(self) -> str:
        """The name of the counterpart."""
        return self.part.name if self.part else self.successor.shown_name

    @property
    def shown_code(self) -> str:
        """The code of the counterpart."""
        return self.part.code if self.part else self.successor.shown_code


def passings_of(reorganisation: Reorganisation) -> list[UnitPassing]:
    """The passings between agencies with their units, the largest share of each predecessor first."""
    rows = reorganisation.passings.select_related(
        "predecessor__division__parent", "predecessor__calendar", "predecessor__parent", "successor__unit__division"
    )
    return list(rows.order_by("predecessor__code", "-share", "pk"))


def main_predecessors(passings: Iterable[UnitPassing]) -> dict[int, Unit]:
    """By successor the unit that it is made after: the one that gives the largest part, the first code among equals."""
    found: dict[int, tuple[Decimal, Unit]] = {}
    for passing in passings:
        if passing.share > found.get(passing.successor_id, (Decimal(0), None))[0]:
            found[passing.successor_id] = (passing.share, passing.predecessor)
    return {successor: unit for successor, (_share, unit) in found.items()}


def children_of(units: Iterable[int]) -> dict[int, list[Unit]]:
    """The parts in force of each unit, in one query."""
    found: dict[int, list[Unit]] = defaultdict(list)
    for child in (
        Unit.objects.current()
        .filter(parent__in=list(units))
        .select_related("calendar", "division", "parent")
        .order_by("code")
    ):
        found[child.parent_id or 0].append(child)
    return found


def all_passings(passings: list[UnitPassing]) -> list[PartPassing]:
    """Every unit that ends with its counterparts: the agencies first, then their parts. Two queries."""
    own = [PartPassing(p.predecessor, p.successor, p.share, p.areas, None) for p in passings]
    existing = {p.successor.unit_id for p in passings if p.successor.unit_id}
    children = children_of({p.predecessor_id for p in passings} | existing)
    return own + _Parts(children).of(passings)


class _Parts:
    """The counterparts of parts, each made once for all predecessors that have it."""

    def __init__(self, children: dict[int, list[Unit]]) -> None:
        self.children = children
        self.found: dict[tuple[int, str], Unit | NewPart] = {}
        self.codes: dict[int, set[str]] = defaultdict(set)

    def of(self, passings: list[UnitPassing]) -> list[PartPassing]:
        for successor in {p.successor_id: p.successor for p in passings}.values():
            for part in self.children.get(successor.unit_id or 0, ()):
                self.codes[successor.pk].add(part.code)
                self.found.setdefault((successor.pk, part.slug), part)
        return [
            PartPassing(child, p.successor, p.share, p.areas, self._counterpart(p, child))
            for p in passings
            for child in self.children.get(p.predecessor_id, ())
            if child.slug
        ]

    def _counterpart(self, passing: UnitPassing, child: Unit) -> Unit | NewPart:
        key = (passing.successor_id, child.slug)
        if key not in self.found:
            code = self._free_code(passing.successor, child)
            self.found[key] = NewPart(code, renamed_part(child.name, passing.predecessor, passing.successor), child)
        return self.found[key]

    def _free_code(self, successor: ReorganisedUnit, child: Unit) -> str:
        taken, number = self.codes[successor.pk], int(child.code.rpartition(".")[2])
        while (code := f"{successor.shown_code}.{number}") in taken:
            number += 1
        taken.add(code)
        return code


def renamed_part(name: str, before: Unit, after: ReorganisedUnit) -> str:
    """The name of a part with the place of the new agency instead of the old: "Phòng Kinh tế phường Y"."""
    place = place_name(after, after.unit.division if after.unit else before.division)
    return name.replace(in_a_sentence(before.division.full_name), in_a_sentence(place))


def place_name(row: ReorganisedUnit, before: Division) -> str:
    """The full name of a unit's place from the day on: type and name, as before where the plan gives none."""
    return f"{Division.Kind(row.division_kind or before.kind).label} {row.division_name or before.name}"


def percent(share: Decimal) -> str:
    """A share as people write it: "100%", "33,33%"; no part is rounded away."""
    return formats.number_format(Decimal(f"{share * 100:.2f}".rstrip("0").rstrip("."))) + "%"


def in_a_sentence(place: str) -> str:
    """A place within a name: "phường Sài Gòn" of "Phường Sài Gòn"."""
    return place[:1].lower() + place[1:]
