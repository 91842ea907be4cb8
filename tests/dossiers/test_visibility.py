"""Who sees which dossiers: owners theirs, staff those of their units, everybody else nothing; at one query each."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff, make_user
from units.roles import Role


def sees(user: User | AnonymousUser) -> bool:
    return Dossier.objects.visible_to(user).exists()


@pytest.mark.parametrize("who", ["clerk", "officer", "leader"])
def test_staff_see_what_is_with_their_ward_and_nothing_of_another(world: World, who: str) -> None:
    filings.submitted(world)

    assert sees(getattr(world.ward, who))
    assert not sees(getattr(world.other_ward, who))


@pytest.mark.parametrize("who", ["clerk", "officer", "leader"])
def test_where_it_was_received_and_where_it_is_settled_both_see_it(world: World, who: str) -> None:
    """Non-territorial: the receiving centre sees it, the other ward's officers have nothing to do with it."""
    filings.submitted(world, receiving_unit=world.other_ward.centre.code)

    assert sees(getattr(world.ward, who)) == (who != "clerk")
    assert sees(getattr(world.other_ward, who)) == (who != "officer")


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.SUPERVISOR, True), (Role.PUBLISHER, False), (Role.UNIT_ADMIN, False), (Role.SYSTEM_ADMIN, False),
     (Role.HOTLINE_OPERATOR, False)],
)  # fmt: skip
def test_only_roles_that_work_on_dossiers_or_watch_them_open_them(world: World, role: Role, may: bool) -> None:
    """Running the machine is no reason to read people's papers."""
    filings.submitted(world)

    assert sees(make_staff("x@example.vn", "Người Khác", role, world.ward.committee)) == may


def test_a_supervisor_of_the_city_sees_every_ward(world: World) -> None:
    filings.submitted(world)
    city = world.ward.committee.parent
    assert city is not None

    assert sees(make_staff("x@example.vn", "Người Giám Sát", Role.SUPERVISOR, city))


def test_a_leader_of_the_city_does_not_see_the_casework_of_wards(world: World) -> None:
    filings.submitted(world)
    city = world.ward.committee.parent
    assert city is not None

    assert not sees(make_staff("x@example.vn", "Lãnh Đạo Thành Phố", Role.LEADER, city))


def test_the_owner_sees_her_own_and_a_stranger_nothing(world: World) -> None:
    dossier = filings.submitted(world)

    assert Dossier.objects.visible_to(world.mother).get() == dossier
    assert not sees(make_user("la@example.vn", "Người Lạ"))
    assert not sees(AnonymousUser())


def test_a_clerk_does_not_work_on_what_she_filed_elsewhere(world: World) -> None:
    """As a citizen she sees it; at her desk it is not hers."""
    dossier = filings.submitted(world)
    Dossier.objects.filter(pk=dossier.pk).update(submitted_by=world.other_ward.clerk)

    assert sees(world.other_ward.clerk)
    assert not Dossier.objects.worked_by(world.other_ward.clerk).exists()


def test_somebody_put_out_of_service_sees_nothing_of_the_unit_any_more(world: World) -> None:
    filings.submitted(world)
    User.objects.filter(pk=world.ward.clerk.pk).update(is_active=False)

    assert not sees(User.objects.get(pk=world.ward.clerk.pk))


def test_a_client_sees_what_it_filed_and_an_empty_id_nothing(world: World) -> None:
    """Dossiers of people carry an empty client id."""
    dossier = filings.submitted(world)
    assert not Dossier.objects.filed_by_client("").exists()

    Dossier.objects.filter(pk=dossier.pk).update(client_id="clinic")

    assert Dossier.objects.filed_by_client("clinic").get() == dossier
    assert not Dossier.objects.filed_by_client("bank").exists()


def test_own_dossiers_come_newest_first(world: World) -> None:
    first, second = filings.submitted(world), filings.submitted(world)

    assert list(Dossier.objects.owned_by(world.mother)) == [second, first]


def test_a_page_of_many_costs_as_much_as_of_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """1. the person's roles; 2. the units they reach; 3. dossiers with all that they name; 4. their parties."""
    filings.submitted(world)
    filings.submitted(world)
    clerk = User.objects.get(pk=world.ward.clerk.pk)

    with django_assert_num_queries(4):
        for dossier in Dossier.objects.visible_to(clerk).for_pages():
            assert dossier.owner.full_name
            assert dossier.procedure_version.procedure.code
            assert dossier.competent_unit.calendar.slug
