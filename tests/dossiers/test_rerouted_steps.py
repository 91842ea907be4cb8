"""Rules proved: a dossier that is sent on lies where somebody can do its step, marked where that is not as planned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from dossiers import handing_on, permissions, processing, rerouting
from dossiers.models import Dossier, Task
from dossiers.placing import Mark
from dossiers.rerouting import Why
from dossiers.statuses import Action
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.processes import announce, announce_as_it_is, at_centre, looking_twice
from tests.dossiers.world import World, make_staff
from tests.procedures.plans import usual
from units.models import StaffRole, Unit, today_in_vietnam
from units.roles import Role

WRONG = Why("Thửa đất thuộc phường khác.")


def open_task(dossier: Dossier) -> Task:
    return dossier.tasks.get(finished_at=None)


def sent_on(world: World, dossier: Dossier, by: str = "officer") -> Dossier:
    return rerouting.reroute(dossier, getattr(world.ward, by), world.other_ward.committee, WRONG)


def first_at_the_centre_of_who_decides(world: World) -> None:
    """A process whose first step belongs to the centre of the competent agency."""
    receive, *rest = at_centre(usual())
    announce_as_it_is(world, (replace(receive, unit_rule="centre"), *rest))


def leave(user: User) -> None:
    StaffRole.objects.filter(user=user).update(valid_to=today_in_vietnam())


def test_the_right_agency_without_an_officer_gets_it_under_a_mark(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    leave(world.other_ward.officer)

    sent_on(world, dossier)

    task = open_task(dossier)
    assert (task.unit, task.mark) == (world.other_ward.office, Mark.NOBODY)
    assert "Hãy báo quản trị đơn vị phân quyền" in words(look(client, world.other_ward.leader, dossier))
    newcomer = make_staff("moi@example.vn", "Người Mới", Role.OFFICER, world.other_ward.office)
    dossier.refresh_from_db()
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, newcomer)


def test_an_officer_elsewhere_in_the_right_agency_does_it_instead(world: World) -> None:
    dossier = filings.handed_over(world)
    leave(world.other_ward.officer)
    make_staff("vp@example.vn", "Cán bộ Trung tâm", Role.OFFICER, world.other_ward.centre)

    sent_on(world, dossier)

    task = open_task(dossier)
    assert (task.unit, task.mark) == (world.other_ward.centre, Mark.NOBODY_THERE)


def test_from_the_second_officers_step_the_work_begins_again(world: World) -> None:
    """What was examined by an agency without competence is examined again by the right one."""
    announce(world, looking_twice())
    dossier = filings.handed_over(world)
    handing_on.forward(dossier, world.ward.officer)

    sent_on(world, dossier)

    assert open_task(dossier).step.key == "process"
    assert open_task(dossier).unit == world.other_ward.office


def test_the_step_has_its_hours_anew_and_the_dossier_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the owner runs on; the officer who gets it has the hours of the step."""
    dossier = stages.handed_over_at(world, monkeypatch, "2026-11-25 08:00")
    due, step_due = dossier.due_at, open_task(dossier).due_at
    stand_at(monkeypatch, at("2026-11-25 14:00"))

    sent_on(world, dossier)

    dossier.refresh_from_db()
    assert dossier.due_at == due
    assert open_task(dossier).due_at > step_due


@pytest.mark.parametrize("make", [filings.submitted, filings.received])
def test_before_the_hand_over_the_clerks_step_follows_the_agency_and_keeps_its_time(world: World, make: Any) -> None:
    """A step of "the centre of whoever decides" goes to the new agency's centre, due when it was due."""
    first_at_the_centre_of_who_decides(world)
    dossier = make(world)
    due = open_task(dossier).due_at

    rerouting.reroute(dossier, world.ward.clerk, world.other_ward.committee, WRONG)

    task = open_task(dossier)
    assert (task.unit, task.role, task.due_at) == (world.other_ward.centre, Role.CLERK, due)
    assert dossier.tasks.get(outcome=Action.REROUTE).unit == world.ward.centre


@pytest.mark.parametrize("make", [filings.submitted, filings.received])
def test_where_the_right_agency_has_no_centre_the_counter_goes_on(world: World, make: Any) -> None:
    """The centre of the right ward was closed: the step stays with the nearest who can do it, and no page breaks."""
    first_at_the_centre_of_who_decides(world)
    dossier = make(world)
    task = open_task(dossier)
    Unit.objects.filter(pk=world.other_ward.centre.pk).update(valid_to="2026-01-01")

    rerouting.reroute(dossier, world.ward.clerk, world.other_ward.committee, WRONG)

    dossier.refresh_from_db()
    assert dossier.competent_unit == world.other_ward.committee
    assert open_task(dossier) == task
    assert task.unit == world.ward.centre


def test_a_counter_that_is_staffed_keeps_its_task_and_its_person(world: World) -> None:
    dossier = filings.submitted(world)
    task = open_task(dossier)

    rerouting.reroute(dossier, world.ward.clerk, world.other_ward.committee, WRONG)

    assert open_task(dossier) == task
    assert processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier)).status == 2


def test_there_and_back_each_agency_finds_it_with_an_officer(world: World) -> None:
    dossier = sent_on(world, filings.handed_over(world))
    back = Why("Đúng phường cũ.", is_confirmed=True)

    rerouting.reroute(dossier, world.other_ward.officer, world.ward.committee, back)

    task = open_task(dossier)
    assert (task.unit, task.role, task.step.key) == (world.ward.office, Role.OFFICER, "process")
    dossier.refresh_from_db()
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, world.ward.officer)
    assert permissions.actions_open_to(dossier, world.other_ward.officer) == []
