"""Rules proved: who is away holds nothing up: their work and their powers go to a stand-in, and come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dossiers import assigning, permissions, processing, standing_in, stopping, tasks
from dossiers.models import AssignmentPolicy, Dossier
from dossiers.problems import NotYours
from dossiers.statuses import Action
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.away import away, over
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World, make_staff
from units.access import forget
from units.models import today_in_vietnam
from units.roles import Role

DRAFT = {"child_personal_number": "079326001234"}


def holder(dossier: Dossier) -> User | None:
    return dossier.tasks.get(finished_at=None).assignee


@pytest.fixture
def deputy(world: World) -> User:
    """Somebody of the division who does no casework of their own."""
    return make_staff("pho@example.vn", "Ngô Thanh Vân", Role.UNIT_ADMIN, world.ward.office)


def held_by_the_officer(world: World) -> Dossier:
    dossier = filings.handed_over(world)
    return assigning.claim(dossier, world.ward.officer)


def test_the_work_of_the_absent_goes_to_the_stand_in_once(world: World, deputy: User) -> None:
    dossier = held_by_the_officer(world)
    absence = away(world.ward.officer, deputy)

    assert standing_in.move_work() == standing_in.Round(given=1, back=0)
    assert standing_in.move_work() == standing_in.Round(given=0, back=0)

    assert holder(dossier) == deputy
    last = dossier.events.latest("sequence")
    assert (last.action, last.actor, last.data["absence"]) == (Action.ASSIGN, None, absence.pk)
    assert (last.data["from_name"], last.data["to_name"]) == (world.ward.officer.full_name, deputy.full_name)


def test_before_the_first_day_nothing_moves(world: World, deputy: User) -> None:
    dossier = held_by_the_officer(world)
    absence = away(world.ward.officer, deputy, begins=1)

    tasks.move_work_of_the_absent()
    assert holder(dossier) == world.ward.officer

    standing_in.move_work(absence.valid_from)
    assert holder(dossier) == deputy


def test_without_a_stand_in_the_work_stays_and_a_colleague_may_act_at_once(world: World) -> None:
    dossier = held_by_the_officer(world)
    colleague = make_staff("thay@example.vn", "Đinh Thị Mai", Role.OFFICER, world.ward.office)
    with pytest.raises(NotYours):
        processing.submit_for_signature(dossier, colleague, content=DRAFT, opinion="")
    away(world.ward.officer)

    assert standing_in.move_work().given == 0
    processing.submit_for_signature(dossier, colleague, content=DRAFT, opinion="")

    assert dossier.events.latest("sequence").actor_name == colleague.full_name


def test_what_nobody_touched_comes_back_at_the_end(world: World, deputy: User) -> None:
    untouched, touched = held_by_the_officer(world), held_by_the_officer(world)
    absence = away(world.ward.officer, deputy)
    standing_in.move_work()
    touched.refresh_from_db()
    processing.submit_for_signature(touched, deputy, content=DRAFT, opinion="")
    processing.send_back(touched, world.ward.leader, reason="Sai tên đệm.")
    over(absence)

    assert standing_in.move_work() == standing_in.Round(given=0, back=1)
    assert standing_in.move_work() == standing_in.Round(given=0, back=0)

    assert holder(untouched) == world.ward.officer
    assert untouched.events.latest("sequence").data["absence_over"] == absence.pk
    assert holder(touched) == deputy


def test_a_stand_in_has_the_role_for_those_days_only(world: World, deputy: User) -> None:
    dossier = filings.handed_over(world)
    absence = away(world.ward.officer, deputy, begins=1)
    assert permissions.actions_open_to(dossier, deputy) == []
    absence.valid_from = today_in_vietnam()
    absence.save()
    forget(deputy)

    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, deputy)

    over(absence)
    assert permissions.actions_open_to(dossier, User.objects.get(pk=deputy.pk)) == []


def test_what_a_stand_in_does_says_in_whose_place(world: World, client: Client, deputy: User) -> None:
    dossier = filings.handed_over(world)
    away(world.ward.officer, deputy)

    processing.submit_for_signature(dossier, deputy, content=DRAFT, opinion="")

    last = dossier.events.latest("sequence")
    assert last.actor == deputy
    assert last.actor_name == f"Ngô Thanh Vân (thay {world.ward.officer.full_name})"
    assert last.actor_name in words(look(client, world.ward.leader, dossier))


def test_whoever_holds_the_role_themselves_acts_in_their_own_name(world: World) -> None:
    colleague = make_staff("thay@example.vn", "Đinh Thị Mai", Role.OFFICER, world.ward.office)
    dossier = filings.handed_over(world)
    away(world.ward.officer, colleague)

    processing.submit_for_signature(dossier, colleague, content=DRAFT, opinion="")

    assert dossier.events.latest("sequence").actor_name == "Đinh Thị Mai"


def test_four_eyes_look_also_where_one_stands_in_for_the_other(world: World) -> None:
    """An officer who stands in for the leader does not approve what she drafted."""
    own, others = filings.awaiting_signature(world), filings.handed_over(world)
    colleague = make_staff("thay@example.vn", "Đinh Thị Mai", Role.OFFICER, world.ward.office)
    processing.submit_for_signature(others, colleague, content=DRAFT, opinion="")
    away(world.ward.leader, world.ward.officer)

    assert Action.APPROVE not in permissions.actions_open_to(own, world.ward.officer)
    with pytest.raises(NotYours):
        processing.approve(own, world.ward.officer)
    processing.approve(others, world.ward.officer)

    assert "(thay Phạm Quốc Bảo)" in others.events.latest("sequence").actor_name


def test_acts_beside_the_process_say_it_too(world: World, deputy: User) -> None:
    dossier = filings.handed_over(world)
    away(world.ward.leader, deputy)

    stopping.stop(dossier, deputy, reason="Đề nghị dừng.", legal_ground="Đơn đề nghị")

    assert dossier.events.latest("sequence").actor_name == "Ngô Thanh Vân (thay Phạm Quốc Bảo)"


def test_what_returns_to_somebody_away_goes_to_the_stand_in_at_once(world: World, deputy: User) -> None:
    dossier = filings.awaiting_signature(world)
    away(world.ward.officer, deputy)

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    assert holder(dossier) == deputy


def test_the_absent_are_passed_over_when_work_is_shared_out(world: World) -> None:
    second = make_staff("c2@example.vn", "Đinh Thị Mai", Role.CLERK, world.ward.centre)
    AssignmentPolicy.objects.create(unit=world.ward.centre, role=Role.CLERK, way="rotation", set_by=world.ward.leader)
    away(world.ward.clerk)
    assert {holder(filings.submitted(world)) for _turn in range(2)} == {second}
    away(second)
    assert holder(filings.submitted(world)) is None


def test_a_round_asks_the_same_with_one_task_moved_and_with_none(
    world: World, deputy: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """A round over many untouched tasks reads; it does not ask for each."""
    absence = away(world.ward.officer, deputy)
    over(absence)
    for _count in range(3):
        assigning.claim(filings.handed_over(world), world.ward.officer)
    with django_assert_max_num_queries(4):
        standing_in.move_work()


def test_a_long_past_absence_moves_nothing(world: World, deputy: User) -> None:
    dossier = held_by_the_officer(world)
    absence = away(world.ward.officer, deputy)
    standing_in.move_work()
    long_after = absence.valid_to + timedelta(days=standing_in.DAYS_BACK)
    assert standing_in.move_work(long_after).back == 0
    assert holder(dossier) == deputy
