"""Rules proved: where another stands in from the middle of an absence on, untouched work goes on to them by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dossiers import assigning, permissions, processing, standing_in
from dossiers.models import Dossier
from dossiers.standing_in import Round
from dossiers.statuses import Action
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.away import away, over
from tests.dossiers.world import World, make_staff
from units.access import forget
from units.models import Absence, StaffRole, StandIn
from units.roles import Role

DRAFT = {"child_personal_number": "079326001234"}
NOTHING = Round(given=0, back=0)
LIST = "/can-bo/vang-mat/"


def holder(dossier: Dossier) -> User | None:
    return dossier.tasks.get(finished_at=None).assignee


def held_by_the_officer(world: World) -> Dossier:
    return assigning.claim(filings.handed_over(world), world.ward.officer)


@pytest.fixture
def first(world: World) -> User:
    """Who stands in to begin with."""
    return make_staff("pho@example.vn", "Ngô Thanh Vân", Role.UNIT_ADMIN, world.ward.office)


@pytest.fixture
def second(world: World) -> User:
    """Who stands in later."""
    return make_staff("pho2@example.vn", "Huỳnh Tấn Phát", Role.UNIT_ADMIN, world.ward.office)


def replaced(absence: Absence, by: User | None) -> None:
    """The absence written anew with another stand-in, or with none, as its page does it."""
    absence.save()
    absence.stand_ins.all().delete()
    if by is not None:
        for held in StaffRole.objects.current().filter(user=absence.user):
            StandIn.objects.create(absence=absence, held=held, person=by)
        forget(by)


def moved_to_the_first(world: World, first: User) -> tuple[Dossier, Absence]:
    dossier = held_by_the_officer(world)
    absence = away(world.ward.officer, first)
    assert standing_in.move_work() == Round(given=1, back=0)
    return dossier, absence


def test_untouched_work_goes_on_to_the_new_stand_in_once(world: World, first: User, second: User) -> None:
    dossier, absence = moved_to_the_first(world, first)
    replaced(absence, second)

    assert standing_in.move_work() == Round(given=1, back=0)
    assert standing_in.move_work() == NOTHING

    assert holder(dossier) == second
    last = dossier.events.latest("sequence")
    assert (last.action, last.actor, last.data["absence"]) == (Action.ASSIGN, None, absence.pk)
    assert (last.data["from"], last.data["to"]) == (first.pk, second.pk)
    dossier.refresh_from_db()
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, second)


def test_the_page_that_names_another_moves_the_work(world: World, client: Client, first: User, second: User) -> None:
    dossier, absence = moved_to_the_first(world, first)
    client.force_login(world.ward.leader)
    held = StaffRole.objects.get(user=world.ward.officer)
    days = {"first": absence.valid_from, "last": absence.last_day}
    typed = {f"{name}_{part}": getattr(day, part) for name, day in days.items() for part in ("day", "month", "year")}

    answer = client.post(f"{LIST}{absence.pk}/", {**typed, "reason": "leave", f"stand_in_{held.pk}": second.pk})

    assert answer.status_code == 302, answer.content.decode()
    assert standing_in.move_work() == Round(given=1, back=0)
    assert holder(dossier) == second


def test_without_anybody_new_it_lies_with_the_absent_and_holds_nobody_up(world: World, first: User) -> None:
    colleague = make_staff("thay@example.vn", "Đinh Thị Mai", Role.OFFICER, world.ward.office)
    dossier, absence = moved_to_the_first(world, first)
    replaced(absence, None)

    assert standing_in.move_work() == Round(given=1, back=0)
    assert standing_in.move_work() == NOTHING

    assert holder(dossier) == world.ward.officer
    dossier.refresh_from_db()
    processing.submit_for_signature(dossier, colleague, content=DRAFT, opinion="")


@pytest.mark.parametrize("touch", ["claimed", "given on"])
def test_what_somebody_touched_stays_as_they_left_it(world: World, first: User, second: User, touch: str) -> None:
    colleague = make_staff("thay@example.vn", "Đinh Thị Mai", Role.OFFICER, world.ward.office)
    dossier, absence = moved_to_the_first(world, first)
    dossier.refresh_from_db()
    if touch == "claimed":
        assigning.claim(dossier, colleague, note="Tôi làm tiếp.")
    else:
        assigning.assign(dossier, world.ward.leader, to=colleague)
    replaced(absence, second)

    assert standing_in.move_work() == NOTHING
    assert holder(dossier) == colleague


def test_an_absence_that_is_only_lengthened_moves_nothing(world: World, first: User) -> None:
    dossier, absence = moved_to_the_first(world, first)
    absence.valid_to += timedelta(days=4)
    replaced(absence, first)

    assert standing_in.move_work() == NOTHING
    assert holder(dossier) == first


def test_at_the_end_it_comes_home_from_the_second_too(world: World, first: User, second: User) -> None:
    dossier, absence = moved_to_the_first(world, first)
    replaced(absence, second)
    standing_in.move_work()
    over(absence)

    assert standing_in.move_work() == Round(given=0, back=1)
    assert holder(dossier) == world.ward.officer


def test_the_work_of_others_stays_with_whoever_stands_in_for_them(world: World, first: User, second: User) -> None:
    """One stands in for two; for one of them somebody else does from now on."""
    colleague = make_staff("thay@example.vn", "Đinh Thị Mai", Role.OFFICER, world.ward.office)
    others = assigning.claim(filings.handed_over(world), colleague)
    away(colleague, first)
    dossier, absence = held_by_the_officer(world), away(world.ward.officer, first)
    assert standing_in.move_work().given == 2
    replaced(absence, second)

    assert standing_in.move_work() == Round(given=1, back=0)

    assert (holder(dossier), holder(others)) == (second, first)


def test_a_stand_in_of_the_ward_next_door_is_nobody_here(world: World, first: User) -> None:
    """Two wards change their stand-ins on one day: each keeps its own work."""
    there = assigning.claim(filings.handed_over(world), world.ward.officer)
    absence = away(world.ward.officer, first)
    elsewhere = make_staff("ben@example.vn", "Lý Thu Thảo", Role.UNIT_ADMIN, world.other_ward.office)
    away(world.other_ward.officer, elsewhere)
    standing_in.move_work()
    replaced(absence, first)

    assert standing_in.move_work() == NOTHING
    assert holder(there) == first


def test_a_worker_killed_between_two_dossiers_goes_on_and_moves_nothing_twice(
    world: World, first: User, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [held_by_the_officer(world) for _count in range(3)]
    absence = away(world.ward.officer, first)
    assert standing_in.move_work().given == 3
    replaced(absence, second)
    true = standing_in._write
    moves: list[object] = []

    def killed(*args: object) -> None:
        if len(moves) == 2:
            raise KeyboardInterrupt
        moves.append(args)
        true(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(standing_in, "_write", killed)
        standing_in.move_work()

    assert standing_in.move_work() == Round(given=1, back=0)
    assert {holder(dossier) for dossier in dossiers} == {second}
    assert [dossier.events.filter(action=Action.ASSIGN).count() for dossier in dossiers] == [2, 2, 2]


def test_a_round_that_finds_nothing_asks_as_much_for_one_task_as_for_three(
    world: World,
    first: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    moved_to_the_first(world, first)
    with django_assert_max_num_queries(9) as counted:
        standing_in.move_work()
    for _more in range(2):
        held_by_the_officer(world)
    standing_in.move_work()

    with django_assert_num_queries(len(counted)):
        assert standing_in.move_work() == NOTHING
