"""Rules proved: a unit shares out what arrives by rotation or by load, or leaves it in the pool."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers import assigning, assignment_policy, processing, steps
from dossiers.models import AssignmentPolicy, Dossier, Task
from portal.accounts.models import User
from tests.dossiers import copies, filings
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from units.models import StaffRole, Unit
from units.roles import Role

PAGE = "/can-bo/phan-cong/"


def share(world: World, unit: Unit, role: str, way: str) -> None:
    AssignmentPolicy.objects.update_or_create(unit=unit, role=role, defaults={"way": way, "set_by": world.ward.leader})


def clerks(world: World, count: int) -> list[User]:
    """The clerk of the centre and others beside her."""
    others = [
        make_staff(f"c{number}@example.vn", f"Tiếp nhận {number}", Role.CLERK, world.ward.centre)
        for number in range(1, count)
    ]
    return [world.ward.clerk, *others]


def holder(dossier: Dossier) -> User | None:
    return dossier.tasks.get(finished_at=None).assignee


@pytest.mark.parametrize("way", [None, AssignmentPolicy.Way.POOL])
def test_without_a_policy_what_arrives_lies_in_the_pool(world: World, way: str | None) -> None:
    if way:
        share(world, world.ward.centre, Role.CLERK, way)
    assert holder(filings.submitted(world)) is None


def test_by_rotation_each_gets_one_before_anybody_gets_two(world: World) -> None:
    people = clerks(world, 3)
    share(world, world.ward.centre, Role.CLERK, AssignmentPolicy.Way.ROTATION)

    given = [holder(filings.submitted(world)) for _turn in range(6)]

    assert set(given[:3]) == set(people)
    assert given[3:] == given[:3]


def test_rotation_does_not_look_at_what_is_done_already(world: World) -> None:
    first, second = clerks(world, 2)
    share(world, world.ward.centre, Role.CLERK, AssignmentPolicy.Way.ROTATION)
    dossier = filings.submitted(world)
    took = holder(dossier)
    assert took is not None
    processing.refuse(dossier, took, reason="Trùng.", legal_ground="Luật Hộ tịch")

    assert holder(filings.submitted(world)) == (second if took == first else first)


def test_by_load_whoever_has_fewest_open_tasks_is_next(world: World) -> None:
    busy, free = clerks(world, 2)
    for _count in range(2):
        assigning.claim(filings.submitted(world), busy)
    share(world, world.ward.centre, Role.CLERK, AssignmentPolicy.Way.LOAD)

    given = [holder(filings.submitted(world)) for _turn in range(4)]

    assert given[:2] == [free, free]
    assert set(given[2:]) == {busy, free}


def test_equal_loads_take_turns(world: World) -> None:
    people = clerks(world, 3)
    share(world, world.ward.centre, Role.CLERK, AssignmentPolicy.Way.LOAD)
    assert {holder(filings.submitted(world)) for _turn in range(3)} == set(people)


@pytest.mark.parametrize("gone", ["role ended", "account shut", "role begins tomorrow"])
def test_who_does_not_hold_the_role_today_is_passed_over(world: World, gone: str) -> None:
    first, second = clerks(world, 2)
    share(world, world.ward.centre, Role.CLERK, AssignmentPolicy.Way.ROTATION)
    today = timezone.localdate()
    if gone == "role ended":
        StaffRole.objects.filter(user=first).update(valid_to=today)
    elif gone == "account shut":
        User.objects.filter(pk=first.pk).update(is_active=False)
    else:
        StaffRole.objects.filter(user=first).update(valid_from=today + timedelta(days=1))

    assert {holder(filings.submitted(world)) for _turn in range(3)} == {second}


def test_a_unit_whose_people_all_left_falls_back_to_the_pool(world: World) -> None:
    share(world, world.ward.centre, Role.CLERK, AssignmentPolicy.Way.LOAD)
    StaffRole.objects.filter(user=world.ward.clerk).delete()
    assert holder(filings.submitted(world)) is None


def test_the_policy_of_one_unit_and_role_is_no_other_ones(world: World) -> None:
    share(world, world.other_ward.centre, Role.CLERK, AssignmentPolicy.Way.ROTATION)
    share(world, world.ward.office, Role.CLERK, AssignmentPolicy.Way.ROTATION)
    assert holder(filings.submitted(world)) is None
    assert holder(filings.submitted(world, receiving_unit=world.other_ward.centre.code)) == world.other_ward.clerk


def test_each_step_is_shared_out_by_its_own_unit(world: World) -> None:
    second = make_staff("thay@example.vn", "Ngô Thanh Vân", Role.OFFICER, world.ward.office)
    share(world, world.ward.office, Role.OFFICER, AssignmentPolicy.Way.ROTATION)
    given = [holder(filings.handed_over(world)) for _turn in range(2)]
    assert set(given) == {world.ward.officer, second}


@pytest.mark.parametrize("way", [None, *AssignmentPolicy.Way.values])
def test_sharing_out_costs_no_statement_of_its_own(
    world: World, way: str | None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Routing and the first task stay as cheap as they were: the insert itself picks."""
    if way:
        share(world, world.ward.centre, Role.CLERK, way)
    with copies.built():
        dossier = filings.submitted(world)
    task = dossier.tasks.select_related("step", "unit").get()
    Task.objects.all().delete()
    with django_assert_num_queries(1):
        steps.begin(dossier, task.opened_at)


def test_the_database_knows_one_way_for_a_role_of_a_unit(world: World) -> None:
    share(world, world.ward.centre, Role.CLERK, AssignmentPolicy.Way.LOAD)
    for way in ("load", "whim"):
        unit = world.ward.centre if way == "load" else world.ward.office
        with pytest.raises(IntegrityError), transaction.atomic():
            AssignmentPolicy.objects.create(unit=unit, role=Role.CLERK, way=way, set_by=world.ward.leader)


def key(unit: Unit, role: str) -> str:
    return f"way-{unit.pk}-{role}"


@pytest.mark.parametrize("who", ["leader", "administrator"])
def test_a_leader_or_administrator_of_the_agency_says_how(world: World, client: Client, who: str) -> None:
    ward = world.ward
    admin = make_staff("qt@example.vn", "Quản Trị", Role.UNIT_ADMIN, ward.committee)
    user = ward.leader if who == "leader" else admin
    client.force_login(user)
    assert "Để chung, ai rảnh thì nhận" in words(client.get(PAGE))

    answer = client.post(
        PAGE,
        {
            key(ward.centre, Role.CLERK): "rotation",
            key(ward.office, Role.OFFICER): "pool",
            key(ward.committee, Role.LEADER): "pool",
        },
        follow=True,
    )

    assert "Đã lưu cách phân công" in words(answer)
    policy = AssignmentPolicy.objects.get()
    assert (policy.unit, policy.role, policy.way, policy.set_by) == (ward.centre, Role.CLERK, "rotation", user)
    assert holder(filings.submitted(world)) == ward.clerk


def test_what_is_not_said_well_changes_nothing(world: World, client: Client) -> None:
    client.force_login(world.ward.leader)
    answer = client.post(PAGE, {key(world.ward.centre, Role.CLERK): "whim"})
    assert answer.status_code == 422
    assert not AssignmentPolicy.objects.exists()


def test_the_agency_next_door_is_not_theirs(world: World, client: Client) -> None:
    """Nor that of a ward to the administrator of the city."""
    city = world.ward.committee.parent
    assert city is not None
    admin = make_staff("qt@example.vn", "Quản Trị", Role.UNIT_ADMIN, city)
    for user in (world.other_ward.leader, admin):
        client.force_login(user)
        typed = {key(share.unit, share.role): share.way for share in assignment_policy.shares_of(user)}
        client.post(PAGE, {**typed, key(world.ward.centre, Role.CLERK): "load"})
        assert world.ward.centre.name not in words(client.get(PAGE))
    assert not AssignmentPolicy.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "officer"])
def test_who_does_the_work_does_not_share_it_out(world: World, client: Client, who: str) -> None:
    client.force_login(getattr(world.ward, who))
    assert client.get(PAGE).status_code == 403


def test_the_page_costs_the_same_with_many_people(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    clerks(world, 8)
    client.force_login(world.ward.leader)
    with django_assert_max_num_queries(9):
        client.get(PAGE)
