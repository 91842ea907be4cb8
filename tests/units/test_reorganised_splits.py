"""Rules proved: what a split, a part that moves, and a new code of the same place do; parts have names and codes.

Issue 4 item 1: successors with shares, and every page and code resolves history.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.dossiers import reorganising as write
from tests.units import factories as make
from tests.units.plans import CarryOut, Wards
from units import loading, lookup, resolving, succession
from units.models import Counter, Division, Reorganisation, StaffRole, Unit, UnitSuccession
from units.reorganising.checking import conflicts_of
from units.reorganising.parts import percent
from units.roles import Role

pytestmark = pytest.mark.django_db
Kind = Reorganisation.Kind
DAY = write.the_day()


def split(wards: Wards, *parts: tuple[str, str]) -> Reorganisation:
    """The first ward becomes new ones with these names and shares."""
    plan = write.draft(Kind.SPLIT, wards.author)
    for number, (name, share) in enumerate(parts):
        place = {"division_code": f"4999{number}", "division_name": name, "division_kind": "ward"}
        new = write.new_unit(plan, f"H29.95{number}", f"Ủy ban nhân dân phường {name}", **place)
        write.passes(wards.first, new, share, f"Khu phố {number}")
    return plan


THIRDS = (("Đông", "0.3333"), ("Tây", "0.3334"), ("Nam", "0.3333"))


def test_each_new_ward_has_offices_and_a_centre_of_its_own(wards: Wards, carry_out: CarryOut) -> None:
    carry_out(split(wards, ("Đông", "0.6"), ("Tây", "0.4")))

    for code, name in (("H29.950", "Đông"), ("H29.951", "Tây")):
        own = Unit.objects.get(code=code)
        parts = dict(Unit.objects.current(DAY).filter(parent=own).values_list("code", "name"))
        assert parts == {
            f"{code}.3": f"Phòng Văn hóa - Xã hội phường {name}",
            f"{code}.9": f"Trung tâm Phục vụ hành chính công phường {name}",
        }
        assert lookup.centre_of(own, DAY).code == f"{code}.9"
        assert own.division.full_name == f"Phường {name}"


def test_staff_and_counters_go_with_the_largest_part(wards: Wards, carry_out: CarryOut) -> None:
    clerk = make.StaffRoleFactory(unit=wards.centres[0])
    make.CounterFactory(unit=wards.centres[0], number=3)

    carry_out(split(wards, *THIRDS))

    (held,) = StaffRole.objects.current(DAY).filter(user=clerk.user)
    (counter,) = Counter.objects.current(DAY)
    assert (held.unit.code, counter.unit.code, counter.number) == ("H29.951.9", "H29.951.9", 3)


def test_the_first_of_equal_parts_takes_the_staff(wards: Wards, carry_out: CarryOut) -> None:
    clerk = make.StaffRoleFactory(unit=wards.centres[0])

    carry_out(split(wards, ("Đông", "0.5"), ("Tây", "0.5")))

    (held,) = StaffRole.objects.current(DAY).filter(user=clerk.user)
    assert held.unit.code == "H29.950.9"


def test_an_old_ward_leads_to_every_part_with_its_share(wards: Wards, carry_out: CarryOut, client: Client) -> None:
    carry_out(split(wards, *THIRDS))

    heirs = succession.heirs_of(Unit.objects.get(pk=wards.first.pk))
    assert [(heir.unit.code, heir.share) for heir in heirs] == [
        ("H29.951", Decimal("0.3334")), ("H29.950", Decimal("0.3333")), ("H29.952", Decimal("0.3333")),
    ]  # fmt: skip
    shown = client.get(wards.first.get_absolute_url()).content.decode()
    for code in ("H29.950", "H29.951", "H29.952"):
        assert f"/don-vi/{code}/" in shown
    told = client.get(f"/api/v1/units/{wards.centres[0].code}/").json()
    assert [heir["code"] for heir in told["successors"]] == ["H29.951.9", "H29.950.9", "H29.952.9"]


def test_an_address_of_a_ward_that_was_split_is_a_question(wards: Wards, carry_out: CarryOut) -> None:
    place = make.WardFactory(code="26740", name="Sài Gòn", full_name="Phường Sài Gòn")
    Unit.objects.filter(pk=wards.first.pk).update(division=place)
    wards.first.refresh_from_db()

    carry_out(split(wards, ("Đông", "0.6"), ("Tây", "0.4")))

    found = resolving.resolve("Phường Bến Nghé, Quận 1, TP.HCM")
    assert [candidate.division.full_name for candidate in found] == ["Phường Đông", "Phường Tây"]
    before = resolving.resolve("Phường Bến Nghé, Quận 1, TP.HCM", DAY - dt.timedelta(days=1))
    assert [candidate.division.full_name for candidate in before] == ["Phường Sài Gòn"]


def test_the_areas_of_each_part_are_kept_with_the_succession(wards: Wards, carry_out: CarryOut) -> None:
    carry_out(split(wards, ("Đông", "0.6"), ("Tây", "0.4")))

    rows = UnitSuccession.objects.filter(predecessor=wards.first).order_by("successor__code")
    assert list(rows.values_list("areas", flat=True)) == ["Khu phố 0", "Khu phố 1"]
    assert {row.decision for row in rows} == {"12/QĐ-UBND ngày 01/11/2026 của UBND Thành phố"}


@pytest.mark.parametrize("shares", [("0.5", "0.4"), ("0.6", "0.6"), ("0.3333", "0.3333", "0.3333")])
def test_shares_that_are_not_the_whole_stop_a_split(wards: Wards, shares: tuple[str, ...]) -> None:
    plan = split(wards, *zip(("Đông", "Tây", "Nam"), shares, strict=False))

    assert "Các phần bàn giao của «Ủy ban nhân dân phường An» phải cộng lại đúng 100%." in conflicts_of(plan)


@pytest.mark.parametrize(
    ("share", "shown"), [("1", "100%"), ("0.5", "50%"), ("0.3334", "33,34%"), ("0.0001", "0,01%"), ("0.9999", "99,99%")]
)
def test_no_share_is_rounded_to_all_or_nothing(share: str, shown: str) -> None:
    assert percent(Decimal(share)) == shown


def test_the_preview_tells_shares_as_they_were_typed(wards: Wards, client: Client) -> None:
    client.force_login(wards.author)

    told = client.get(reverse("unit-desk:plan", args=[split(wards, *THIRDS).pk])).content.decode()

    assert "33,34%" in told
    assert ">33%<" not in told


def test_a_ward_that_keeps_its_place_gets_another_code(wards: Wards, carry_out: CarryOut) -> None:
    """124 codes of the published list differ: the commune is the same, its agency's code is not."""
    plan = write.draft(Kind.RECODE, wards.author)
    write.passes(wards.first, write.new_unit(plan, "H29.960", wards.first.name))

    carry_out(plan)

    new = lookup.committee_of(wards.first.division.code, DAY)
    assert (new.code, new.division) == ("H29.960", wards.first.division)
    place = Division.objects.get(pk=wards.first.division_id)
    assert place.valid_to is None, "the place goes on under its committee's new code"
    assert lookup.committee_of(place.code, DAY - dt.timedelta(days=1)) == wards.first


def test_a_place_that_gets_another_code_is_a_new_place(wards: Wards, carry_out: CarryOut) -> None:
    plan = write.draft(Kind.RECODE, wards.author)
    place = {"division_code": "49998", "division_name": "An", "division_kind": "commune"}
    write.passes(wards.first, write.new_unit(plan, "H29.960", "Ủy ban nhân dân xã An", **place))

    carry_out(plan)

    old, new = (Division.objects.get(code=code) for code in (wards.first.division.code, "49998"))
    assert (old.valid_to, new.valid_from, new.full_name) == (DAY, DAY, "Xã An")
    assert new.parent == old.parent


def test_the_loader_brings_no_ended_ward_back(wards: Wards, carry_out: CarryOut) -> None:
    """The published list still has Phường Sài Gòn after we merged it; each start reads that list again."""
    loading.load("79")
    own = Unit.objects.get(division__code="26740", kind="commune_committee")
    plan = write.draft(Kind.MERGE, wards.author)
    place = {"division_code": "49999", "division_name": "Hồng Hà", "division_kind": "ward"}
    new = write.new_unit(plan, "H29.950", "Ủy ban nhân dân phường Hồng Hà", **place)
    for each in (own, wards.second):
        write.passes(each, new)
    carry_out(plan)
    before = set(Unit.objects.values_list("code", "valid_to"))

    assert loading.load("79").total == 0

    assert set(Unit.objects.values_list("code", "valid_to")) == before
    assert Division.objects.get(code="26740").valid_to == DAY


def test_nobody_gains_a_role_in_a_part_that_they_did_not_go_to(wards: Wards, carry_out: CarryOut) -> None:
    for role, unit in ((Role.LEADER, wards.first), (Role.CLERK, wards.centres[0])):
        make.StaffRoleFactory(unit=unit, role=role)

    carry_out(split(wards, ("Đông", "0.6"), ("Tây", "0.4")))

    assert not StaffRole.objects.filter(unit__code__startswith="H29.951").exists()
    assert StaffRole.objects.filter(unit__code__startswith="H29.950").count() == 2


def test_the_public_list_has_the_parts_and_not_the_whole(
    wards: Wards, carry_out: CarryOut, client: Client, monkeypatch: Any
) -> None:
    carry_out(split(wards, ("Đông", "0.6"), ("Tây", "0.4")))

    listed = {row["code"] for row in client.get("/api/v1/units/", {"kind": "commune"}).json()["results"]}

    assert {"H29.950", "H29.951"} <= listed
    assert wards.first.code not in listed
