"""How a unit shares out its work goes on at whoever takes over from it, unless a way is written down there already."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import override

from dossiers.models import AssignmentPolicy
from units.hooks import Belonging, Reorganised, Taking
from units.roles import Role


def foresee(change: Reorganised) -> list[Belonging]:
    """The ways that would be written down at units that take over. Two queries."""
    with override("vi"):
        return [
            Belonging(policy.unit_id, taking.name, f"{Role(policy.role).label}: {policy.get_way_display()}")
            for policy, taking in _new_ways(change)
        ]


def carry(change: Reorganised) -> None:
    """Write them down, in the name of who decided them; a unit that goes on keeps its own."""
    for policy, taking in _new_ways(change):
        if taking.unit is None:
            raise ValueError("the units that take over do not exist yet")
        AssignmentPolicy.objects.create(unit=taking.unit, role=policy.role, way=policy.way, set_by_id=policy.set_by_id)


def _new_ways(change: Reorganised) -> Iterator[tuple[AssignmentPolicy, Taking]]:
    """Each way with a unit that lacks one; of two units that become one the first by code decides."""
    taking = {taken.unit.pk for rows in change.takings.values() for taken in rows if taken.unit}
    written: set[tuple[str | int, str]] = set(
        AssignmentPolicy.objects.filter(unit__in=taking).values_list("unit", "role")
    )
    rows = AssignmentPolicy.objects.filter(unit__in=list(change.takings)).order_by("unit__code", "role")
    for policy in rows:
        for taken in change.takings[policy.unit_id]:
            place = (taken.unit.pk if taken.unit else f"{taken.agency} {taken.name}", policy.role)
            if not taken.stays and place not in written:
                written.add(place)
                yield policy, taken
