"""The units that a process names: a department or a division by its slug, any other unit by its code.

Slugs mean "that department of the province", "that division of the commune at work", so one process serves every
commune and outlives a merger; a code means one unit and its successors' office has to name the new one. A unit
that is asked by a step may have working hours of its own behind a colon ("so-tu-phap:24"), else those of the step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from units import lookup
from units.departments import CULTURE_SOCIETY, DEPARTMENTS, ECONOMY, OFFICE
from units.models import Unit

_DEPARTMENTS = {department.slug: department.name for department in DEPARTMENTS}
_DIVISIONS = {OFFICE: "Văn phòng", ECONOMY: "Phòng Kinh tế", CULTURE_SOCIETY: "Phòng Văn hóa - Xã hội"}
_BY_SLUG = {**_DEPARTMENTS, **_DIVISIONS}


_WITH_HOURS = re.compile(r"(?P<unit>.+?)\s*:\s*(?P<hours>\d{1,4})(\s*giờ)?", re.IGNORECASE)


def unit_and_hours(reference: str) -> tuple[str, Decimal | None]:
    """A unit that is asked without its hours, and these; None where it has those of the step."""
    found = _WITH_HOURS.fullmatch(reference.strip())
    return (found["unit"], Decimal(found["hours"])) if found else (reference, None)


def asked_as_typed(reference: str) -> str:
    """How the editor shows a unit that is asked."""
    unit, hours = unit_and_hours(reference)
    return as_typed(unit) if hours is None else f"{as_typed(unit)}: {hours}"


def asked_reference_to(typed: str) -> str | None:
    """What is stored for a line of the editor, hours included; None when no unit answers to it."""
    unit, hours = unit_and_hours(typed)
    found = reference_to(unit)
    return found if hours is None or found is None else f"{found}:{hours}"


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
    wanted = {reference: unit_and_hours(reference) for reference in references if reference}
    units = {unit for unit, _hours in wanted.values()}
    names = {unit: as_typed(unit) for unit in units}
    codes = units - _BY_SLUG.keys()
    if codes:
        names |= dict(Unit.objects.current().filter(code__in=codes).values_list("code", "name"))
    return {reference: _with_hours(names[unit], hours) for reference, (unit, hours) in wanted.items()}


def _with_hours(name: str, hours: Decimal | None) -> str:
    if hours is None:
        return name
    return _("%(unit)s (%(hours)s giờ làm việc)") % {"unit": name, "hours": hours}


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
