"""Write divisions and units into the database: all of them once, afterwards only what is new.

What an administrator changed stays: the loader adds units and fills empty addresses, it never
renames, moves or ends one. A division follows its source, because names and types are published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import connection, transaction

from . import divisions_source, outline
from .agency_codes import AgencyCodes, agency_codes
from .calendars import write_office_calendar
from .divisions_source import DivisionRecord
from .models import (
    Counter,
    Division,
    Level,
    Reorganisation,
    ReorganisedUnit,
    Unit,
    UnitKind,
    WorkingCalendar,
)
from .outline import PlannedUnit

#: The two-tier model of local government starts (Law 72/2025/QH15).
TWO_TIERS_SINCE = dt.date(2025, 7, 1)
_LOCK = 0x756E6974  # "unit": one loader at a time, also when two servers start together


class OtherProvince(ValueError):
    """The database already serves another province."""


@dataclass(frozen=True)
class LoadReport:
    """How many rows a run wrote; all zero when there was nothing new."""

    divisions: int
    units: int
    counters: int

    @property
    def total(self) -> int:
        """All rows written."""
        return self.divisions + self.units + self.counters


@transaction.atomic
def load(province_code: str, codes_path: str = "") -> LoadReport:
    """Load divisions of the country and units of one province.

    Raises BadAgencyCodes for an unknown province or an unusable file of codes, and OtherProvince
    when units of another province are already there.
    """
    codes = agency_codes(province_code, codes_path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    _refuse_other_province(province_code)
    records = divisions_source.divisions()
    written = _write_divisions(records)
    planned = _plan(records, province_code, codes)
    made = _write_units(planned, write_office_calendar("hanh-chinh", "Giờ hành chính"))
    return LoadReport(written, len(made), _write_counters(planned, made))


def _refuse_other_province(province_code: str) -> None:
    top = Unit.objects.filter(kind=UnitKind.PROVINCIAL_COMMITTEE).select_related("division").first()
    if top is not None and top.division.code != province_code:
        raise OtherProvince(f"this database serves province {top.division.code} already")


def _plan(records: list[DivisionRecord], province_code: str, codes: AgencyCodes) -> list[PlannedUnit]:
    province = next(record for record in records if record.code == province_code)
    communes = [record for record in records if record.parent_code == province_code]
    kept = dict(Unit.objects.filter(kind=UnitKind.COMMUNE_COMMITTEE).values_list("division__code", "code"))
    numbered = codes.of_communes([commune.code for commune in communes], kept)
    return [
        *outline.provincial_units(province, codes),
        *outline.commune_units(communes, codes, numbered),
    ]


def _write_divisions(records: list[DivisionRecord]) -> int:
    known = Division.objects.in_bulk(field_name="code")
    upper = [record for record in records if not record.parent_code]
    lower = [record for record in records if record.parent_code]
    written = _write_tier(upper, known)
    return written + _write_tier(lower, known)


def _write_tier(records: list[DivisionRecord], known: dict[str, Division]) -> int:
    """Write one tier; `known` grows by what is new, for the tier below.

    What a reorganisation of ours named stays: the published list comes later than the decision.
    """
    ours = _named_by_us()
    fresh: list[Division] = []
    changed: list[Division] = []
    for record in records:
        values = asdict(record)
        parent_code = values.pop("parent_code")
        values["parent_id"] = known[parent_code].pk if parent_code else None
        division = known.get(record.code)
        if division is None:
            fresh.append(Division(valid_from=TWO_TIERS_SINCE, **values))
        elif record.code not in ours and any(getattr(division, name) != value for name, value in values.items()):
            vars(division).update(values)
            changed.append(division)
    for division in [*fresh, *changed]:
        division.search_text = division.searchable()
    Division.objects.bulk_create(fresh, batch_size=1000)
    fields = ("name", "full_name", "kind", "parent", "decision", "search_text")
    Division.objects.bulk_update(changed, fields, batch_size=500)
    known.update({division.code: division for division in fresh})
    return len(fresh) + len(changed)


def _named_by_us() -> set[str]:
    """Codes of divisions that a reorganisation named, carried out here."""
    rows = ReorganisedUnit.objects.filter(reorganisation__state=Reorganisation.State.APPLIED)
    named = rows.exclude(division_name="", division_kind="")
    return set(named.values_list("unit__division__code", flat=True))


def _write_units(planned: list[PlannedUnit], calendar: WorkingCalendar) -> dict[str, Unit]:
    """Create the units that are missing, parents first; those made, by code."""
    ids = dict(Unit.objects.values_list("code", "pk"))
    divisions = dict(Division.objects.values_list("code", "pk"))
    made: dict[str, Unit] = {}
    waiting = [plan for plan in planned if plan.code not in ids]
    while waiting:
        ready = [plan for plan in waiting if not plan.parent_code or plan.parent_code in ids]
        fresh = [_unit(plan, ids.get(plan.parent_code), divisions[plan.division_code], calendar) for plan in ready]
        Unit.objects.bulk_create(fresh, batch_size=1000)
        made.update({unit.code: unit for unit in fresh})
        ids.update({unit.code: unit.pk for unit in fresh})
        waiting = [plan for plan in waiting if plan.code not in ids]
    return made


def _unit(plan: PlannedUnit, parent_id: int | None, division_id: int, calendar: WorkingCalendar) -> Unit:
    is_commune = plan.kind.value.startswith("commune_")
    unit = Unit(
        code=plan.code,
        name=plan.name,
        slug=plan.slug,
        kind=plan.kind,
        level=Level.COMMUNE if is_commune else Level.PROVINCE,
        parent_id=parent_id,
        division_id=division_id,
        calendar=calendar,
        valid_from=TWO_TIERS_SINCE,
    )
    unit.search_text = unit.searchable()
    return unit


def _write_counters(planned: Iterable[PlannedUnit], made: dict[str, Unit]) -> int:
    """Counters of the centres made now; an older centre keeps the counters it has."""
    fresh = [
        Counter(unit=made[plan.code], number=number, name=name, valid_from=TWO_TIERS_SINCE)
        for plan in planned
        if plan.code in made
        for number, name in enumerate(plan.counters, start=1)
    ]
    return len(Counter.objects.bulk_create(fresh, batch_size=1000))
