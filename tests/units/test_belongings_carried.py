"""Rules proved: whoever takes over from a unit has what it had: its delegations, and its way of sharing out work.

Issue 4 item 1; delegations: Luật Tổ chức chính quyền địa phương 72/2025/QH15 Đ13, Đ14.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dossiers.models import AssignmentPolicy
from procedures.choices import Competence, DelegationState
from procedures.models import Delegation
from tests.dossiers import reorganising as write
from tests.procedures.delegations import days, delegated, office_unit
from tests.procedures.factories import FieldFactory, announced
from tests.units import factories as make
from tests.units.desk_pages import page, shown
from tests.units.plans import CarryOut, Wards, merged
from units.models import Reorganisation, Unit
from units.roles import Role

pytestmark = pytest.mark.django_db
DAY = write.the_day()
OWN, OTHERS, HEALTH = "1.000001", "1.000002", "1.000003"


@pytest.fixture
def health(wards: Wards) -> Unit:
    """The Department of Health with a procedure of its own; two others belong to the communes."""
    office_unit()
    made: Unit = make.DepartmentFactory(code="H29.12", slug="so-y-te", name="Sở Y tế", parent=wards.first.parent)
    announced(HEALTH, competence=Competence.DEPARTMENT, competent_department="so-y-te", field=FieldFactory(code="G1"))
    announced(OWN)
    announced(OTHERS)
    return made


def part(code: str) -> Unit:
    return Unit.objects.get(code=code)


def in_force(**who: Any) -> list[tuple[str, str, list[str]]]:
    """Giver, receiver and procedures of what holds on the day."""
    rows = Delegation.objects.filter(state=DelegationState.CONFIRMED, valid_from__lte=DAY, **who)
    found = rows.exclude(valid_to__lte=DAY).select_related("from_unit", "to_unit").order_by("from_unit__code", "pk")
    return [
        (
            row.from_unit.code,
            row.to_unit.code if row.to_unit else "",
            sorted(row.scopes.values_list("procedure__code", flat=True)),
        )
        for row in found
    ]


def carved(wards: Wards) -> Reorganisation:
    """A part is taken off the first ward, which lives on."""
    plan = write.draft(Reorganisation.Kind.DETACH, wards.author)
    place = {"division_code": "49990", "division_name": "Tây", "division_kind": "ward"}
    write.passes(
        wards.first, write.new_unit(plan, "H29.950", "Ủy ban nhân dân phường Tây", **place), "0.3", "Khu phố 3"
    )
    return plan


def split(wards: Wards) -> Reorganisation:
    """The first ward becomes two."""
    plan = write.draft(Reorganisation.Kind.SPLIT, wards.author)
    for number, share in ((0, "0.4"), (1, "0.6")):
        place = {"division_code": f"4999{number}", "division_name": f"Mới {number}", "division_kind": "ward"}
        write.passes(wards.first, write.new_unit(plan, f"H29.95{number}", f"UBND phường Mới {number}", **place), share)
    return plan


# Delegations


def test_what_two_wards_gave_away_goes_on_at_the_ward_that_they_become(
    wards: Wards, health: Unit, carry_out: CarryOut
) -> None:
    """Both gave the same away: it is given once; what only one gave away stays given."""
    old = delegated(wards.first, part("H29.201.3"), OWN)
    delegated(wards.second, part("H29.202.3"), OWN, OTHERS)

    carry_out(merged(wards))

    assert in_force() == [("H29.950", "H29.950.3", [OWN]), ("H29.950", "H29.950.3", [OTHERS])]
    new = Delegation.objects.filter(from_unit__code="H29.950").earliest("pk")
    assert (new.decision_number, new.added_by, new.judged_by) == (old.decision_number, old.added_by, old.judged_by)
    assert (new.kind, new.valid_from, new.valid_to) == (old.kind, DAY, old.valid_to)
    old.refresh_from_db()
    assert (old.valid_to, old.ended_by) == (DAY, wards.other)
    assert "12/QĐ-UBND" in old.end_decision


def test_what_a_ward_received_goes_to_the_one_that_took_the_largest_part(
    wards: Wards, health: Unit, carry_out: CarryOut
) -> None:
    delegated(health, wards.first, HEALTH)

    carry_out(split(wards))

    assert in_force() == [("H29.12", "H29.951", [HEALTH])]


def test_what_a_ward_gave_away_goes_on_at_each_part_of_it(wards: Wards, health: Unit, carry_out: CarryOut) -> None:
    delegated(wards.first, part("H29.201.3"), OWN)
    delegated(wards.first, wards.second, OTHERS)

    carry_out(split(wards))

    assert sorted(in_force()) == [
        ("H29.950", "H29.202", [OTHERS]),
        ("H29.950", "H29.950.3", [OWN]),
        ("H29.951", "H29.202", [OTHERS]),
        ("H29.951", "H29.951.3", [OWN]),
    ]


def test_a_ward_that_lives_on_keeps_its_own_and_the_new_one_has_the_same(
    wards: Wards, health: Unit, carry_out: CarryOut
) -> None:
    rows = [delegated(wards.first, part("H29.201.3"), OWN), delegated(health, wards.first, HEALTH)]

    carry_out(carved(wards))

    assert in_force() == [
        ("H29.12", "H29.201", [HEALTH]),
        ("H29.201", "H29.201.3", [OWN]),
        ("H29.950", "H29.950.3", [OWN]),
    ]
    for row in rows:
        before = row.valid_to
        row.refresh_from_db()
        assert (row.valid_to, row.ended_by) == (before, None)


def test_giver_and_receiver_that_become_one_have_nothing_to_delegate(
    wards: Wards, health: Unit, carry_out: CarryOut
) -> None:
    delegated(wards.first, wards.second, OWN)

    carry_out(merged(wards))

    assert in_force() == []


def test_one_that_begins_later_never_held_and_begins_with_the_successor(
    wards: Wards, health: Unit, carry_out: CarryOut
) -> None:
    first, last = days(20), days(90)
    later = delegated(wards.first, part("H29.201.3"), OWN, valid_from=first, valid_to=last)

    carry_out(merged(wards))

    later.refresh_from_db()
    assert later.state == DelegationState.REFUSED
    assert "kế thừa" in later.remarks
    new = Delegation.objects.get(from_unit__code="H29.950")
    assert (new.valid_from, new.valid_to, new.state) == (first, last, DelegationState.CONFIRMED)


def test_what_was_over_or_of_others_is_left_alone(wards: Wards, health: Unit, carry_out: CarryOut) -> None:
    over = delegated(wards.first, part("H29.201.3"), OWN, valid_to=days(3))
    others = delegated(health, make.DepartmentFactory(code="H29.13", slug="so-khac"), HEALTH)
    before = list(Delegation.objects.order_by("pk").values())

    carry_out(merged(wards))

    assert list(Delegation.objects.order_by("pk").values()) == before
    assert {over.pk, others.pk} == {row["id"] for row in before}


# Sharing out work


def way(unit: Unit, chosen: str, by: Any, role: str = Role.OFFICER) -> None:
    AssignmentPolicy.objects.create(unit=unit, role=role, way=chosen, set_by=by)


def ways() -> dict[str, str]:
    return dict(AssignmentPolicy.objects.filter(unit__code__startswith="H29.95").values_list("unit__code", "way"))


def test_the_way_of_sharing_out_work_goes_on_and_the_first_decides_between_two(
    wards: Wards, carry_out: CarryOut
) -> None:
    way(part("H29.201.3"), "load", wards.author)
    way(part("H29.202.3"), "rotation", wards.author)
    way(wards.centres[1], "rotation", wards.author, Role.CLERK)

    carry_out(merged(wards))

    assert ways() == {"H29.950.3": "load", "H29.950.9": "rotation"}


def test_a_ward_that_takes_in_another_keeps_its_own_way(wards: Wards, carry_out: CarryOut) -> None:
    way(part("H29.201.3"), "load", wards.author)
    way(part("H29.202.3"), "rotation", wards.author)
    plan = write.draft(Reorganisation.Kind.MERGE, wards.author)
    write.passes(wards.second, write.going_on(plan, wards.first))

    carry_out(plan)

    assert AssignmentPolicy.objects.get(unit__code="H29.201.3").way == "load"


def test_each_part_of_a_ward_shares_out_work_as_the_whole_did(wards: Wards, carry_out: CarryOut) -> None:
    way(part("H29.201.3"), "load", wards.author)

    carry_out(split(wards))

    assert ways() == {"H29.950.3": "load", "H29.951.3": "load"}


# The preview


def test_the_preview_tells_all_of_it_and_changes_nothing(author: Client, wards: Wards, health: Unit) -> None:
    delegated(wards.first, part("H29.201.3"), OWN)
    delegated(health, wards.second, HEALTH)
    way(part("H29.202.3"), "load", wards.author)
    before = (list(Delegation.objects.values()), list(AssignmentPolicy.objects.values()))

    told = shown(author.get(page("plan", merged(wards).pk)))

    for said in (
        "Ủy quyền 12/QĐ-UBND, Ủy ban nhân dân phường An giao Phòng Văn hóa - Xã hội phường An",
        "Sở Y tế giao Ủy ban nhân dân phường Bình",
        "Công chức thụ lý: Người đang có ít việc nhất",
    ):
        assert said in told, said
    assert (list(Delegation.objects.values()), list(AssignmentPolicy.objects.values())) == before
