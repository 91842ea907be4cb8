"""Rules proved: one act on many dossiers under bad luck: a worker killed at any point, people without the right to
all of them, and dossiers that somebody else moved meanwhile. Each is done whole and once, or not at all and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import assigning, bulk_acting, lifecycle, processing, rerouting, steps
from dossiers.models import BulkAct, BulkRow, Dossier, PaperTransfer
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.test_bulk_acts import choose, fresh, holders, send
from tests.dossiers.test_paper_transfers import under_way
from tests.dossiers.world import World, make_staff
from tests.ui.forms import Marks
from units.models import StaffRole
from units.roles import Role


@pytest.fixture
def at_officers(world: World) -> list[Dossier]:
    """Three dossiers on the table of the ward's officers."""
    return fresh(*(filings.handed_over(world) for _ in range(3)))


def dies_at(call: int, true: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """The function, killed at one of its calls, before or after it did its work."""
    calls: list[int] = []

    def maybe(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == call and not after:
            raise SystemExit
        done = true(*args, **more)
        if len(calls) == call:
            raise SystemExit
        return done

    return maybe


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("where", ["dossiers.lifecycle.move", "dossiers.steps.finish", "dossiers.models.BulkRow.save"])
def test_wherever_the_worker_dies_the_rerun_completes_and_nothing_is_twice(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, where: str, after: bool
) -> None:
    dossiers = fresh(*(filings.received(world) for _ in range(3)))
    letters = OutboxMessage.objects.count()
    sent = send(client, world.ward.clerk, Action.HAND_OVER, *dossiers)
    points: dict[str, Callable[..., Any]] = {"move": lifecycle.move, "finish": steps.finish, "save": BulkRow.save}
    true = points[where.rsplit(".", 1)[1]]

    with monkeypatch.context() as killed:
        killed.setattr(where, dies_at(2, true, after=after))
        with pytest.raises(SystemExit):
            bulk_acting.carry_waiting()
    half = [one.status for one in fresh(*dossiers)]
    assert half == [Status.PROCESSING, Status.RECEIVED, Status.RECEIVED], "whole rows only"
    assert BulkRow.objects.filter(done_at=None).count() == 2
    assert OutboxMessage.objects.count() == letters + 1

    assert (bulk_acting.carry_waiting(), bulk_acting.carry_waiting()) == (2, 0)

    assert [one.status for one in fresh(*dossiers)] == [Status.PROCESSING] * 3
    assert [one.events.filter(action=Action.HAND_OVER).count() for one in dossiers] == [1, 1, 1]
    assert [one.tasks.filter(finished_at=None).count() for one in dossiers] == [1, 1, 1]
    assert OutboxMessage.objects.count() == letters + 3
    assert "Không làm được" not in words(client.get(sent.url))


def test_papers_are_confirmed_once_though_the_worker_died(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [under_way(world) for _ in range(2)]
    send(client, world.ward.clerk, Action.CONFIRM_PAPERS, *dossiers)
    with monkeypatch.context() as killed:
        killed.setattr(lifecycle, "move", dies_at(2, lifecycle.move, after=True))
        with pytest.raises(SystemExit):
            bulk_acting.carry_waiting()
    assert PaperTransfer.objects.filter(arrived_at=None).count() == 1

    bulk_acting.carry_waiting()

    assert not PaperTransfer.objects.filter(arrived_at=None).exists()
    assert [one.events.filter(action=Action.CONFIRM_PAPERS).count() for one in dossiers] == [1, 1]


def test_of_mixed_dossiers_each_is_judged_for_itself(world: World, client: Client, at_officers: list[Dossier]) -> None:
    """One is the person's, one a colleague holds, one has left the step, one belongs to another ward."""
    free, held, gone = at_officers
    colleague = make_staff("hue@example.vn", "Võ Thị Huệ", Role.OFFICER, world.ward.office)
    assigning.claim(held, colleague)
    processing.submit_for_signature(gone, world.ward.officer, content={}, opinion="")
    why = rerouting.Why("Người yêu cầu cư trú ở phường khác.")
    elsewhere = rerouting.reroute(filings.handed_over(world), world.ward.officer, world.other_ward.committee, why)
    chosen = fresh(free, held, gone, elsewhere)
    before = {one.pk: one.last_sequence for one in chosen}

    sent = send(client, world.ward.officer, Action.CLAIM, *chosen)
    bulk_acting.carry_waiting()

    assert [row.dossier_id for row in BulkRow.objects.all()] == [free.pk, held.pk, gone.pk], "others' are left out"
    problems = {row.dossier_id: row.problem for row in BulkRow.objects.all()}
    assert problems.pop(free.pk) == ""
    assert all(problems.values())
    assert holders(free) == [world.ward.officer]
    changed = {one.pk for one in fresh(*chosen) if one.last_sequence != before[one.pk]}
    assert changed == {free.pk}, "what was refused is as it was"
    assert words(client.get(sent.url)).count("Không làm được") == 2


def test_what_somebody_did_between_choosing_and_sending_is_told_by_name(
    world: World, client: Client, at_officers: list[Dossier]
) -> None:
    page = Marks(words(choose(client, world.ward.officer, Action.CLAIM, *at_officers)))
    typed = {mark["name"]: mark["value"] for mark in page.all("input") if mark.get("name", "").startswith("seen-")}
    assert len(typed) == 3
    colleague = make_staff("hue@example.vn", "Võ Thị Huệ", Role.OFFICER, world.ward.office)
    assigning.claim(at_officers[1], colleague)

    told = {"viec": Action.CLAIM, "ho-so": [one.code for one in at_officers], **typed}
    client.post(reverse("dossiers:bulk"), told | {"bulk-key": "6f0c1a52-6b0e-4d8c-9a43-6c2f6a6f3f10"})
    bulk_acting.carry_waiting()

    assert holders(*at_officers) == [world.ward.officer, colleague, world.ward.officer]
    [problem] = [row.problem for row in BulkRow.objects.exclude(problem="")]
    assert colleague.full_name in problem


def test_a_role_that_ended_before_the_worker_came_does_nothing(
    world: World, client: Client, at_officers: list[Dossier]
) -> None:
    send(client, world.ward.officer, Action.CLAIM, *at_officers)
    StaffRole.objects.filter(user=world.ward.officer).delete()

    bulk_acting.carry_waiting()

    assert holders(*at_officers) == [None] * 3
    assert all(row.problem for row in BulkRow.objects.all())


def test_two_people_ask_for_the_same_dossiers_the_first_has_them(
    world: World, client: Client, at_officers: list[Dossier]
) -> None:
    colleague: User = make_staff("hue@example.vn", "Võ Thị Huệ", Role.OFFICER, world.ward.office)
    send(client, world.ward.officer, Action.CLAIM, *at_officers)
    second = send(client, colleague, Action.CLAIM, *at_officers, key="6f0c1a52-6b0e-4d8c-9a43-6c2f6a6f3f11")

    assert bulk_acting.carry_waiting() == 6

    assert BulkAct.objects.count() == 2
    assert holders(*at_officers) == [world.ward.officer] * 3
    assert words(client.get(second.url)).count(world.ward.officer.full_name) >= 3
