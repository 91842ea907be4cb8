"""At which unit a step is done so that somebody can do it: no dossier lies where nobody holds the step's role.

Units end and people leave between the approval of a process and a dossier on its way. The step then goes to whoever
the agency has, marked, so that pages say what is wrong and who should mend it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.routing import Route, unit_of_step
from procedures.choices import StepUnit
from procedures.process_units import named_unit
from units.lookup import UnknownUnit
from units.models import AGENCY_KINDS, StaffRole, Unit
from units.roles import Role

if TYPE_CHECKING:
    from procedures.models import Step


class Mark(models.TextChoices):
    """Why a step is not done where its process says."""

    UNIT_GONE = "unit_gone", _("Đơn vị mà quy trình giao bước này không còn hoạt động; %(unit)s làm thay.")
    NOBODY_THERE = "nobody_there", _("Nơi mà quy trình giao bước này chưa có ai làm; %(unit)s làm thay.")
    NOBODY = "nobody", _("Chưa ai ở %(unit)s giữ vai trò làm bước này. Hãy báo quản trị đơn vị phân quyền.")


@dataclass(frozen=True)
class Place:
    """The unit of a step, and why it is not the one that the process says ("": it is)."""

    unit: Unit
    mark: str = ""


def place_of(step: Step, route: Route) -> Place:
    """Where a step is done: as the process says, else where the competent agency has somebody for it.

    Where the agency has nobody at all, the step waits at its own place under a mark, and is anybody's who is given
    the role. Roles count for the parts of an agency beneath their unit (`units.access`). One query where the
    process fits, two more where it does not.
    """
    wanted, is_gone = _wanted(step, route)
    candidates = [wanted, *_instead(step, route)]
    holders = _staffed(step.role, {pk for unit in candidates for pk in _upwards(unit)})
    for place, unit in enumerate(candidates):
        if holders.intersection(_upwards(unit)):
            return Place(unit, Mark.UNIT_GONE if is_gone else Mark.NOBODY_THERE if place else "")
    beneath = _beneath(step.role, [unit.agency for unit in candidates])
    if beneath is None:
        return Place(wanted, Mark.NOBODY)
    return Place(beneath, Mark.UNIT_GONE if is_gone else Mark.NOBODY_THERE)


def is_staffed(unit: Unit, *roles: str) -> bool:
    """Whether somebody holds one of the roles for the unit today, there or above within its agency."""
    held = StaffRole.objects.current().filter(role__in=roles, unit__in=_upwards(unit), user__is_active=True)
    return held.exists()


def _wanted(step: Step, route: Route) -> tuple[Unit, bool]:
    """The unit that the process says, or the competent agency where that unit is no more (True)."""
    if step.unit_rule == StepUnit.NAMED:
        named = named_unit(step.named_unit, route.competent_unit)
        return (named, False) if named else (route.competent_unit, True)
    try:
        return unit_of_step(step, route), False
    except UnknownUnit:
        return route.competent_unit, True


def _instead(step: Step, route: Route) -> list[Unit]:
    """Who does a step in place of its unit, the nearest first."""
    if step.role == Role.OFFICER:
        return [route.handling_unit, route.competent_unit]
    return [route.competent_unit] if step.role == Role.LEADER else [route.receiving_unit]


def _upwards(unit: Unit) -> list[int]:
    """The unit and those above it up to its agency: whoever holds a role at one of them may act for the unit."""
    chain = [unit.pk]
    while unit.kind not in AGENCY_KINDS and unit.parent is not None:
        unit = unit.parent
        chain.append(unit.pk)
    return chain


def _staffed(role: str, units: Iterable[int]) -> set[int]:
    held = StaffRole.objects.current().filter(role=role, unit__in=units, user__is_active=True)
    return set(held.values_list("unit_id", flat=True))


def _beneath(role: str, agencies: list[Unit]) -> Unit | None:
    """A part of the first agency that has somebody with the role in a part of its own."""
    for agency in dict.fromkeys(agencies):
        held = StaffRole.objects.current().filter(role=role, unit__parent=agency, user__is_active=True)
        parts = held.exclude(unit__kind__in=AGENCY_KINDS).select_related("unit__calendar")
        found = parts.order_by("unit__code").first()
        if found is not None:
            return found.unit
    return None
