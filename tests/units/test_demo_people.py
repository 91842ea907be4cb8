"""Demo people: one account for every role, in demo mode only."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from portal.accounts.identity import check_id_number
from portal.accounts.models import Kind, User
from portal.ui.fields import normalise_phone
from units import access, lookup
from units.demo_people import DEMO_PEOPLE, DEMO_WARDS
from units.models import StaffRole
from units.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    """The demo people by the name of their address, in a loaded city."""
    call_command("load_units", verbosity=0)
    call_command("load_demo_people", verbosity=0)
    return {str(user.email).split("@")[0]: user for user in User.objects.all()}


def test_every_role_is_held_by_somebody_who_can_sign_in(people: dict[str, User]) -> None:
    assert set(StaffRole.objects.values_list("role", flat=True)) == set(Role.values)
    assert len(people) == len(DEMO_PEOPLE)
    for person in DEMO_PEOPLE:
        user = people[person.email.split("@")[0]]
        assert user.check_password(person.password)
        assert EmailAddress.objects.get(user=user).verified
        assert user.is_staff == (Role.SYSTEM_ADMIN in [role.role for role in access.roles_of(user)])


def test_a_clerk_of_the_second_ward_reaches_nothing_of_the_first(people: dict[str, User]) -> None:
    first, second = (lookup.committee_of(code) for code in DEMO_WARDS["79"])
    assert access.units_of(people["tiep-nhan"]) == {lookup.centre_of(first).pk}
    assert access.units_of(people["tiep-nhan-2"]) == {lookup.centre_of(second).pk}
    assert access.has_role(people["lanh-dao"], Role.LEADER, lookup.division_for(first, "van-hoa-xa-hoi"))
    assert not access.has_role(people["lanh-dao"], Role.LEADER, second)


def test_a_second_run_makes_nobody(people: dict[str, User]) -> None:
    roles = StaffRole.objects.count()
    call_command("load_demo_people", verbosity=0)
    assert User.objects.count() == len(people)
    assert StaffRole.objects.count() == roles


def test_they_exist_in_demo_mode_only(settings: Settings) -> None:
    settings.PORTAL_DEMO = False
    with pytest.raises(CommandError, match="demo mode"):
        call_command("load_demo_people")
    assert not User.objects.exists()


def test_without_units_nobody_is_made() -> None:
    with pytest.raises(CommandError, match="no unit"):
        call_command("load_demo_people")
    assert not User.objects.exists()


def test_another_province_takes_its_first_two_wards(settings: Settings) -> None:
    settings.PORTAL_PROVINCE = "46"
    call_command("load_units", verbosity=0)
    call_command("load_demo_people", verbosity=0)
    codes = StaffRole.objects.filter(role=Role.CLERK, unit__level="commune").values_list("unit__code", flat=True)
    assert len({code.rsplit(".", 1)[0] for code in codes}) == 2


def test_invented_numbers_look_real_but_are_nobodys() -> None:
    phones = [person.phone for person in DEMO_PEOPLE]
    assert phones == [normalise_phone(phone) for phone in phones]
    assert len(set(phones)) == len(phones)
    for person in DEMO_PEOPLE:
        assert person.kind in Kind.values
        assert not person.id_number or check_id_number(person.id_number)
