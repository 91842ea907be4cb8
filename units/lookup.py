"""Find the unit of today for a place, a subject or a code."""

from __future__ import annotations

import datetime as dt

from .departments import CENTRE, OFFICE
from .models import Unit, UnitKind


class UnknownUnit(LookupError):
    """No unit in force answers to what was asked; the message says what was asked."""


def unit_by_code(code: str, on: dt.date | None = None) -> Unit:
    """The unit in force with this code; raises UnknownUnit."""
    return _only(on, f"code {code!r}", code=code)


def committee_of(commune_code: str, on: dt.date | None = None) -> Unit:
    """The People's Committee of a ward, commune or special zone by its five-digit code."""
    return _only(
        on,
        f"commune {commune_code!r}",
        kind=UnitKind.COMMUNE_COMMITTEE,
        division__code=commune_code,
    )


def provincial_committee(on: dt.date | None = None) -> Unit:
    """The People's Committee of the province that this portal serves."""
    return _only(on, "the provincial committee", kind=UnitKind.PROVINCIAL_COMMITTEE)


def department(slug: str, on: dt.date | None = None) -> Unit:
    """A department of the province by its slug, such as `so-tu-phap`."""
    return _only(on, f"department {slug!r}", kind=UnitKind.DEPARTMENT, slug=slug)


def centre_of(unit: Unit, on: dt.date | None = None) -> Unit:
    """Where dossiers of a unit are handed in: itself, or the service centre of its agency.

    A department has no centre of its own: the provincial centre receives for it (NĐ 118/2025).
    """
    if unit.is_centre:
        return unit
    agency = unit.agency
    if agency.kind == UnitKind.COMMUNE_COMMITTEE:
        return _only(on, f"centre of {agency.code}", parent=agency, slug=CENTRE)
    return _only(on, "the provincial centre", kind=UnitKind.PROVINCIAL_CENTRE)


def part_of(committee: Unit, slug: str, on: dt.date | None = None) -> Unit:
    """A part of an agency by its slug, such as `trung-tam` or `kinh-te`; raises UnknownUnit."""
    return _only(on, f"{slug!r} of {committee.code}", parent=committee, slug=slug)


def division_for(committee: Unit, slug: str, on: dt.date | None = None) -> Unit:
    """The specialised division of a commune's committee that handles a subject.

    A commune that has no such division leaves the work to its office; one without an office
    raises UnknownUnit.
    """
    found = {
        unit.slug: unit
        for unit in Unit.objects.current(on)
        .filter(parent=committee, slug__in=(slug, OFFICE))
        .select_related("parent", "calendar")
    }
    if not found:
        raise UnknownUnit(f"no division {slug!r} at {committee.code}")
    return found.get(slug) or found[OFFICE]


def _only(on: dt.date | None, asked: str, **conditions: object) -> Unit:
    found = (
        Unit.objects.current(on)
        .filter(**conditions)
        .select_related("parent__parent", "division", "calendar")
        .order_by("code")
        .first()
    )
    if found is None:
        raise UnknownUnit(f"no unit in force for {asked}")
    return found
