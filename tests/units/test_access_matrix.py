"""Every role at every kind of unit: whom it reaches, in a province of two wards, against a plain walk up the tree."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from tests.in_turn import in_turn
from tests.units import factories as make
from units import access
from units.models import AGENCY_KINDS, Unit
from units.roles import OWN_AGENCY_ROLES, Role

pytestmark = pytest.mark.django_db
PLACES = (
    "province", "department", "provincial_centre", "branch",
    "ward", "ward_division", "ward_centre", "other_ward", "other_division", "other_centre",
)  # fmt: skip


@pytest.fixture
def units() -> dict[str, Unit]:
    """A province with a department, a centre with a branch, and two wards with their parts."""
    ward, other = make.CommuneCommitteeFactory(), make.CommuneCommitteeFactory()
    province = ward.parent
    centre = make.ProvincialCentreFactory(parent=province)
    found = (
        province,
        make.DepartmentFactory(parent=province),
        centre,
        make.PartFactory(
            parent=centre, code="H29.90.1", kind="branch", level="province", slug="", division=province.division
        ),
        *(ward, make.PartFactory(parent=ward), make.CentreFactory(parent=ward)),
        *(other, make.PartFactory(parent=other), make.CentreFactory(parent=other)),
    )
    return dict(zip(PLACES, found, strict=True))


def reaches(role: str, held_at: Unit, target: Unit) -> bool:
    """The rule, walked the other way round: up from the target; casework and accounts stop where an agency begins."""
    walking: Unit | None = target
    while walking is not None:
        if walking.pk == held_at.pk:
            return True
        if role in OWN_AGENCY_ROLES and walking.kind in AGENCY_KINDS:
            return False
        walking = walking.parent
    return False


@pytest.mark.parametrize("role", Role.values)
def test_each_role_at_each_unit_reaches_what_the_rule_says(units: dict[str, Unit], role: str) -> None:
    for place, held_at in units.items():
        person = User.objects.get(pk=make.StaffRoleFactory(unit=held_at, role=role).user.pk)
        found = {name for name, unit in units.items() if access.has_role(person, role, unit)}
        expected = {name for name, unit in units.items() if reaches(role, held_at, unit)}
        assert found == expected, (role, place)


@in_turn("held, asked", list(product(Role.values, Role.values)), taken_back=True)
def test_a_role_is_no_other_role(units: dict[str, Unit], held: str, asked: str) -> None:
    person = User.objects.get(pk=make.StaffRoleFactory(unit=units["ward"], role=held).user.pk)

    assert access.has_role(person, asked, units["ward"]) == (held == asked)
    assert access.holds_any(person, asked) == (held == asked)
    assert access.holds_any(person)


@pytest.mark.parametrize("role", sorted(OWN_AGENCY_ROLES))
def test_casework_and_accounts_never_reach_another_ward(units: dict[str, Unit], role: str) -> None:
    for place in ("province", "department", "ward", "ward_division", "ward_centre"):
        person = User.objects.get(pk=make.StaffRoleFactory(unit=units[place], role=role).user.pk)
        assert not any(access.has_role(person, role, units[f"other_{part}"]) for part in ("ward", "division", "centre"))


def test_a_role_at_one_ward_adds_nothing_to_a_role_of_another_kind(units: dict[str, Unit]) -> None:
    """Whoever watches the province is no clerk of it."""
    person = make.StaffRoleFactory(unit=units["province"], role=Role.SUPERVISOR).user
    make.StaffRoleFactory(user=person, unit=units["ward_centre"], role=Role.CLERK)
    person = User.objects.get(pk=person.pk)

    assert access.units_of(person, Role.CLERK) == {units["ward_centre"].pk}
    assert access.units_of(person, Role.CLERK, Role.SUPERVISOR) == {unit.pk for unit in units.values()}


def test_a_person_asked_for_many_roles_costs_one_question_more_each(
    units: dict[str, Unit], django_assert_num_queries: object
) -> None:
    person = User.objects.get(pk=make.StaffRoleFactory(unit=units["ward"], role=Role.LEADER).user.pk)
    with django_assert_num_queries(2):  # type: ignore[operator]
        for unit in units.values():
            access.has_role(person, Role.LEADER, unit)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert access.units_of(person, Role.CLERK) == set()


@given(st.sets(st.sampled_from(Role.values)))
def test_a_rule_is_named_by_its_roles_whatever_their_order(roles: set[str]) -> None:
    assert access.staff_rule(*roles).name == access.staff_rule(*sorted(roles, reverse=True)).name
