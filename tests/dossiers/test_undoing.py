"""Rules proved: the last own act is taken back within the hour where the law lets it; nothing is deleted by that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import assigning, chain, permissions, processing, returning, undoing
from dossiers.models import Dossier, Task
from dossiers.problems import NotAllowedNow, NotYours
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, moments, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World, make_staff
from units.roles import Role


def page(dossier: Dossier) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, Action.UNDO])


def press(client: Client, user: User, dossier: Dossier) -> Any:
    client.force_login(user)
    return client.post(page(dossier))


def open_task(dossier: Dossier) -> Task:
    return dossier.tasks.select_related("step").get(finished_at=None)


def test_a_hand_over_is_taken_back_from_the_page(world: World, client: Client) -> None:
    dossier = filings.received(world)
    before = open_task(dossier)
    processing.hand_over(dossier, world.ward.clerk)
    assert page(dossier) in words(look(client, world.ward.clerk, dossier))
    assert "«Chuyển hồ sơ đi xử lý»" in words(client.get(page(dossier)))

    answer = press(client, world.ward.clerk, dossier)

    assert answer.url == reverse("dossiers:work", args=[dossier.code])
    dossier.refresh_from_db()
    assert dossier.status == Status.RECEIVED
    assert (dossier.handed_over_at, dossier.competent_received_at) == (None, None)
    again = open_task(dossier)
    assert (again.step, again.unit, again.role, again.due_at) == (before.step, before.unit, before.role, before.due_at)
    last = dossier.events.latest("sequence")
    assert (last.status_from, last.status_to) == (Status.PROCESSING, Status.RECEIVED)
    assert last.data == {"undone": "hand_over", "sequence": last.sequence - 1}
    assert chain.first_broken(dossier) is None
    processing.hand_over(dossier, world.ward.clerk)


def test_the_owner_is_told_of_what_they_had_been_told(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    undoing.undo(dossier, world.ward.clerk)

    letter = OutboxMessage.objects.latest("pk").payload
    assert "rút lại" in letter["subject"]
    client.force_login(world.mother)
    shown = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    assert "Cơ quan rút lại việc vừa làm" in shown
    assert shown.count(f"{world.ward.committee.name} giải quyết") == 1, "it is to come again"


def test_a_clock_that_the_hand_over_started_runs_again_from_the_reception(world: World) -> None:
    dossier = filings.submitted(world, receiving_unit=world.other_ward.centre.code)
    clerk = world.other_ward.clerk
    processing.receive(dossier, clerk, filings.all_accepted(dossier))
    dossier.refresh_from_db()
    before = (dossier.clock_started_at, dossier.due_at, dossier.due_sum)
    processing.hand_over(dossier, clerk)
    dossier.refresh_from_db()
    assert dossier.clock_started_at != before[0]

    undoing.undo(dossier, clerk)

    dossier.refresh_from_db()
    assert (dossier.clock_started_at, dossier.due_at, dossier.due_sum) == before


def test_a_draft_comes_back_to_its_officer_and_nobody_outside_hears(world: World) -> None:
    dossier = filings.handed_over(world)
    assigning.claim(dossier, world.ward.officer)
    processing.submit_for_signature(dossier, world.ward.officer, content={"a": "1"}, opinion="Đủ.")
    letters = OutboxMessage.objects.count()

    undoing.undo(dossier, world.ward.officer)

    task = open_task(dossier)
    assert (task.role, task.assignee) == (Role.OFFICER, world.ward.officer)
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, world.ward.officer)
    assert permissions.actions_open_to(dossier, world.ward.leader) == []
    assert dossier.result.officer_opinion == "Đủ."
    assert OutboxMessage.objects.count() == letters


def test_what_was_sent_back_lies_with_the_leader_again(world: World) -> None:
    dossier = filings.awaiting_signature(world)
    processing.send_back(dossier, world.ward.leader, reason="Nhầm hồ sơ.")

    undoing.undo(dossier, world.ward.leader)

    task = open_task(dossier)
    assert (task.role, task.unit) == (Role.LEADER, world.ward.committee)
    assert Action.APPROVE in permissions.actions_open_to(dossier, world.ward.leader)
    processing.approve(dossier, world.ward.leader)
    dossier.result.refresh_from_db()
    assert dossier.result.approved_by == world.ward.leader


@pytest.mark.parametrize("act", [Action.CLAIM, Action.ASSIGN, Action.RELEASE])
def test_a_task_that_changed_hands_goes_back(world: World, act: Action) -> None:
    colleague = make_staff("thay@example.vn", "Ngô Thanh Vân", Role.OFFICER, world.ward.office)
    dossier = filings.handed_over(world)
    before = None
    if act != Action.CLAIM:
        assigning.claim(dossier, world.ward.officer)
        before = world.ward.officer
    if act == Action.CLAIM:
        by = world.ward.officer
        assigning.claim(dossier, by)
    elif act == Action.ASSIGN:
        by = world.ward.leader
        assigning.assign(dossier, by, to=colleague)
    else:
        by = world.ward.officer
        assigning.release(dossier, by)

    undoing.undo(dossier, by)

    assert open_task(dossier).assignee == before
    assert dossier.tasks.count() == 2


def received(world: World) -> tuple[Dossier, User]:
    return filings.received(world), world.ward.clerk


def asked(world: World) -> tuple[Dossier, User]:
    return filings.awaiting_supplement(world), world.ward.clerk


def refused(world: World) -> tuple[Dossier, User]:
    return stages.refused(world), world.ward.clerk


def stopped(world: World) -> tuple[Dossier, User]:
    return stages.stopped(world), world.ward.leader


def approved(world: World) -> tuple[Dossier, User]:
    return filings.approved(world), world.ward.leader


def issued(world: World) -> tuple[Dossier, User]:
    return stages.issued(world), world.ward.leader


def handed_out(world: World) -> tuple[Dossier, User]:
    return returning.hand_out(stages.issued(world), world.ward.clerk, recipient="Lan"), world.ward.clerk


def withdrawn(world: World) -> tuple[Dossier, User]:
    return stages.withdrawn(world), world.mother


def of_another(world: World) -> tuple[Dossier, User]:
    return filings.handed_over(world), world.ward.officer


def built_on(world: World) -> tuple[Dossier, User]:
    return assigning.claim(filings.handed_over(world), world.ward.officer), world.ward.clerk


def undone(world: World) -> tuple[Dossier, User]:
    return undoing.undo(filings.handed_over(world), world.ward.clerk), world.ward.clerk


@pytest.mark.parametrize(
    "make",
    [received, asked, refused, stopped, approved, issued, handed_out, withdrawn, of_another, built_on, undone],
)
def test_what_went_out_or_was_built_on_is_not_undone(
    world: World, make: Callable[[World], tuple[Dossier, User]]
) -> None:
    dossier, user = make(world)
    dossier.refresh_from_db()
    before = (dossier.status, dossier.last_sequence, dossier.tasks.count())

    with pytest.raises((NotYours, NotAllowedNow)):
        undoing.undo(dossier, user)

    assert Action.UNDO not in permissions.side_acts_open_to(dossier, user)
    dossier.refresh_from_db()
    assert (dossier.status, dossier.last_sequence, dossier.tasks.count()) == before


@pytest.mark.parametrize(("minutes", "may"), [(59, True), (61, False)])
def test_an_hour_later_it_is_too_late(world: World, monkeypatch: pytest.MonkeyPatch, minutes: int, may: bool) -> None:
    dossier = filings.handed_over(world)
    # From the act itself: the stage may be a copy that is some minutes old.
    moments.stand_at(monkeypatch, dossier.events.latest("sequence").at + timedelta(minutes=minutes))
    assert (undoing.undoable(dossier, world.ward.clerk) is not None) == may


def test_who_lost_the_role_takes_nothing_back(world: World) -> None:
    dossier = filings.handed_over(world)
    world.ward.clerk.staff_roles.all().delete()
    with pytest.raises(NotYours):
        undoing.undo(dossier, User.objects.get(pk=world.ward.clerk.pk))


def test_pressed_twice_it_happens_once(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    press(client, world.ward.clerk, dossier)
    answer = press(client, world.ward.clerk, dossier)
    assert answer.status_code in {403, 409}
    assert dossier.events.filter(action=Action.UNDO).count() == 1
