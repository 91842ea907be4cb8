"""Reorganisations for tests: two wards become one, or one becomes two, scheduled through the app's doors."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from dossiers import moving_units
from dossiers.models import Dossier, Task
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.moments import stand_at
from tests.dossiers.world import SINCE, Ward, World, make_user
from units.hooks import Reorganised, Taking
from units.models import (
    Counter,
    Division,
    Reorganisation,
    ReorganisedUnit,
    StaffRole,
    Unit,
    UnitPassing,
    UnitSuccession,
    today_in_vietnam,
)
from units.reorganising import carrying_out, deciding
from units.reorganising.previewing import Preview
from units.reorganising.previewing import preview as preview_of
from units.roles import Role
from units.working_time import VIETNAM

AHEAD = dt.timedelta(days=9)


def make_admin(email: str = "admin@example.vn", role: str = Role.SYSTEM_ADMIN) -> User:
    """Somebody who administers the province."""
    user = make_user(email, "Cao Xuân Trường", kind="staff")
    StaffRole.objects.create(user=user, unit=Unit.objects.get(code="H29"), role=role, valid_from=SINCE)
    return user


def the_day() -> dt.date:
    """The day on which the plans of a test take effect."""
    return today_in_vietnam() + AHEAD


def draft(kind: str, author: User, day: dt.date | None = None, **more: Any) -> Reorganisation:
    """A plan without rows."""
    fields = {
        "decision_number": "12/QĐ-UBND",
        "decision_date": dt.date(2026, 11, 1),
        "decision_agency": "UBND Thành phố",
    }
    return Reorganisation.objects.create(kind=kind, effective_on=day or the_day(), written_by=author, **fields | more)


def new_unit(plan: Reorganisation, code: str, name: str, **more: Any) -> ReorganisedUnit:
    """A unit to be made."""
    return ReorganisedUnit.objects.create(reorganisation=plan, is_new=True, code=code, name=name, **more)


def going_on(plan: Reorganisation, unit: Unit, **more: Any) -> ReorganisedUnit:
    """A unit that stays."""
    return ReorganisedUnit.objects.create(reorganisation=plan, unit=unit, **more)


def passes(old: Unit, to: ReorganisedUnit, share: str = "1", areas: str = "") -> UnitPassing:
    """An old unit's work, or a part of it, goes to another."""
    return UnitPassing.objects.create(
        reorganisation=to.reorganisation, predecessor=old, successor=to, share=Decimal(share), areas=areas
    )


def merger(world: World, author: User) -> Reorganisation:
    """Both wards become the new ward Hồng Hà."""
    plan = draft(Reorganisation.Kind.MERGE, author)
    place = {"division_code": "27999", "division_name": "Hồng Hà", "division_kind": "ward"}
    new = new_unit(plan, "H29.950", "Ủy ban nhân dân phường Hồng Hà", hotline="1022", **place)
    for ward in (world.ward, world.other_ward):
        passes(ward.committee, new)
    return plan


def split(ward: Ward, author: User) -> Reorganisation:
    """A ward becomes two: the larger part by share, and one to which some streets go."""
    plan = draft(Reorganisation.Kind.SPLIT, author)
    for code, name, share, areas in (
        ("H29.951", "Đông", "0.7", ""),
        ("H29.952", "Tây", "0.3", "đường Lê Duẩn\nKhu phố 3"),
    ):
        place = {"division_code": f"27{code[-3:]}", "division_name": name, "division_kind": "ward"}
        passes(ward.committee, new_unit(plan, code, f"Ủy ban nhân dân phường {name}", **place), share, areas)
    return plan


def scheduled(plan: Reorganisation, by: User | None = None) -> Reorganisation:
    """The plan confirmed by another administrator."""
    return deciding.schedule(plan, by or make_admin("second@example.vn"))


def come_to(monkeypatch: pytest.MonkeyPatch, plan: Reorganisation) -> None:
    """It is eight in the morning of the plan's day."""
    stand_at(monkeypatch, dt.datetime.combine(plan.effective_on, dt.time(8), VIETNAM))


def carry_out(monkeypatch: pytest.MonkeyPatch, plan: Reorganisation) -> Reorganisation:
    """The worker's round on the day."""
    come_to(monkeypatch, plan)
    carrying_out.carry_out_due()
    plan.refresh_from_db()
    return plan


def cancel(plan: Reorganisation, by: User) -> Reorganisation:
    """The plan given up."""
    deciding.cancel(plan, by, "Nghị quyết được hoãn.")
    plan.refresh_from_db()
    return plan


def preview(plan: Reorganisation) -> Preview:
    """What the page shows."""
    return preview_of(plan)


def picture() -> list[list[tuple[Any, ...]]]:
    """Every row that a reorganisation may change, as it is now; administrators of the test left out."""
    tables = (Unit.objects, Division.objects, Counter.objects, UnitSuccession.objects, Dossier.objects, Task.objects)
    roles = StaffRole.objects.exclude(unit__code="H29")
    return [sorted(table.values_list(), key=lambda row: row[0]) for table in (*(t.all() for t in tables), roles)]


def moved(world: World) -> Dossier:
    """A dossier that went from the first ward to the second, without the rest of a reorganisation."""
    dossier = filings.handed_over(world)
    pairs = [(getattr(world.ward, at), getattr(world.other_ward, at)) for at in ("committee", "office", "centre")]
    takings = {old.pk: [Taking(new.agency_code, new, new.name, Decimal(1))] for old, new in pairs}
    with transaction.atomic():
        moving_units.carry(Reorganised("12/QĐ-UBND", today_in_vietnam(), takings), 10)
    dossier.refresh_from_db()
    return dossier
