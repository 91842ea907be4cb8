"""Where a procedure is filed: service centres with what one needs to go there or to call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language

from procedures import delegated, page_cache
from procedures.choices import Competence
from procedures.competent_unit import holder_of
from procedures.delegated import Holder, Passage
from procedures.showing import ProcedurePage
from units import calendars, lookup
from units.models import Unit

PLACES_KEPT_SECONDS = 300


@dataclass(frozen=True)
class Place:
    """Where to go: a service centre as the page names it."""

    code: str
    name: str
    address: str
    phone: str
    hotline: str
    hours: tuple[tuple[str, str], ...] = ()


def places_for(page: ProcedurePage, commune: str) -> list[Place]:
    """Service centres for a procedure: the one of the commune asked for; for departments the province's.

    Who got the matter by a delegation receives it. Empty when no commune was asked for, or nobody answers to it.
    """
    if not page.is_filed_here:
        return []
    asked = commune if commune.isascii() and commune.isdigit() else ""
    start = holder_of(page.competence, page.department, asked)
    if not start.name:
        return []
    way = [passage.holder for passage in way_of(page, asked)]
    for holder in [*reversed(way), start]:
        key = f"place:{holder.kind}:{holder.name}:{get_language()}"
        found: list[Place] = page_cache.kept(key, partial(_of, holder), PLACES_KEPT_SECONDS)
        if found:
            return found
    return []


def way_of(page: ProcedurePage, commune: str) -> list[Passage]:
    """The delegations in force today that lead a matter of a commune away from who was announced."""
    start = holder_of(page.competence, page.department, commune)
    return delegated.book().way(start, page.matter, commune, timezone.localdate())


def asks_for_commune(page: ProcedurePage) -> bool:
    """Whether the place of filing depends on the commune: a department's does not, unless communes act for it."""
    if page.competence != Competence.DEPARTMENT:
        return True
    any_commune = "?"
    return Holder.commune(any_commune) in [passage.holder for passage in way_of(page, any_commune)]


_LOOK_UP: dict[str, Callable[[str], Unit]] = {
    "department": lookup.department,
    "commune": lookup.committee_of,
    "unit": lookup.unit_by_code,
}


def _of(holder: Holder) -> list[Place]:
    try:
        return [_place(lookup.centre_of(_LOOK_UP[holder.kind](holder.name)))]
    except lookup.UnknownUnit:
        return []


def _place(unit: Unit) -> Place:
    return Place(unit.code, unit.name, unit.address, unit.phone, unit.hotline, _hours(unit))


def _hours(unit: Unit) -> tuple[tuple[str, str], ...]:
    """Opening hours of the week, days that are alike as one: "Thứ 2 – Thứ 6", "07:30–11:30, 13:00–17:00"."""
    weekly = calendars.opening_hours_of(unit).weekly
    said = [", ".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in weekly.get(day, [])) for day in WEEKDAYS]
    rows = []
    for hours, days in groupby(range(7), key=lambda day: said[day]):
        if hours:
            alike = list(days)
            first, last = str(WEEKDAYS[alike[0]]), str(WEEKDAYS[alike[-1]])
            rows.append((first if first == last else f"{first} – {last}", hours))
    return tuple(rows)
