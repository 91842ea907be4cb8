"""Rules proved: work that comes back goes to whoever had it while they can still do it, else as the unit shares it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dossiers import assigning, permissions, processing, rerouting, supplementing
from dossiers.models import AssignmentPolicy, Dossier
from dossiers.rerouting import Why
from dossiers.statuses import Action
from dossiers.submission import PaperData
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.away import away, over
from tests.dossiers.world import World, make_staff
from units.models import Absence, StaffRole, StandIn, today_in_vietnam
from units.roles import Role

DRAFT = {"child_personal_number": "079326001234"}


@pytest.fixture
def colleague(world: World) -> User:
    """A second officer of the division."""
    return make_staff("thay@example.vn", "Đinh Thị Mai", Role.OFFICER, world.ward.office)


@pytest.fixture
def deputy(world: World) -> User:
    """Somebody of the division who does no casework of their own."""
    return make_staff("pho@example.vn", "Ngô Thanh Vân", Role.UNIT_ADMIN, world.ward.office)


def holder(dossier: Dossier) -> User | None:
    return dossier.tasks.get(finished_at=None).assignee


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def asked_by(world: World, officer: User) -> Dossier:
    """A dossier that waits for its owner because the officer asked for a better scan."""
    dossier = filings.handed_over(world)
    component = dossier.papers.get(replaced_by=None).component_id
    supplementing.request(dossier, officer, reason="Tên mẹ chưa khớp.", remarks={component: "Chụp lại cho rõ."})
    return dossier


def answered(world: World, dossier: Dossier) -> Dossier:
    dossier.refresh_from_db()
    return supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")])


def drafted_by(world: World, officer: User) -> Dossier:
    dossier = filings.handed_over(world)
    return processing.submit_for_signature(dossier, officer, content=DRAFT, opinion="")


def leave(user: User, how: str, world: World) -> None:
    """The person can no longer do the work."""
    roles = StaffRole.objects.filter(user=user)
    if how == "role ended":
        roles.update(valid_to=today_in_vietnam())
    elif how == "account shut":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif how == "moved next door":
        roles.update(unit=world.other_ward.office)
    else:
        roles.update(role=Role.CLERK)


GONE = ["role ended", "account shut", "moved next door", "another role"]


@pytest.mark.parametrize("how", GONE)
def test_an_answer_of_the_owner_does_not_lie_with_whoever_left(world: World, colleague: User, how: str) -> None:
    dossier = asked_by(world, world.ward.officer)
    leave(world.ward.officer, how, world)

    answered(world, dossier)

    assert holder(dossier) is None, "in the pool, where the colleague sees it"
    processing.submit_for_signature(dossier, colleague, content=DRAFT, opinion="")


@pytest.mark.parametrize("how", GONE)
def test_what_a_leader_sends_back_does_not_lie_with_whoever_left(world: World, colleague: User, how: str) -> None:
    dossier = drafted_by(world, world.ward.officer)
    leave(world.ward.officer, how, world)

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    assert holder(dossier) is None
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, colleague)


@pytest.mark.parametrize("way", [AssignmentPolicy.Way.ROTATION, AssignmentPolicy.Way.LOAD])
def test_the_unit_shares_it_out_anew_where_it_shares_out(world: World, colleague: User, way: str) -> None:
    dossier = asked_by(world, world.ward.officer)
    AssignmentPolicy.objects.create(unit=world.ward.office, role=Role.OFFICER, way=way, set_by=world.ward.leader)
    leave(world.ward.officer, "role ended", world)

    answered(world, dossier)

    assert holder(dossier) == colleague


def test_whoever_is_still_there_gets_it_back_whatever_the_policy(world: World, colleague: User) -> None:
    dossier = asked_by(world, world.ward.officer)
    for _burden in range(2):
        assigning.claim(filings.handed_over(world), world.ward.officer)
    AssignmentPolicy.objects.create(unit=world.ward.office, role=Role.OFFICER, way="load", set_by=world.ward.leader)
    assert holder(filings.handed_over(world)) == colleague, "by load it would be hers"

    answered(world, dossier)

    assert holder(dossier) == world.ward.officer


def test_a_role_above_within_the_agency_is_still_the_role(world: World) -> None:
    """An officer of the committee may do the work of its divisions (units.access)."""
    dossier = asked_by(world, world.ward.officer)
    StaffRole.objects.filter(user=world.ward.officer).update(unit=world.ward.committee)

    answered(world, dossier)

    assert holder(dossier) == world.ward.officer


def test_a_role_of_the_city_is_not_that_of_the_ward(world: World, colleague: User) -> None:
    city = world.ward.committee.parent
    dossier = asked_by(world, world.ward.officer)
    StaffRole.objects.filter(user=world.ward.officer).update(unit=city)

    answered(world, dossier)

    dossier.refresh_from_db()
    assert holder(dossier) is None
    assert permissions.actions_open_to(dossier, anew(world.ward.officer)) == []
    assert permissions.actions_open_to(dossier, colleague) != []


@pytest.mark.parametrize(("days_left", "is_back"), [(0, False), (1, True)])
def test_a_role_counts_through_its_last_day(world: World, days_left: int, is_back: bool) -> None:
    dossier = asked_by(world, world.ward.officer)
    last = today_in_vietnam() + timedelta(days=days_left)
    StaffRole.objects.filter(user=world.ward.officer).update(valid_to=last)

    answered(world, dossier)

    assert (holder(dossier) == world.ward.officer) == is_back


def test_after_the_absence_a_former_stand_in_gets_nothing_back(world: World, deputy: User) -> None:
    """Vân drafted in Hồng's place; Hồng is back when the leader sends the draft back: Vân could not touch it."""
    absence = away(world.ward.officer, deputy)
    dossier = drafted_by(world, deputy)
    over(absence)

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    assert holder(dossier) != deputy
    assert permissions.actions_open_to(dossier, anew(deputy)) == []
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, anew(world.ward.officer))


def test_within_the_absence_the_stand_in_gets_back_what_they_did(world: World, deputy: User) -> None:
    away(world.ward.officer, deputy)
    dossier = drafted_by(world, deputy)

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    assert holder(dossier) == deputy


@pytest.mark.parametrize("why", ["account shut", "away too", "for another unit", "for another role", "role over"])
def test_a_stand_in_who_cannot_do_it_is_given_nothing(world: World, colleague: User, deputy: User, why: str) -> None:
    dossier = drafted_by(world, world.ward.officer)
    absence = away(world.ward.officer, deputy)
    held = StaffRole.objects.filter(user=world.ward.officer)
    if why == "account shut":
        User.objects.filter(pk=deputy.pk).update(is_active=False)
    elif why == "away too":
        away(deputy)
    elif why == "for another unit":
        held.update(unit=world.other_ward.office)
    elif why == "for another role":
        held.update(role=Role.CLERK)
    else:
        held.update(valid_to=today_in_vietnam())

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    assert absence.is_on()
    assert holder(dossier) is None
    processing.submit_for_signature(dossier, colleague, content=DRAFT, opinion="")


def test_of_several_stand_ins_the_one_for_this_role_gets_it(world: World, colleague: User, deputy: User) -> None:
    """She is also a clerk; for that role somebody else stands in, written first."""
    at_counter = StaffRole.objects.create(
        user=world.ward.officer, unit=world.ward.centre, role=Role.CLERK, valid_from=today_in_vietnam()
    )
    dossier = drafted_by(world, world.ward.officer)
    absence = away(world.ward.officer)
    StandIn.objects.create(absence=absence, held=at_counter, person=colleague)
    officer_role = StaffRole.objects.get(user=world.ward.officer, role=Role.OFFICER)
    StandIn.objects.create(absence=absence, held=officer_role, person=deputy)

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    assert holder(dossier) == deputy


def test_a_called_off_absence_takes_nothing_from_anybody(world: World, deputy: User) -> None:
    dossier = drafted_by(world, world.ward.officer)
    absence = away(world.ward.officer, deputy)
    Absence.objects.filter(pk=absence.pk).update(valid_to=absence.valid_from)

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    assert holder(dossier) == world.ward.officer


def test_what_a_leader_sent_next_door_and_back_lies_with_no_leader(world: World) -> None:
    """The leader closed the officer's step by sending it on; back again, it is an officer's and not theirs."""
    dossier = filings.handed_over(world)
    rerouting.reroute(dossier, world.ward.leader, world.other_ward.committee, Why("Nhầm phường."))
    back = Why("Đúng phường cũ.", is_confirmed=True)
    rerouting.reroute(dossier, world.other_ward.leader, world.ward.committee, back)
    processing.submit_for_signature(dossier, world.ward.officer, content=DRAFT, opinion="")

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    assert holder(dossier) == world.ward.officer
