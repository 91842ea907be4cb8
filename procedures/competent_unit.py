"""The unit that settles a matter: by the announced rule, then by the delegations in force. The one door for filings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from procedures import delegated
from procedures.choices import Competence
from procedures.delegated import Holder, Matter, Passage
from procedures.models import ProcedureVersion
from units.kept import KeptUnits
from units.lookup import UnknownUnit
from units.models import Unit


@dataclass(frozen=True)
class Competent:
    """Who settles, whose matter it is by the announcement, and the delegations between the two."""

    unit: Unit
    announced: Unit
    way: tuple[Passage, ...]


def find(version: ProcedureVersion, commune: str, units: KeptUnits, on: date | None = None) -> Competent:
    """Who settles a matter of a commune ("" where none is named) on a day (today by default).

    A delegation to somebody who is there no longer leaves the matter where it was. Raises UnknownUnit when nobody
    in force answers to the announced rule.
    """
    start = holder_of(version.competence, version.competent_department, commune)
    unit = announced = unit_of(start, units)
    way: list[Passage] = []
    matter = Matter(version.procedure_id, version.field_id)
    for passage in delegated.book().way(start, matter, commune, on or timezone.localdate()):
        try:
            unit = unit_of(passage.holder, units)
        except UnknownUnit:
            break
        way.append(passage)
    return Competent(unit, announced, tuple(way))


def holder_of(competence: str, department: str, commune: str) -> Holder:
    """Who is competent by the announced rule."""
    return Holder.department(department) if competence == Competence.DEPARTMENT else Holder.commune(commune)


def unit_of(holder: Holder, units: KeptUnits) -> Unit:
    """The unit of today behind a holder. Raises UnknownUnit."""
    look_up = {"department": units.department, "commune": units.committee_of}
    return look_up.get(holder.kind, units.by_code)(holder.name)
