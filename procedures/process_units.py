"""The units that a process names: a department or a division by its slug, any other unit by its code.

Slugs mean "that department of the province", "that division of the commune at work", so one process serves every
commune and outlives a merger; a code means one unit and its successors' office has to name the new one.
"""

from __future__ import annotations

from collections.abc import Iterable

from units import lookup
from units.departments import CULTURE_SOCIETY, DEPARTMENTS, ECONOMY, OFFICE
from units.models import Unit

_DEPARTMENTS = {department.slug: department.name for department in DEPARTMENTS}
_DIVISIONS = {OFFICE: "Văn phòng", ECONOMY: "Phòng Kinh tế", CULTURE_SOCIETY: "Phòng Văn hóa - Xã hội"}
_BY_SLUG = {**_DEPARTMENTS, **_DIVISIONS}


def suggestions() -> list[str]:
    """The names that the editor offers: departments, then divisions."""
    return list(_BY_SLUG.values())


def as_typed(reference: str) -> str:
    """How the editor shows what is stored: a slug by its name, a code as it is."""
    return _BY_SLUG.get(reference, reference)


def reference_to(typed: str) -> str | None:
    """What is stored for a name, a slug or a code as typed; None when no unit answers to it."""
    wanted = typed.strip().casefold()
    for slug, name in _BY_SLUG.items():
        if wanted in (slug, name.casefold()):
            return slug
    return Unit.objects.current().filter(code__iexact=wanted).values_list("code", flat=True).first()


def names_of(references: Iterable[str]) -> dict[str, str]:
    """The name by reference; one that no unit answers to any more stands for itself. One query at most."""
    wanted = {reference for reference in references if reference}
    names = {reference: as_typed(reference) for reference in wanted}
    codes = wanted - _BY_SLUG.keys()
    if codes:
        names |= dict(Unit.objects.current().filter(code__in=codes).values_list("code", "name"))
    return names


def named_unit(reference: str, competent: Unit) -> Unit | None:
    """The unit of today that is meant, for work of the agency `competent`; None when there is none."""
    try:
        if reference in _DEPARTMENTS:
            return lookup.department(reference)
        if reference in _DIVISIONS:
            return lookup.division_for(competent, reference)
        return lookup.unit_by_code(reference)
    except lookup.UnknownUnit:
        return None
