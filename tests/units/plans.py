"""Two wards with their parts for tests of reorganisations, without dossiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from portal.accounts.models import User
from tests.dossiers import reorganising
from tests.keeping import kept
from tests.units import factories as make
from units.models import Reorganisation, Unit
from units.roles import Role

CarryOut = Callable[[Reorganisation], Reorganisation]


@dataclass
class Wards:
    """Two wards of the city, each with an office and a centre, and two administrators of the city."""

    first: Unit
    second: Unit
    centres: tuple[Unit, Unit]
    author: User
    other: User


def ward(name: str, code: str) -> tuple[Unit, Unit]:
    """A committee and its centre."""
    division = make.WardFactory(name=name, full_name=f"Phường {name}")
    own = make.CommuneCommitteeFactory(code=code, name=f"Ủy ban nhân dân phường {name}", division=division)
    make.PartFactory(parent=own, code=f"{code}.3", name=f"Phòng Văn hóa - Xã hội phường {name}")
    centre = make.CentreFactory(
        parent=own,
        code=f"{code}.9",
        name=f"Trung tâm Phục vụ hành chính công phường {name}",
        hotline=f"028 {code[-3:]}",
    )
    return own, centre


@kept
def two_wards() -> Wards:
    """The wards, written into the test's database."""
    (first, its), (second, other_centre) = ward("An", "H29.201"), ward("Bình", "H29.202")
    return Wards(
        first,
        second,
        (its, other_centre),
        reorganising.make_admin(),
        reorganising.make_admin("other@example.vn", Role.UNIT_ADMIN),
    )


def merged(wards: Wards, day: dt.date | None = None) -> Reorganisation:
    """Both become the new ward Hồng Hà."""
    plan = reorganising.draft(Reorganisation.Kind.MERGE, wards.author, day)
    place = {"division_code": "49999", "division_name": "Hồng Hà", "division_kind": "ward"}
    new = reorganising.new_unit(plan, "H29.950", "Ủy ban nhân dân phường Hồng Hà", **place)
    for own in (wards.first, wards.second):
        reorganising.passes(own, new)
    return plan


def carried_out(monkeypatch: pytest.MonkeyPatch, wards: Wards, plan: Reorganisation) -> Reorganisation:
    """Scheduled by the other administrator and carried out on its day."""
    done = reorganising.carry_out(monkeypatch, reorganising.scheduled(plan, wards.other))
    assert done.state == Reorganisation.State.APPLIED, done.problem
    return done
