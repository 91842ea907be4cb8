"""Who reaches which units by which role, today."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pytest_django.fixtures import DjangoAssertNumQueries

from portal.accounts.models import User
from tests.units import factories as make
from units import access
from units.models import StaffRole, Unit
from units.roles import OWN_AGENCY_ROLES, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> dict[str, Unit]:
    """A ward with a division and its centre, beneath the province that also has a department."""
    committee = make.CommuneCommitteeFactory()
    return {
        "province": committee.parent,
        "department": make.DepartmentFactory(parent=committee.parent),
        "committee": committee,
        "division": make.PartFactory(parent=committee),
        "centre": make.CentreFactory(parent=committee),
    }


def holder(unit: Unit, role: str, **more: object) -> User:
    """Somebody with this one role."""
    held: StaffRole = make.StaffRoleFactory(unit=unit, role=role, **more)
    return User.objects.get(pk=held.user.pk)


@pytest.mark.parametrize("role", sorted(OWN_AGENCY_ROLES))
def test_casework_and_accounts_end_where_another_agency_begins(ward: dict[str, Unit], role: str) -> None:
    assert access.units_of(holder(ward["province"], role), role) == {ward["province"].pk}
    inside = {ward[name].pk for name in ("committee", "division", "centre")}
    assert access.units_of(holder(ward["committee"], role), role) == inside


@pytest.mark.parametrize("role", sorted(set(Role.values) - OWN_AGENCY_ROLES))
def test_watching_and_administering_reach_everything_beneath(ward: dict[str, Unit], role: str) -> None:
    everything = {unit.pk for unit in ward.values()}
    assert access.units_of(holder(ward["province"], role)) == everything


def test_a_clerk_of_a_centre_reaches_neither_the_division_nor_another_ward(ward: dict[str, Unit]) -> None:
    clerk = holder(ward["centre"], Role.CLERK)
    other = make.CentreFactory()
    assert access.has_role(clerk, Role.CLERK, ward["centre"])
    assert not access.has_role(clerk, Role.CLERK, ward["division"])
    assert not access.has_role(clerk, Role.CLERK, other)
    assert not access.has_role(clerk, Role.OFFICER, ward["centre"])


def test_several_roles_add_up(ward: dict[str, Unit]) -> None:
    person = holder(ward["centre"], Role.CLERK)
    make.StaffRoleFactory(user=person, unit=ward["department"], role=Role.OFFICER)
    assert access.units_of(person) == {ward["centre"].pk, ward["department"].pk}
    assert access.units_of(person, Role.OFFICER) == {ward["department"].pk}
    assert access.units_of(person, Role.LEADER) == set()


def test_a_role_counts_from_its_first_day_until_before_its_last(ward: dict[str, Unit]) -> None:
    day = dt.date(2026, 3, 2)
    person = holder(ward["centre"], Role.CLERK, valid_from=day, valid_to=day + dt.timedelta(days=7))
    for ahead, count in ((-1, 0), (0, 1), (6, 1), (7, 0)):
        assert len(access.roles_of(person, on=day + dt.timedelta(days=ahead))) == count


@pytest.mark.parametrize("who", ["nobody", "stranger", "blocked"])
def test_without_a_role_nothing_is_reached(ward: dict[str, Unit], who: str) -> None:
    blocked = holder(ward["centre"], Role.CLERK)
    blocked.is_active = False
    people: dict[str, User | AnonymousUser] = {
        "nobody": AnonymousUser(),
        "stranger": make.StaffFactory(),
        "blocked": blocked,
    }
    person = people[who]
    assert access.units_of(person) == set()
    assert not access.holds_any(person)


def test_questions_are_asked_of_the_database_once(
    ward: dict[str, Unit], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = holder(ward["committee"], Role.LEADER)
    with django_assert_num_queries(2):  # the roles, then the units beneath
        access.units_of(person, Role.LEADER)
    with django_assert_num_queries(0):
        access.units_of(person, Role.LEADER)
        access.has_role(person, Role.LEADER, ward["division"])
        assert [held.unit.name for held in access.roles_of(person)] == [ward["committee"].name]


def test_forgetting_shows_a_role_given_in_the_same_process(ward: dict[str, Unit]) -> None:
    person = make.StaffFactory()
    assert access.units_of(person) == set()
    make.StaffRoleFactory(user=person, unit=ward["centre"])
    access.forget(person)
    assert access.units_of(person) == {ward["centre"].pk}


def test_rules_let_in_holders_of_a_role_only(ward: dict[str, Unit]) -> None:
    request = RequestFactory().get("/")
    request.user = holder(ward["centre"], Role.CLERK)
    assert access.STAFF.allows(request)
    assert access.staff_rule(Role.CLERK, Role.OFFICER).allows(request)
    assert not access.staff_rule(Role.LEADER).allows(request)
    request.user = make.StaffFactory()
    assert not access.STAFF.allows(request)
    request.user = AnonymousUser()
    assert not access.STAFF.allows(request)
