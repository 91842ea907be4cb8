"""Third step: counters, and the fields received at them, pass to whoever takes the largest part of a unit.

A counter whose number is taken gets the next free one; a field that the heir receives already is received once.
"""

from __future__ import annotations

from collections import defaultdict

from units.models import CentreService, Counter, Reorganisation
from units.reorganising.moving_staff import Span, free_spans, heirs_by_unit

Place = tuple[int, str, int | None]
"""A unit, the code of a field, and the counter at which it is received; None for any."""


def move_counters(reorganisation: Reorganisation) -> bool:
    """End counters and fields at units that ended, and begin them at their heirs."""
    heirs = heirs_by_unit(reorganisation)
    _move_services(reorganisation, heirs, _move_counters(reorganisation, heirs))
    return True


def _move_counters(reorganisation: Reorganisation, heirs: dict[int, int]) -> dict[int, int]:
    """Each counter that moved, by id, and the id of the one at the heir."""
    day = reorganisation.effective_on
    leaving = list(Counter.objects.filter(unit__in=heirs).exclude(valid_to__lte=day).order_by("unit__code", "number"))
    taken = _taken_numbers(reorganisation, heirs)
    arriving: dict[int, Counter] = {}
    moved: dict[int, int] = {}
    for counter in leaving:
        unit = heirs[counter.unit_id]
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


def _taken_numbers(reorganisation: Reorganisation, heirs: dict[int, int]) -> dict[int, set[int]]:
    standing = Counter.objects.filter(unit__in=set(heirs.values())).exclude(valid_to__lte=reorganisation.effective_on)
    taken: dict[int, set[int]] = defaultdict(set)
    for unit, number in standing.values_list("unit", "number"):
        taken[unit].add(number)
    return taken


def _move_services(reorganisation: Reorganisation, heirs: dict[int, int], counters: dict[int, int]) -> None:
    """Fields end with their unit and are received at the heir to their own last day, at the counter that moved."""
    day = reorganisation.effective_on
    leaving = list(CentreService.objects.filter(unit__in=heirs).exclude(valid_to__lte=day).order_by("unit__code", "pk"))
    held: dict[Place, list[Span]] = defaultdict(list)
    for row in CentreService.objects.filter(unit__in=set(heirs.values())):
        held[row.unit_id, row.field_code, row.counter_id].append((row.valid_from, row.valid_to))
    arriving: list[CentreService] = []
    for row in leaving:
        place = (heirs[row.unit_id], row.field_code, counters.get(row.counter_id or 0))
        free = free_spans((max(row.valid_from, day), row.valid_to), held[place])
        held[place] += free
        arriving += [_received(row, place, span) for span in free]
    later = [row.pk for row in leaving if row.valid_from >= day]
    CentreService.objects.filter(pk__in=later).delete()
    CentreService.objects.filter(pk__in=[row.pk for row in leaving]).update(valid_to=day)
    CentreService.objects.bulk_create(arriving)


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
