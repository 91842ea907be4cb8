"""A small true world for tests of dossiers: two wards with their units and staff, and birth registration.

The procedure is the real one of the starter catalogue; units are built here, since 900 of them would make
every test slow.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from portal.accounts.models import User
from procedures import starter_loading
from procedures.models import ProcedureVersion
from procedures.publishing import publish
from procedures.starter_catalogue import STARTER
from tests.dossiers import copies
from tests.dossiers.copies import copied
from tests.snapshots import Snapshot, is_unwritten
from units.calendars import write_office_calendar
from units.models import Division, Level, StaffRole, Unit, UnitKind, WorkingCalendar
from units.roles import Role

SINCE = date(2025, 7, 1)
BIRTH = "1.001193"
SAI_GON, BEN_THANH = "26740", "26743"


@dataclass
class Ward:
    """A ward with its committee, its handling division, its centre, and one person of each role."""

    division: Division
    committee: Unit
    office: Unit
    centre: Unit
    clerk: User
    officer: User
    leader: User


@dataclass
class World:
    """Two wards of Ho Chi Minh City, a mother, and birth registration."""

    ward: Ward
    other_ward: Ward
    mother: User
    birth: ProcedureVersion


def make_world(tmp_path: Path) -> World:
    """Builds the world in the test's transaction."""
    calendar = write_office_calendar("office", "Giờ hành chính")
    city = Division.objects.create(
        code="79", name="Hồ Chí Minh", full_name="Thành phố Hồ Chí Minh", kind="city", valid_from=SINCE
    )
    committee = make_unit("H29", "Ủy ban nhân dân Thành phố Hồ Chí Minh", UnitKind.PROVINCIAL_COMMITTEE, city, calendar)
    return World(
        ward=make_ward(SAI_GON, "Sài Gòn", "H29.101", city, committee, calendar),
        other_ward=make_ward(BEN_THANH, "Bến Thành", "H29.102", city, committee, calendar),
        mother=make_user("lan.nguyen@example.vn", "Nguyễn Thị Lan"),
        birth=load_birth(tmp_path),
    )


def given_world() -> World:
    """The world in the test's transaction: built by the first test of a process, copied for the others."""
    copies.forget()
    was_unwritten = is_unwritten()
    world = _FIRST.give()
    if was_unwritten:
        copies.begin(world)
    return world


def _make_anywhere() -> World:
    with TemporaryDirectory() as folder:
        return make_world(Path(folder))


_FIRST = Snapshot(_make_anywhere)


@copied
def make_unit(
    code: str,
    name: str,
    kind: str,
    division: Division,
    calendar: WorkingCalendar,
    parent: Unit | None = None,
    slug: str = "",
) -> Unit:
    """One unit in force since the reform."""
    level = Level.COMMUNE if kind.startswith("commune_") else Level.PROVINCE
    return Unit.objects.create(
        code=code,
        name=name,
        kind=kind,
        level=level,
        division=division,
        calendar=calendar,
        parent=parent,
        slug=slug,
        address="Số 45, đường Lê Duẩn",
        valid_from=SINCE,
    )


def make_ward(code: str, name: str, agency: str, city: Division, committee: Unit, calendar: WorkingCalendar) -> Ward:
    """A ward with units and staff."""
    division = Division.objects.create(
        code=code, name=name, full_name=f"Phường {name}", kind="ward", parent=city, valid_from=SINCE
    )
    own = make_unit(agency, f"Ủy ban nhân dân phường {name}", UnitKind.COMMUNE_COMMITTEE, division, calendar, committee)
    office = make_unit(
        f"{agency}.3",
        f"Phòng Văn hóa – Xã hội phường {name}",
        UnitKind.COMMUNE_DIVISION,
        division,
        calendar,
        own,
        "van-hoa-xa-hoi",
    )
    centre = make_unit(
        f"{agency}.9",
        f"Trung tâm Phục vụ hành chính công phường {name}",
        UnitKind.COMMUNE_CENTRE,
        division,
        calendar,
        own,
        "trung-tam",
    )
    return Ward(
        division,
        own,
        office,
        centre,
        clerk=make_staff(f"clerk{code}@example.vn", "Trần Văn Minh", Role.CLERK, centre),
        officer=make_staff(f"officer{code}@example.vn", "Lê Thị Hồng", Role.OFFICER, office),
        leader=make_staff(f"leader{code}@example.vn", "Phạm Quốc Bảo", Role.LEADER, own),
    )


@copied
def make_user(email: str, full_name: str, **fields: Any) -> User:
    """A person with an account."""
    return User.objects.create_user(email=email, full_name=full_name, password="Mot-Cua-2026", **fields)


@copied
def make_staff(email: str, full_name: str, role: str, unit: Unit) -> User:
    """A person who holds a role at a unit."""
    user = make_user(email, full_name, kind="staff")
    StaffRole.objects.create(user=user, unit=unit, role=role, valid_from=SINCE)
    return user


def starter_copy(tmp_path: Path) -> Path:
    """A folder with nothing of the starter catalogue but birth registration, to be loaded or changed first."""
    folder = tmp_path / "starter"
    if not folder.exists():
        (folder / "eforms").mkdir(parents=True)
        shutil.copy(STARTER / f"{BIRTH}.yaml", folder)
        shutil.copy(STARTER / "eforms" / "birth.json", folder / "eforms")
    return folder


def load_birth(tmp_path: Path) -> ProcedureVersion:
    """Birth registration of the starter catalogue, in force since the reform: tests stand at days past and ahead."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starter_loading, "publish", partial(publish, valid_from=SINCE))
        starter_loading.load(starter_copy(tmp_path))
    return ProcedureVersion.objects.get(procedure__code=BIRTH)
