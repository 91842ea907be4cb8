"""What the public pages tell of a unit's duty: its teams' numbers and hours, and whether somebody is there now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from hotline.models import Coverage, Team
from hotline.roster import on_duty
from units import duty_hooks, page_store
from units.models import Unit

Span = tuple[dt.datetime, dt.datetime]
AHEAD = dt.timedelta(hours=1)
"""How far ahead spans are kept: longer than pages are."""


@dataclass(frozen=True)
class Known:
    """What is kept of a team: judged anew with every page."""

    numbers: tuple[str, ...]
    coverage: str
    spans: tuple[Span, ...]


def source() -> duty_hooks.Source:
    """For `units.duty_hooks`."""
    return duty_hooks.Source(of_unit, without, lambda code: reverse("hotline:roster-new", args=[code]))


def of_unit(unit: Unit, moment: dt.datetime) -> list[duty_hooks.Duty]:
    """The duties of a unit's own teams; kept for a minute, so a warm page asks nothing. Two queries when cold."""
    known = page_store.kept(f"duty:{unit.pk}", lambda: _known(unit, moment))
    return [
        duty_hooks.Duty(
            numbers=team.numbers,
            hours=Coverage(team.coverage).label,
            is_always=team.coverage == Coverage.ALWAYS,
            is_there=any(starts <= moment < ends for starts, ends in team.spans),
        )
        for team in known
    ]


def without(units: Collection[int]) -> set[int]:
    """Those of the units for which neither they nor their agency have a team. One query."""
    rows = Unit.objects.filter(pk__in=units).select_related("parent__parent")
    homes = {unit.pk: {unit.pk, unit.agency.pk} for unit in rows}
    wanted = set().union(*homes.values()) if homes else set()
    there = set(Team.objects.filter(ended_at=None, unit__in=wanted).values_list("unit", flat=True))
    return {pk for pk, home in homes.items() if not home & there}


def _known(unit: Unit, moment: dt.datetime) -> list[Known]:
    teams = list(Team.objects.filter(unit=unit, ended_at=None).exclude(numbers=[]).order_by("name", "pk"))
    if not teams:
        return []
    running = on_duty.present().filter(shift__team__in=teams, starts_at__lte=moment + AHEAD, ends_at__gt=moment)
    spans: dict[int, list[Span]] = {}
    for team, starts, ends in running.order_by("starts_at").values_list("shift__team", "starts_at", "ends_at"):
        spans.setdefault(team, []).append((starts, ends))
    return [Known(tuple(team.numbers), team.coverage, tuple(spans.get(team.pk, []))) for team in teams]
