"""Where a procedure is filed: service centres with what one needs to go there or to call."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language

from procedures import page_cache
from procedures.choices import Competence
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

    Empty when no commune was asked for, or nobody answers to it.
    """
    if not page.is_filed_here:
        return []
    if page.competence == Competence.DEPARTMENT:
        return list(
            page_cache.kept(
                f"place:{page.department}:{get_language()}", lambda: _of_department(page), PLACES_KEPT_SECONDS
            )
        )
    if not (commune.isascii() and commune.isdigit()):
        return []
    return list(page_cache.kept(f"place:{commune}:{get_language()}", lambda: _of_commune(commune), PLACES_KEPT_SECONDS))


def _of_department(page: ProcedurePage) -> list[Place]:
    try:
        return [_place(lookup.centre_of(lookup.department(page.department)))]
    except lookup.UnknownUnit:
        return []


def _of_commune(commune: str) -> list[Place]:
    try:
        return [_place(lookup.centre_of(lookup.committee_of(commune)))]
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
