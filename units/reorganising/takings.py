"""A reorganisation as the apps above see it: who takes over from each unit, foreseen or on its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from units.hooks import Reorganised, Taking
from units.models import Reorganisation, Unit, UnitSuccession
from units.reorganising.parts import PartPassing, all_passings, passings_of


def foreseen(reorganisation: Reorganisation, pairs: Iterable[PartPassing]) -> Reorganised:
    """From the rows of the plan; units that are still to be made have a name only."""
    takings: dict[int, list[Taking]] = defaultdict(list)
    rows = sorted(pairs, key=lambda pair: -pair.share)
    for pair in rows:
        takings[pair.predecessor.pk].append(_taking(pair))
    return _whole(reorganisation, takings, [pair.predecessor for pair in rows])


def on_its_day(reorganisation: Reorganisation) -> Reorganised:
    """From what the first step made. Where units ended: from the successions that it wrote."""
    if reorganisation.lives_on:
        return foreseen(reorganisation, all_passings(passings_of(reorganisation)))
    takings: dict[int, list[Taking]] = {}
    rows = UnitSuccession.objects.filter(reorganisation=reorganisation)
    for row in rows.select_related("successor__parent", "successor__calendar").order_by("-share", "pk"):
        areas = tuple(row.areas.splitlines())
        taken = Taking(row.successor.agency_code, row.successor, row.successor.name, row.share, areas)
        takings.setdefault(row.predecessor_id, []).append(taken)
    return _reorganised(reorganisation, takings)


def _taking(pair: PartPassing) -> Taking:
    unit = pair.unit_there
    return Taking(
        agency=pair.successor.shown_code,
        unit=unit,
        name=unit.name if unit else pair.shown_name,
        share=pair.share,
        areas=tuple(pair.areas.splitlines()),
    )


def _whole(reorganisation: Reorganisation, takings: dict[int, list[Taking]], old: list[Unit]) -> Reorganised:
    """With the old units beside those that take a part of them, where they go on."""
    if not reorganisation.lives_on:
        return _reorganised(reorganisation, takings)
    for unit in {unit.pk: unit for unit in old}.values():
        left = Decimal(1) - sum(taking.share for taking in takings[unit.pk])
        takings[unit.pk].append(Taking(unit.agency_code, unit, unit.name, left, stays=True))
    communes = frozenset(unit.division.code for unit in old if unit.level == "commune")
    return replace(_reorganised(reorganisation, takings), communes=communes, until=reorganisation.started_at)


def _reorganised(reorganisation: Reorganisation, takings: dict[int, list[Taking]]) -> Reorganised:
    by = reorganisation.scheduled_by
    return Reorganised(reorganisation.decision, reorganisation.effective_on, takings, by=by)
