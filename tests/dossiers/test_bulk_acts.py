"""Rules proved: one act on many dossiers is done by the worker, each whole or not at all, each told, once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers import bulk_acting, processing, steps
from dossiers.models import BulkAct, Dossier
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from units.roles import Role

BULK, DESK = reverse("dossiers:bulk"), reverse("dossiers:desk")
KEY = "6f0c1a52-6b0e-4d8c-9a43-6c2f6a6f3f10"


def choose(client: Client, user: User, action: str, *dossiers: Dossier) -> Any:
    """The page after rows were ticked and a button pressed on the list."""
    client.force_login(user)
    return client.get(BULK, {"viec": action, "ho-so": [one.code for one in dossiers]})


def send(client: Client, user: User, action: str, *dossiers: Dossier, key: str = KEY, **typed: str) -> Any:
    client.force_login(user)
    seen = {f"seen-{one.code}": str(one.last_sequence) for one in dossiers}
    told = {"viec": action, "ho-so": [one.code for one in dossiers], "bulk-key": key}
    return client.post(BULK, told | seen | typed)


def fresh(*dossiers: Dossier) -> list[Dossier]:
    return [Dossier.objects.get(pk=one.pk) for one in dossiers]


def holders(*dossiers: Dossier) -> list[User | None]:
    return [task.assignee for one in dossiers if (task := steps.open_task(one)) is not None]


@pytest.fixture
def at_officers(world: World) -> list[Dossier]:
    """Three dossiers on the table of the ward's officers."""
    return fresh(*(filings.handed_over(world) for _ in range(3)))


@pytest.fixture
def colleague(world: World) -> User:
    return make_staff("hue@example.vn", "Võ Thị Huệ", Role.OFFICER, world.ward.office)


def test_a_leader_gives_many_to_one_person_and_reads_how_far_it_is(
    world: World, client: Client, at_officers: list[Dossier], colleague: User
) -> None:
    asked = words(choose(client, world.ward.leader, Action.ASSIGN, *at_officers))
    assert asked.count('name="ho-so"') == 3
    assert colleague.full_name in asked

    sent = send(client, world.ward.leader, Action.ASSIGN, *at_officers, **{"bulk-to": str(colleague.pk)})
    assert sent.url == reverse("dossiers:bulk-progress", args=[UUID(KEY)])
    waiting = client.get(sent.url)
    assert "Đã xem xét 0 trong 3 hồ sơ" in words(waiting)
    assert waiting["Refresh"].startswith("3;")
    assert holders(*at_officers) == [None] * 3, "nothing happens before the worker comes round"

    assert bulk_acting.carry_waiting() == 3

    assert holders(*at_officers) == [colleague] * 3
    over = client.get(sent.url)
    assert "Đã xem xét 3 trong 3 hồ sơ" in words(over)
    assert "Refresh" not in over


def test_what_one_dossier_refuses_is_told_and_stops_no_other(
    world: World, client: Client, at_officers: list[Dossier]
) -> None:
    first, second, third = at_officers
    sent = send(client, world.ward.officer, Action.CLAIM, first, second, third)
    processing.submit_for_signature(second, world.ward.officer, content={}, opinion="")

    bulk_acting.carry_waiting()

    assert holders(first, third) == [world.ward.officer] * 2
    page = words(client.get(sent.url))
    assert page.count("Không làm được") == 1
    assert "sau khi bạn mở trang" in page
    assert not second.events.filter(action=Action.CLAIM).exists()


def test_a_clerk_hands_many_over(world: World, client: Client) -> None:
    dossiers = fresh(*(filings.received(world) for _ in range(2)))
    send(client, world.ward.clerk, Action.HAND_OVER, *dossiers)
    bulk_acting.carry_waiting()
    assert [one.status for one in fresh(*dossiers)] == [Status.PROCESSING] * 2


def test_sent_twice_it_is_done_once(world: World, client: Client, at_officers: list[Dossier]) -> None:
    for _press in range(2):
        send(client, world.ward.officer, Action.CLAIM, *at_officers)
        bulk_acting.carry_waiting()
    assert BulkAct.objects.count() == 1
    assert [one.events.filter(action=Action.CLAIM).count() for one in at_officers] == [1, 1, 1]


def test_a_worker_killed_inside_leaves_whole_rows_and_the_next_round_finishes(
    world: World, client: Client, at_officers: list[Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client, world.ward.officer, Action.CLAIM, *at_officers)
    carry, done = bulk_acting.ACTS[Action.CLAIM], []

    def killed_at_the_second(dossier: Dossier, act: BulkAct) -> None:
        carry(dossier, act)
        done.append(dossier)
        if len(done) == 2:
            raise SystemExit

    with monkeypatch.context() as killed:
        killed.setitem(bulk_acting.ACTS, Action.CLAIM, killed_at_the_second)
        with pytest.raises(SystemExit):
            bulk_acting.carry_waiting()
    assert sum(holder is not None for holder in holders(*at_officers)) == 1

    assert bulk_acting.carry_waiting() == 2

    assert [one.events.filter(action=Action.CLAIM).count() for one in at_officers] == [1, 1, 1]


def test_a_row_that_breaks_holds_up_nobody(
    world: World, client: Client, at_officers: list[Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(client, world.ward.officer, Action.CLAIM, at_officers[0])
    monkeypatch.setitem(bulk_acting.ACTS, Action.CLAIM, lambda *_given: 1 / 0)
    assert bulk_acting.carry_waiting() == 1
    assert "Hệ thống gặp lỗi với hồ sơ này" in words(client.get(sent.url))
    assert bulk_acting.carry_waiting() == 0


def test_rights_are_asked_when_it_is_done(world: World, client: Client, at_officers: list[Dossier]) -> None:
    """An officer may not give work away: the page lets nothing through that the workbench would refuse."""
    colleague = make_staff("hue@example.vn", "Võ Thị Huệ", Role.OFFICER, world.ward.office)
    sent = send(client, world.ward.officer, Action.ASSIGN, *at_officers, **{"bulk-to": str(colleague.pk)})
    bulk_acting.carry_waiting()
    assert words(client.get(sent.url)).count("Không làm được") == 3
    assert holders(*at_officers) == [None] * 3


def test_dossiers_of_others_are_left_out_and_their_progress_is_nobody_elses(
    world: World, client: Client, at_officers: list[Dossier]
) -> None:
    asked = words(choose(client, world.other_ward.officer, Action.CLAIM, *at_officers))
    assert f"seen-{at_officers[0].code}" not in asked
    assert send(client, world.other_ward.officer, Action.CLAIM, *at_officers).status_code == 422
    sent = send(client, world.ward.officer, Action.CLAIM, *at_officers)
    client.force_login(world.ward.leader)
    assert client.get(sent.url).status_code == 404


@pytest.mark.parametrize("action", [Action.APPROVE, Action.STOP, Action.RECALL, "", "nonsense"])
def test_what_can_not_be_taken_back_is_not_done_with_many(
    world: World, client: Client, at_officers: list[Dossier], action: str
) -> None:
    assert choose(client, world.ward.leader, action, *at_officers).status_code == 404
    assert send(client, world.ward.leader, action, *at_officers).status_code == 404
    assert not BulkAct.objects.exists()


def test_giving_needs_a_person_and_what_was_typed_stays(
    world: World, client: Client, at_officers: list[Dossier]
) -> None:
    answer = send(client, world.ward.leader, Action.ASSIGN, *at_officers, **{"bulk-note": "Gấp trong hôm nay."})
    assert answer.status_code == 422
    assert "Hãy chọn người nhận việc." in words(answer)
    assert "Gấp trong hôm nay." in words(answer)
    assert not BulkAct.objects.exists()


def test_nothing_chosen_leads_back_to_the_list(world: World, client: Client) -> None:
    assert choose(client, world.ward.officer, Action.CLAIM).url == DESK


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("clerk", {Action.HAND_OVER, Action.CLAIM}),
        ("officer", {Action.FORWARD, Action.CLAIM}),
        ("leader", {Action.ASSIGN, Action.CLAIM}),
    ],
)
def test_the_list_offers_what_the_role_does(world: World, client: Client, who: str, offered: set[str]) -> None:
    stages.received_and_handed_over(world, filings.submitted(world))
    filings.submitted(world)
    client.force_login(getattr(world.ward, who))
    page = words(client.get(DESK, {"xem": "tat-ca"}))
    assert {action for action in bulk_acting.ACTS if f'name="viec" value="{action}"' in page} == offered
    assert "data-pick" in page


def test_many_cost_as_many_queries_as_one(
    world: World, client: Client, at_officers: list[Dossier], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    choose(client, world.ward.leader, Action.ASSIGN, *at_officers)
    with django_assert_max_num_queries(16) as counted:
        choose(client, world.ward.leader, Action.ASSIGN, *at_officers)
    with django_assert_max_num_queries(len(counted)):
        choose(client, world.ward.leader, Action.ASSIGN, at_officers[0])
