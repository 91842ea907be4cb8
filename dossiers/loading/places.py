"""Where invented dossiers go: every commune with a centre, and who receives, answers and handles there."""

from __future__ import annotations

from typing import NamedTuple

from units.models import Unit, UnitKind


class Place(NamedTuple):
    """A commune: who receives, who is competent, who handles."""

    receiving: Unit
    competent: Unit
    handling: Unit


def every_place() -> list[Place]:
    """The communes in the order of their codes."""
    units = Unit.objects.current().filter(level="commune").select_related("calendar", "parent").order_by("code")
    parts: dict[int, dict[str, Unit]] = {}
    for unit in units:
        parts.setdefault(unit.parent_id or 0, {})[unit.kind] = unit
    committees = [unit for unit in units if unit.kind == UnitKind.COMMUNE_COMMITTEE]
    places = [_place(committee, parts.get(committee.pk, {})) for committee in committees]
    return [place for place in places if place]


def _place(committee: Unit, own: dict[str, Unit]) -> Place | None:
    if UnitKind.COMMUNE_CENTRE not in own:
        return None
    return Place(own[UnitKind.COMMUNE_CENTRE], committee, own.get(UnitKind.COMMUNE_DIVISION, committee))
