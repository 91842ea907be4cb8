"""Third step: counters, and the fields received at them, pass to whoever takes the largest part, or as chosen.

A counter whose number is taken gets the next free one; a field that the heir receives already is received once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from units import services
from units.models import CentreService, Counter, Reorganisation
from units.reorganising.going_along import Ways
from units.reorganising.moving_staff import Span, free_spans, heirs_by_unit
from units.reorganising.parts import all_passings, passings_of

Place = tuple[int, str, int | None]
"""A unit, the code of a field, and the counter at which it is received; None for any."""


def move_counters(reorganisation: Reorganisation) -> bool:
    """End the counters that go, and the fields received there, and begin them at their heirs."""
    leaving, to = _leaving(reorganisation)
    moved = _move_counters(reorganisation, leaving, to)
    day = reorganisation.effective_on
    rows = CentreService.objects.exclude(valid_to__lte=day).order_by("unit__code", "pk")
    if reorganisation.lives_on:
        going = list(rows.filter(counter__in=moved))
        arriving = _arriving(day, going, {row.pk: to[row.counter_id or 0] for row in going}, moved)
        for counter in leaving:
            services.counter_closes(counter, day)
    else:
        heirs = heirs_by_unit(reorganisation)
        going = list(rows.filter(unit__in=heirs))
        arriving = _arriving(day, going, {row.pk: heirs[row.unit_id] for row in going}, moved)
        _end_services(day, going)
    CentreService.objects.bulk_create(arriving)
    return True


def _end_services(day: dt.date, going: list[CentreService]) -> None:
    CentreService.objects.filter(pk__in=[row.pk for row in going if row.valid_from >= day]).delete()
    CentreService.objects.filter(pk__in=[row.pk for row in going]).update(valid_to=day)


def _leaving(reorganisation: Reorganisation) -> tuple[list[Counter], dict[int, int]]:
    """The counters that go, and by id of each the unit where it goes on."""
    rows = Counter.objects.exclude(valid_to__lte=reorganisation.effective_on).order_by("unit__code", "number")
    if not reorganisation.lives_on:
        heirs = heirs_by_unit(reorganisation)
        counters = list(rows.filter(unit__in=heirs))
        return counters, {counter.pk: heirs[counter.unit_id] for counter in counters}
    ways = Ways(reorganisation, all_passings(passings_of(reorganisation)))
    chosen = rows.filter(pk__in=reorganisation.going_along.values("counter"))
    to = {one.pk: unit.pk for one in chosen if (way := ways.of_counter(one)) and (unit := way.unit_there)}
    return [counter for counter in chosen if counter.pk in to], to


def _move_counters(reorganisation: Reorganisation, leaving: list[Counter], to: dict[int, int]) -> dict[int, int]:
    """Each counter that moved, by id, and the id of the one at the heir."""
    day = reorganisation.effective_on
    taken = _taken_numbers(day, set(to.values()))
    arriving: dict[int, Counter] = {}
    moved: dict[int, int] = {}
    for counter in leaving:
        unit = to[counter.pk]
        number = next_number(counter.number, taken[unit])
        taken[unit].add(number)
        if counter.valid_from >= day:
            # It had not opened: it opens at the heir instead.
            Counter.objects.filter(pk=counter.pk).update(unit=unit, number=number)
            moved[counter.pk] = counter.pk
            continue
        opened = Counter(unit_id=unit, number=number, name=counter.name, valid_from=day, valid_to=counter.valid_to)
        arriving[counter.pk] = opened
    Counter.objects.filter(pk__in=arriving).update(valid_to=day)
    Counter.objects.bulk_create(arriving.values())
    return moved | {old: new.pk for old, new in arriving.items()}


def _taken_numbers(day: dt.date, units: set[int]) -> dict[int, set[int]]:
    standing = Counter.objects.filter(unit__in=units).exclude(valid_to__lte=day)
    taken: dict[int, set[int]] = defaultdict(set)
    for unit, number in standing.values_list("unit", "number"):
        taken[unit].add(number)
    return taken


def _arriving(
    day: dt.date, leaving: list[CentreService], to: dict[int, int], counters: dict[int, int]
) -> list[CentreService]:
    """The same fields at the heirs, at the counter that moved, to their own last day."""
    held: dict[Place, list[Span]] = defaultdict(list)
    for row in CentreService.objects.filter(unit__in=set(to.values())):
        held[row.unit_id, row.field_code, row.counter_id].append((row.valid_from, row.valid_to))
    arriving: list[CentreService] = []
    for row in leaving:
        place = (to[row.pk], row.field_code, counters.get(row.counter_id or 0))
        free = free_spans((max(row.valid_from, day), row.valid_to), held[place])
        held[place] += free
        arriving += [_received(row, place, span) for span in free]
    return arriving


def _received(row: CentreService, place: Place, span: Span) -> CentreService:
    unit, code, counter = place
    return CentreService(
        unit_id=unit,
        field_code=code,
        field_name=row.field_name,
        counter_id=counter,
        valid_from=span[0],
        valid_to=span[1],
    )


def next_number(wanted: int, taken: set[int]) -> int:
    """The number a counter keeps, or the first one above all that are taken."""
    return wanted if wanted not in taken else max(taken) + 1
