"""Rules proved: work moves only to whoever can do it, through chains of absences, and nobody is stuck with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import assigning, permissions, processing, standing_in, tracking
from dossiers.models import AssignmentPolicy, Dossier
from dossiers.problems import NotYours
from dossiers.statuses import Action
from portal.accounts.models import User
from tests.dossiers import filings, moments
from tests.dossiers.away import away, over
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World, make_staff
from units.access import roles_of
from units.models import StaffRole, today_in_vietnam
from units.roles import Role

DRAFT = {"child_personal_number": "079326001234"}
NOTHING = standing_in.Round(given=0, back=0)


def holder(dossier: Dossier) -> User | None:
    return dossier.tasks.get(finished_at=None).assignee


def held_by_the_officer(world: World) -> Dossier:
    return assigning.claim(filings.handed_over(world), world.ward.officer)


def anew(user: User) -> User:
    """The person as the next request reads them."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def deputy(world: World) -> User:
    """Somebody of the division who does no casework of their own."""
    return make_staff("pho@example.vn", "Ngô Thanh Vân", Role.UNIT_ADMIN, world.ward.office)


@pytest.fixture
def colleague(world: World) -> User:
    """A second officer of the division."""
    return make_staff("thay@example.vn", "Đinh Thị Mai", Role.OFFICER, world.ward.office)


def test_of_a_role_that_ended_within_the_absence_no_work_moves(world: World, deputy: User, colleague: User) -> None:
    """The stand-in lost the power with it: the work stays where any colleague may take it up at once."""
    dossier = held_by_the_officer(world)
    away(world.ward.officer, deputy)
    StaffRole.objects.filter(user=world.ward.officer).update(valid_to=today_in_vietnam())

    assert standing_in.move_work() == NOTHING

    assert holder(dossier) == world.ward.officer
    assert permissions.actions_open_to(dossier, anew(deputy)) == []
    processing.submit_for_signature(dossier, colleague, content=DRAFT, opinion="")


@pytest.mark.parametrize("gone", ["role ended", "account shut", "moved next door"])
def test_work_does_not_go_back_to_whoever_can_no_longer_do_it(
    world: World, deputy: User, colleague: User, gone: str
) -> None:
    dossier = held_by_the_officer(world)
    absence = away(world.ward.officer, deputy)
    assert standing_in.move_work().given == 1
    over(absence)
    roles = StaffRole.objects.filter(user=world.ward.officer)
    if gone == "role ended":
        roles.update(valid_to=today_in_vietnam())
    elif gone == "account shut":
        User.objects.filter(pk=world.ward.officer.pk).update(is_active=False)
    else:
        roles.update(unit=world.other_ward.office)

    assert standing_in.move_work() == NOTHING

    assert holder(dossier) == deputy
    assigning.claim(dossier, colleague, note="Cán bộ cũ đã chuyển đi.")
    assert holder(dossier) == colleague


def test_a_role_that_ends_tomorrow_still_gets_its_work_back_today(world: World, deputy: User) -> None:
    dossier = held_by_the_officer(world)
    absence = away(world.ward.officer, deputy)
    standing_in.move_work()
    over(absence)
    StaffRole.objects.filter(user=world.ward.officer).update(valid_to=today_in_vietnam() + timedelta(days=1))
    assert standing_in.move_work() == standing_in.Round(given=0, back=1)
    assert holder(dossier) == world.ward.officer


def test_through_a_chain_of_officers_work_ends_with_whoever_is_there(
    world: World, deputy: User, colleague: User
) -> None:
    """Hồng is away and Mai stands in; Mai, an officer herself, falls away too and Vân stands in for her."""
    dossier = held_by_the_officer(world)
    away(world.ward.officer, colleague)
    away(colleague, deputy)

    rounds = [standing_in.move_work() for _minute in range(3)]

    assert [one.given for one in rounds] == [1, 1, 0]
    assert holder(dossier) == deputy
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, anew(deputy))


def test_where_the_chain_breaks_any_colleague_acts_at_once(world: World, deputy: User, colleague: User) -> None:
    """Vân only stands in for Hồng: whoever stands in for Vân has not become an officer, and Vân holds nothing up."""
    clerk = make_staff("tn@example.vn", "Trần Văn Nam", Role.CLERK, world.ward.centre)
    dossier = held_by_the_officer(world)
    away(world.ward.officer, deputy)
    standing_in.move_work()
    away(deputy, clerk)

    assert standing_in.move_work() == NOTHING
    assert permissions.actions_open_to(dossier, anew(clerk)) == []
    with pytest.raises(NotYours):
        processing.submit_for_signature(dossier, anew(clerk), content=DRAFT, opinion="")
    processing.submit_for_signature(dossier, colleague, content=DRAFT, opinion="")
    assert dossier.events.latest("sequence").actor_name == colleague.full_name


def test_who_is_away_again_at_once_is_not_handed_the_work_for_a_minute(world: World, deputy: User) -> None:
    """Back to back: the stand-in keeps it through both, and it comes home after the second."""
    dossier = held_by_the_officer(world)
    first = away(world.ward.officer, deputy)
    standing_in.move_work()
    over(first)
    second = away(world.ward.officer, deputy)
    before = dossier.events.count()

    assert standing_in.move_work() == NOTHING
    assert (holder(dossier), dossier.events.count()) == (deputy, before)

    assert standing_in.move_work(second.valid_to).back == 1
    assert holder(dossier) == world.ward.officer


@pytest.mark.parametrize("touch", ["taken over", "given on", "released", "released and taken"])
def test_what_somebody_touched_meanwhile_stays_as_they_left_it(
    world: World, deputy: User, colleague: User, touch: str
) -> None:
    dossier = held_by_the_officer(world)
    absence = away(world.ward.officer, deputy)
    standing_in.move_work()
    dossier.refresh_from_db()
    if touch == "taken over":
        assigning.claim(dossier, colleague, note="Tôi làm tiếp.")
    elif touch == "given on":
        assigning.assign(dossier, world.ward.leader, to=colleague)
    elif touch == "released":
        assigning.release(dossier, deputy)
    else:
        assigning.release(dossier, deputy)
        assigning.claim(dossier, deputy)
    left = holder(dossier)
    over(absence)

    assert standing_in.move_work() == NOTHING
    assert holder(dossier) == left


def test_the_leader_may_give_work_to_the_absent_and_it_moves_on(world: World, deputy: User) -> None:
    """A slip of the leader's costs a minute and no more."""
    dossier = filings.handed_over(world)
    away(world.ward.officer, deputy)
    assigning.assign(dossier, world.ward.leader, to=world.ward.officer)
    assert standing_in.move_work().given == 1
    assert holder(dossier) == deputy


def test_a_stand_in_for_another_role_gets_nothing_of_this_one(world: World, deputy: User) -> None:
    """The officer is also a clerk; for that role alone somebody stands in."""
    StaffRole.objects.create(
        user=world.ward.officer, unit=world.ward.centre, role=Role.CLERK, valid_from=today_in_vietnam()
    )
    dossier = held_by_the_officer(world)
    absence = away(world.ward.officer, deputy)
    absence.stand_ins.filter(held__role=Role.OFFICER).delete()
    assert standing_in.move_work() == NOTHING
    assert holder(dossier) == world.ward.officer
    assert {one.role for one in roles_of(anew(deputy))} == {Role.CLERK, Role.UNIT_ADMIN}


def test_midnight_in_viet_nam_is_when_the_days_turn(
    world: World, deputy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One minute before midnight nothing moves; at midnight it does, while servers in London still write yesterday."""
    dossier = held_by_the_officer(world)
    absence = away(world.ward.officer, deputy, begins=1, days=1)
    first, after = f"{absence.valid_from:%Y-%m-%d}", f"{absence.valid_to:%Y-%m-%d}"
    eve = absence.valid_from - timedelta(days=1)
    seen: list[User | None] = []
    for moment in (f"{eve:%Y-%m-%d} 23:59", f"{first} 00:00", f"{first} 23:59", f"{after} 00:00"):
        moments.stand_at(monkeypatch, moments.at(moment))
        standing_in.move_work()
        seen.append(holder(dossier))
    assert seen == [world.ward.officer, deputy, deputy, world.ward.officer]


def test_a_stand_in_opens_nothing_afterwards(world: World, client: Client, deputy: User) -> None:
    """The workbench of the dossier is theirs for those days and a 404 from the day of return on."""
    dossier = held_by_the_officer(world)
    absence = away(world.ward.officer, deputy)
    standing_in.move_work()
    assert look(client, deputy, dossier).status_code == 200
    over(absence)

    assert look(client, deputy, dossier).status_code in {403, 404}
    address = reverse("dossiers:side-act", args=[dossier.code, Action.RELEASE])
    assert client.post(address).status_code in {403, 404}
    assert dossier.events.latest("sequence").action == Action.ASSIGN


def test_the_owner_reads_nothing_of_who_is_away(world: World, client: Client, deputy: User) -> None:
    """Whose leave it is, is no business of whoever filed."""
    dossier = held_by_the_officer(world)
    away(world.ward.officer, deputy)
    standing_in.move_work()
    client.force_login(world.mother)
    shown = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    for hidden in (deputy.full_name, world.ward.officer.full_name, "vắng mặt"):
        assert hidden not in shown
    assert tracking.track(dossier.code)[0] == dossier.code


def test_rotation_does_not_pick_a_stand_in_as_if_the_role_were_theirs(world: World, deputy: User) -> None:
    AssignmentPolicy.objects.create(unit=world.ward.office, role=Role.OFFICER, way="rotation", set_by=world.ward.leader)
    absence = away(world.ward.officer, deputy)
    assert holder(filings.handed_over(world)) is None, "it waits for whoever has the role, or stands in"
    over(absence)
    assert holder(filings.handed_over(world)) == world.ward.officer
