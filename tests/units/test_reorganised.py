"""Rules proved: what a merger, split, renaming or new code does to units, places, staff, counters and old addresses.

Issue 4 item 1. Dossiers are proved in tests/dossiers/test_reorganised_units.py.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from tests.dossiers import reorganising
from tests.units import factories as make
from tests.units.plans import CarryOut, Wards, merged
from units import access, fields, loading, lookup, resolving
from units.models import Counter, Division, Reorganisation, StaffRole, Unit, UnitKind, UnitSuccession
from units.reorganising.moving_counters import next_number
from units.reorganising.moving_staff import free_spans
from units.roles import Role

pytestmark = pytest.mark.django_db


def test_a_merger_ends_both_wards_on_the_day_and_begins_the_new_one(wards: Wards, carry_out: CarryOut) -> None:
    day = carry_out(merged(wards)).effective_on

    new = Unit.objects.get(code="H29.950")
    assert (new.valid_from, new.valid_to, new.kind, new.parent) == (
        day,
        None,
        UnitKind.COMMUNE_COMMITTEE,
        wards.first.parent,
    )
    assert new.division.full_name == "Phường Hồng Hà"
    for old in (wards.first, wards.second, *wards.centres):
        old.refresh_from_db()
        assert old.valid_to == day
    assert set(Division.objects.filter(valid_to=day)) == {wards.first.division, wards.second.division}
    names = dict(Unit.objects.filter(parent=new).values_list("code", "name"))
    assert names == {
        "H29.950.3": "Phòng Văn hóa - Xã hội phường Hồng Hà",
        "H29.950.9": "Trung tâm Phục vụ hành chính công phường Hồng Hà",
    }
    assert lookup.committee_of("49999") == new


def test_the_new_ward_is_reached_like_the_first_of_the_old_ones_unless_the_plan_says_otherwise(
    wards: Wards, carry_out: CarryOut
) -> None:
    plan = merged(wards)
    plan.successors.update(address="Số 1, đường Hồng Hà")
    carry_out(plan)

    centre = Unit.objects.get(code="H29.950.9")
    assert (centre.hotline, centre.address, centre.calendar) == ("028 201", "Số 1, đường Hồng Hà", wards.first.calendar)


def test_every_old_page_and_code_leads_to_the_new_ward(wards: Wards, carry_out: CarryOut, client: Client) -> None:
    carry_out(merged(wards))

    for old, new in ((wards.second, "H29.950"), (wards.centres[0], "H29.950.9")):
        shown = client.get(old.get_absolute_url()).content.decode()
        assert Unit.objects.get(code=new).get_absolute_url() in shown
        assert client.get(f"/api/v1/units/{old.code}/").json()["successors"][0]["code"] == new
    listed = client.get("/don-vi/", {"kind": "commune"}).content.decode()
    assert "phường Hồng Hà" in listed
    assert "phường Bình" not in listed
    assert ("49999", "Phường Hồng Hà", "ward") in fields.communes()
    assert "Phường An" not in {name for _code, name, _kind in fields.communes()}


def test_a_ward_that_takes_in_its_neighbour_keeps_its_code_and_parts(wards: Wards, carry_out: CarryOut) -> None:
    plan = reorganising.draft(Reorganisation.Kind.MERGE, wards.author)
    reorganising.passes(wards.second, reorganising.going_on(plan, wards.first))
    parts = Unit.objects.filter(parent=wards.first).count()
    make.PartFactory(parent=wards.second, code="H29.202.1", slug="van-phong", name="Văn phòng phường Bình")

    carry_out(plan)

    wards.first.refresh_from_db()
    assert wards.first.valid_to is None
    assert Unit.objects.filter(parent=wards.first).count() == parts + 1, "the office that it had not"
    assert Unit.objects.get(code="H29.201.1").name == "Văn phòng phường An"
    heirs = UnitSuccession.objects.filter(reorganisation=plan).values_list("predecessor__code", "successor__code")
    assert set(heirs) == {
        ("H29.202", "H29.201"),
        ("H29.202.1", "H29.201.1"),
        ("H29.202.3", "H29.201.3"),
        ("H29.202.9", "H29.201.9"),
    }


def test_a_new_name_and_type_keep_the_code_and_change_the_parts_names(wards: Wards, carry_out: CarryOut) -> None:
    plan = reorganising.draft(Reorganisation.Kind.RENAME, wards.author)
    words = {"name": "Ủy ban nhân dân đặc khu Cát Bà", "division_name": "Cát Bà", "division_kind": "special_zone"}
    reorganising.going_on(plan, wards.first, **words)

    carry_out(plan)

    wards.first.refresh_from_db()
    assert (wards.first.code, wards.first.name, wards.first.valid_to) == ("H29.201", words["name"], None)
    place = Division.objects.get(pk=wards.first.division_id)
    assert (place.full_name, place.kind) == ("Đặc khu Cát Bà", "special_zone")
    assert Unit.objects.get(code="H29.201.9").name == "Trung tâm Phục vụ hành chính công đặc khu Cát Bà"
    assert StaffRole.objects.filter(unit=wards.first).count() == 0


def test_a_new_code_is_a_new_unit_that_stands_for_the_old_one(wards: Wards, carry_out: CarryOut) -> None:
    department = make.DepartmentFactory(code="H29.20", slug="so-tu-phap", parent=wards.first.parent)
    plan = reorganising.draft(Reorganisation.Kind.RECODE, wards.author)
    reorganising.passes(department, reorganising.new_unit(plan, "H29.33", "Sở Tư pháp"))

    carry_out(plan)

    assert lookup.department("so-tu-phap").code == "H29.33"
    department.refresh_from_db()
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        Unit.objects.filter(pk=department.pk).update(code="H29.34")


def test_branches_go_on_beneath_the_centre_that_replaces_theirs(wards: Wards, carry_out: CarryOut) -> None:
    centre = make.ProvincialCentreFactory(parent=wards.first.parent)
    branch = make.PartFactory(
        parent=centre, code="H29.90.1", kind="branch", level="province", slug="", division=centre.division
    )
    plan = reorganising.draft(Reorganisation.Kind.RECODE, wards.author)
    reorganising.passes(centre, reorganising.new_unit(plan, "H29.91", "Trung tâm Phục vụ hành chính công"))

    carry_out(plan)

    branch.refresh_from_db()
    assert (branch.parent and branch.parent.code, branch.valid_to) == ("H29.91", None)


# Staff


def role_at(unit: Unit, person: User | None = None, **more: object) -> StaffRole:
    """Somebody's role."""
    extra = {"user": person} if person else {}
    role: StaffRole = make.StaffRoleFactory(unit=unit, **extra, **more)
    return role


def test_roles_end_on_the_day_and_go_on_at_the_new_ward_to_their_own_last_day(
    wards: Wards, carry_out: CarryOut
) -> None:
    plan = merged(wards)
    last = plan.effective_on + dt.timedelta(days=90)
    role = role_at(wards.centres[0], valid_to=last)

    carry_out(plan)

    role.refresh_from_db()
    (new,) = StaffRole.objects.filter(user=role.user).exclude(pk=role.pk)
    assert role.valid_to == plan.effective_on
    assert (new.unit.code, new.role, new.valid_from, new.valid_to) == ("H29.950.9", Role.CLERK, plan.effective_on, last)


def test_what_somebody_held_in_both_wards_is_held_once(wards: Wards, carry_out: CarryOut) -> None:
    first = role_at(wards.centres[0])
    role_at(wards.centres[1], first.user)
    plan = merged(wards)
    assert [role.user for role in reorganising.preview(plan).held_twice] == [first.user]

    carry_out(plan)

    (held,) = StaffRole.objects.current(plan.effective_on).filter(user=first.user)
    assert held.unit.code == "H29.950.9"


def test_a_role_that_begins_later_begins_at_the_new_ward(wards: Wards, carry_out: CarryOut) -> None:
    plan = merged(wards)
    begins = plan.effective_on + dt.timedelta(days=5)
    role = role_at(wards.centres[1], valid_from=begins)

    carry_out(plan)

    role.refresh_from_db()
    assert (role.unit.code, role.valid_from, role.valid_to) == ("H29.950.9", begins, None)


def test_what_ended_before_stays_where_it_was(wards: Wards, carry_out: CarryOut) -> None:
    plan = merged(wards)
    role = role_at(wards.centres[1], valid_to=plan.effective_on)

    carry_out(plan)

    assert list(StaffRole.objects.filter(user=role.user)) == [role]


def test_whoever_works_at_the_new_ward_reaches_the_archive_of_the_old_ones(wards: Wards, carry_out: CarryOut) -> None:
    clerk = role_at(wards.centres[0]).user
    stranger = role_at(make.CentreFactory(code="H29.777.9", parent=make.CommuneCommitteeFactory(code="H29.777"))).user
    carry_out(merged(wards))

    reached = access.units_of(User.objects.get(pk=clerk.pk), Role.CLERK)

    assert reached == {Unit.objects.get(code="H29.950.9").pk, *(centre.pk for centre in wards.centres)}
    assert not access.units_of(User.objects.get(pk=stranger.pk), Role.CLERK) & reached


days = st.integers(0, 40).map(lambda n: dt.date(2026, 1, 1) + dt.timedelta(days=n))
spans = st.tuples(days, st.one_of(st.none(), st.integers(1, 20))).map(
    lambda pair: (pair[0], pair[0] + dt.timedelta(days=pair[1]) if pair[1] else None)
)


@settings(deadline=None)
@given(wanted=spans, taken=st.lists(spans, max_size=4))
def test_free_days_are_the_wanted_ones_that_nobody_has(
    wanted: tuple[dt.date, dt.date | None], taken: list[tuple[dt.date, dt.date | None]]
) -> None:
    def covers(span: tuple[dt.date, dt.date | None], day: dt.date) -> bool:
        return span[0] <= day and (span[1] is None or day < span[1])

    free = free_spans(wanted, taken)

    for n in range(80):
        day = dt.date(2025, 12, 25) + dt.timedelta(days=n)
        expected = covers(wanted, day) and not any(covers(span, day) for span in taken)
        assert sum(covers(span, day) for span in free) == expected


# Counters


def test_counters_keep_their_numbers_and_the_others_are_numbered_on(wards: Wards, carry_out: CarryOut) -> None:
    for centre in wards.centres:
        for number in (1, 2):
            make.CounterFactory(unit=centre, number=number, name=f"Quầy {number}")
    make.CounterFactory(unit=wards.centres[1], number=7, name="Trả kết quả")
    plan = merged(wards)
    foreseen = [(c.number, c.new_number) for c in reorganising.preview(plan).counters]

    carry_out(plan)

    open_now = Counter.objects.current(plan.effective_on).filter(unit__code="H29.950.9")
    assert sorted(open_now.values_list("number", flat=True)) == [1, 2, 3, 4, 7]
    assert foreseen == [(1, 1), (2, 2), (1, 3), (2, 4), (7, 7)]
    assert not Counter.objects.current(plan.effective_on).filter(unit__in=wards.centres).exists()


@settings(deadline=None)
@given(wanted=st.integers(1, 20), taken=st.sets(st.integers(1, 20)))
def test_a_counter_never_gets_a_number_that_is_taken(wanted: int, taken: set[int]) -> None:
    number = next_number(wanted, taken)

    assert number not in taken
    assert number == wanted or wanted in taken


# Old words


def test_an_old_address_leads_to_the_new_ward(wards: Wards, carry_out: CarryOut) -> None:
    """Phường Sài Gòn of 2025 was merged: addresses before 2025 lead through both changes."""
    place = make.WardFactory(code="26740", name="Sài Gòn", full_name="Phường Sài Gòn")
    Unit.objects.filter(pk=wards.first.pk).update(division=place)
    wards.first.refresh_from_db()
    carry_out(merged(wards))

    for address in ("Phường Bến Nghé, Quận 1, TP.HCM", "Phường Sài Gòn"):
        (found,) = resolving.resolve(address)
        assert (found.division.full_name, found.unit and found.unit.code) == ("Phường Hồng Hà", "H29.950")


def test_the_loader_takes_no_new_name_back(wards: Wards, carry_out: CarryOut) -> None:
    """`load_units` runs at each start and follows the published list, which is late with our decision."""
    plan = reorganising.draft(Reorganisation.Kind.RENAME, wards.author)
    place = make.WardFactory(code="26740", name="Sài Gòn", full_name="Phường Sài Gòn")
    Unit.objects.filter(pk=wards.first.pk).update(division=place)
    reorganising.going_on(
        plan, Unit.objects.get(pk=wards.first.pk), name="Ủy ban nhân dân phường Bến Nghé", division_name="Bến Nghé"
    )
    carry_out(plan)

    loading.load("79")

    assert Division.objects.get(code="26740").full_name == "Phường Bến Nghé"
    assert Division.objects.get(code="26743").full_name == "Phường Bến Thành"
