"""What a reorganisation will do, before anybody confirms it: read only, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass

from units import hooks
from units.models import Counter, Reorganisation, ReorganisedUnit, StaffRole, Unit
from units.reorganising import takings
from units.reorganising.checking import conflicts_of
from units.reorganising.going_along import Ways
from units.reorganising.moving_counters import next_number
from units.reorganising.moving_staff import Span, free_spans
from units.reorganising.parts import PartPassing, all_passings, main_predecessors, passings_of, percent, place_name


@dataclass(frozen=True)
class Ending:
    """A unit that ends, what takes over from it and by which share (in per cent), and how many roles go along."""

    unit: Unit
    heirs: list[tuple[str, str, str]]
    roles: int


@dataclass(frozen=True)
class MovedCounter:
    """A counter and its number before and after."""

    unit: str
    number: int
    name: str
    to: str
    new_number: int


@dataclass(frozen=True)
class Contact:
    """How a unit that goes on is reached from the day on, and by which hours it works."""

    name: str
    code: str
    place: str
    address: str
    hotline: str
    calendar: str
    is_new: bool


@dataclass(frozen=True)
class Preview:
    """Everything that the page shows of a plan."""

    conflicts: list[str]
    endings: list[Ending]
    contacts: list[Contact]
    renames: list[tuple[str, str]]
    counters: list[MovedCounter]
    held_twice: list[StaffRole]
    forecasts: list[tuple[str, str, str, int]]
    belongings: list[tuple[str, str, str, str]]

    @property
    def moving(self) -> int:
        """How many rows of work move, at most one a dossier and unit."""
        return sum(count for *_names, count in self.forecasts)


def preview(reorganisation: Reorganisation) -> Preview:
    """What the plan does on its day, and what stands against it."""
    passings = passings_of(reorganisation)
    pairs = all_passings(passings)
    ways = Ways(reorganisation, pairs)
    change = takings.foreseen(reorganisation, pairs)
    names = {pair.predecessor.pk: pair.predecessor.name for pair in pairs}
    roles = _leaving_roles(reorganisation, pairs, ways)
    return Preview(
        conflicts=conflicts_of(reorganisation),
        endings=_endings(pairs, Tally(role.unit_id for role in roles)),
        contacts=_contacts(reorganisation, main_predecessors(passings)),
        renames=_renames(reorganisation),
        counters=_counters(reorganisation, pairs, ways),
        held_twice=_held_twice(reorganisation, ways, roles),
        forecasts=_forecasts(change, names),
        belongings=_belongings(change, names),
    )


def _endings(pairs: Iterable[PartPassing], roles: Tally[int]) -> list[Ending]:
    found: dict[int, Ending] = {}
    for pair in pairs:
        ending = found.setdefault(pair.predecessor.pk, Ending(pair.predecessor, [], roles[pair.predecessor.pk]))
        ending.heirs.append((pair.shown_name, pair.shown_code, percent(pair.share)))
    return list(found.values())


def _contacts(reorganisation: Reorganisation, after: dict[int, Unit]) -> list[Contact]:
    rows = reorganisation.successors.select_related("unit__division", "unit__calendar")
    return [_contact(row, row.unit or after.get(row.pk)) for row in rows]


def _contact(row: ReorganisedUnit, model: Unit | None) -> Contact:
    """As the row says; where it says nothing, as the unit that it is made after."""
    return Contact(
        name=row.shown_name,
        code=row.shown_code,
        place=place_name(row, model.division) if model else row.division_name,
        address=row.address or (model.address if model else ""),
        hotline=row.hotline or (model.hotline if model else ""),
        calendar=model.calendar.name if model else "",
        is_new=row.is_new,
    )


def _renames(reorganisation: Reorganisation) -> list[tuple[str, str]]:
    rows = reorganisation.successors.filter(is_new=False).select_related("unit__division")
    units = [(row.unit.name, row.name) for row in rows if row.unit and row.name]
    places = [
        (row.unit.division.full_name, place_name(row, row.unit.division))
        for row in rows
        if row.unit and (row.division_name or row.division_kind)
    ]
    return units + places


def _leaving_roles(reorganisation: Reorganisation, pairs: Iterable[PartPassing], ways: Ways) -> list[StaffRole]:
    rows = StaffRole.objects.filter(unit__in={pair.predecessor.pk for pair in pairs})
    rows = rows.exclude(valid_to__lte=reorganisation.effective_on).select_related("user", "unit")
    return [role for role in rows if ways.of_role(role)]


def _held_twice(reorganisation: Reorganisation, ways: Ways, roles: list[StaffRole]) -> list[StaffRole]:
    """Roles that somebody would hold twice at the same unit, and so holds once."""
    heirs = {role.pk: way.shown_code for role in roles if (way := ways.of_role(role))}
    held: dict[tuple[int, str, str], list[Span]] = {}
    existing = StaffRole.objects.filter(unit__code__in=set(heirs.values())).select_related("unit")
    for role in existing.exclude(valid_to__lte=reorganisation.effective_on):
        held.setdefault((role.user_id, role.unit.code, role.role), []).append((role.valid_from, role.valid_to))
    twice = []
    for role in roles:
        spans = held.setdefault((role.user_id, heirs[role.pk], role.role), [])
        wanted = (max(role.valid_from, reorganisation.effective_on), role.valid_to)
        if free_spans(wanted, spans) != [wanted]:
            twice.append(role)
        spans.append(wanted)
    return twice


def _counters(reorganisation: Reorganisation, pairs: list[PartPassing], ways: Ways) -> list[MovedCounter]:
    codes = {pair.shown_code for pair in pairs}
    rows = Counter.objects.exclude(valid_to__lte=reorganisation.effective_on).select_related("unit")
    taken: dict[str, set[int]] = {code: set() for code in codes}
    for code, number in rows.filter(unit__code__in=codes).values_list("unit__code", "number"):
        taken[code].add(number)
    moved = []
    for counter in rows.filter(unit__in={pair.predecessor.pk for pair in pairs}).order_by("unit__code", "number"):
        if way := ways.of_counter(counter):
            number = next_number(counter.number, taken[way.shown_code])
            taken[way.shown_code].add(number)
            moved.append(MovedCounter(counter.unit.name, counter.number, counter.name, way.shown_name, number))
    return moved


def _forecasts(change: hooks.Reorganised, names: dict[int, str]) -> list[tuple[str, str, str, int]]:
    """What, from where, to where, how many: told by the apps that keep it."""
    return [
        (str(follower.label), names[each.unit], each.to, each.count)
        for follower in hooks.followers()
        for each in follower.foresee(change)
    ]


def _belongings(change: hooks.Reorganised, names: dict[int, str]) -> list[tuple[str, str, str, str]]:
    """What kind, whose, to whom, in words: told by the apps that keep it."""
    return [
        (str(keeper.label), names[each.unit], each.to, each.words)
        for keeper in hooks.keepers()
        for each in keeper.foresee(change)
    ]
