"""Rules proved: the unit holds the work; people take it, leaders give it, each change is an event."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import assigning, permissions, processing
from dossiers.actors import ApiClient
from dossiers.models import Dossier, Task
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World, make_staff
from units.roles import Role


def page(dossier: Dossier, action: Action) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, action])


def send(client: Client, user: User, dossier: Dossier, action: Action, **typed: str) -> Any:
    client.force_login(user)
    return client.post(page(dossier, action), {f"{action}-{name}": value for name, value in typed.items()})


def open_task(dossier: Dossier) -> Task:
    return dossier.tasks.select_related("assignee").get(finished_at=None)


@pytest.fixture
def colleague(world: World) -> User:
    """A second officer of the division."""
    return make_staff("thay@example.vn", "Ngô Thanh Vân", Role.OFFICER, world.ward.office)


def test_an_officer_takes_a_task_from_the_pool(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    assert open_task(dossier).assignee is None
    letters = OutboxMessage.objects.count()

    answer = send(client, world.ward.officer, dossier, Action.CLAIM)

    assert answer.url == reverse("dossiers:work", args=[dossier.code])
    assert open_task(dossier).assignee == world.ward.officer
    last = dossier.events.latest("sequence")
    assert (last.action, last.status_from, last.status_to) == (Action.CLAIM, Status.PROCESSING, Status.PROCESSING)
    assert (last.actor, last.unit) == (world.ward.officer, world.ward.office)
    assert last.data["to"] == world.ward.officer.pk
    assert OutboxMessage.objects.count() == letters, "what goes on inside stays inside"


def test_the_second_of_two_who_take_it_sees_who_has_it(world: World, client: Client, colleague: User) -> None:
    """Both opened the page while the task lay in the pool."""
    dossier = filings.handed_over(world)
    seen = str(dossier.last_sequence)
    send(client, world.ward.officer, dossier, Action.CLAIM)

    client.force_login(colleague)
    answer = client.post(page(dossier, Action.CLAIM), {"sequence": seen})

    assert answer.status_code in {409, 422}
    assert world.ward.officer.full_name in words(answer)
    assert open_task(dossier).assignee == world.ward.officer
    assert dossier.events.filter(action=Action.CLAIM).count() == 1


def test_what_a_colleague_holds_is_taken_over_first_and_with_a_reason(
    world: World, client: Client, colleague: User
) -> None:
    dossier = filings.handed_over(world)
    assigning.claim(dossier, world.ward.officer)
    assert permissions.actions_open_to(dossier, colleague) == []

    silent = send(client, colleague, dossier, Action.CLAIM, note=" ")
    assert silent.status_code == 422
    assert world.ward.officer.full_name in words(silent)
    assert open_task(dossier).assignee == world.ward.officer

    send(client, colleague, dossier, Action.CLAIM, note="Chị Hồng đi họp cả ngày.")

    assert open_task(dossier).assignee == colleague
    last = dossier.events.latest("sequence")
    assert last.note == "Chị Hồng đi họp cả ngày."
    assert (last.data["from_name"], last.data["to_name"]) == (world.ward.officer.full_name, colleague.full_name)
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, colleague)
    assert permissions.actions_open_to(dossier, world.ward.officer) == []


def test_a_leader_gives_a_task_to_a_named_person(world: World, client: Client, colleague: User) -> None:
    dossier = filings.handed_over(world)

    send(client, world.ward.leader, dossier, Action.ASSIGN, to=str(colleague.pk), note="Làm trước 16 giờ.")

    assert open_task(dossier).assignee == colleague
    last = dossier.events.latest("sequence")
    assert (last.actor, last.note, last.data["to_name"]) == (
        world.ward.leader,
        "Làm trước 16 giờ.",
        colleague.full_name,
    )
    shown = words(look(client, colleague, dossier))
    assert "Làm trước 16 giờ." in shown
    assert f"Giao cho {colleague.full_name}." in shown


def test_the_page_offers_who_holds_the_role_there_and_how_much_they_have(
    world: World, client: Client, colleague: User
) -> None:
    busy = filings.handed_over(world)
    assigning.claim(busy, colleague)
    dossier = filings.handed_over(world)
    client.force_login(world.ward.leader)

    shown = words(client.get(page(dossier, Action.ASSIGN)))

    assert f"{colleague.full_name} (1 việc đang mở)" in shown
    assert f"{world.ward.officer.full_name} (0 việc đang mở)" in shown
    assert world.other_ward.officer.pk != world.ward.officer.pk
    assert f'value="{world.other_ward.officer.pk}"' not in shown
    assert f'value="{world.ward.clerk.pk}"' not in shown


@pytest.mark.parametrize("who", ["clerk", "leader"])
def test_nobody_is_given_a_task_of_a_role_they_do_not_hold(world: World, client: Client, who: str) -> None:
    dossier = filings.handed_over(world)
    person = getattr(world.ward, who)

    answer = send(client, world.ward.leader, dossier, Action.ASSIGN, to=str(person.pk))

    assert answer.status_code == 422
    assert open_task(dossier).assignee is None
    with pytest.raises(Incomplete):
        assigning.assign(dossier, world.ward.leader, to=person)


def test_giving_it_to_whoever_has_it_already_changes_nothing(world: World) -> None:
    dossier = filings.handed_over(world)
    assigning.claim(dossier, world.ward.officer)
    with pytest.raises(Incomplete, match="đang giữ việc"):
        assigning.assign(dossier, world.ward.leader, to=world.ward.officer)
    dossier.refresh_from_db()
    assert dossier.events.latest("sequence").action == Action.CLAIM


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_the_holder_or_the_leader_puts_a_task_back(world: World, client: Client, who: str) -> None:
    dossier = filings.handed_over(world)
    assigning.claim(dossier, world.ward.officer)

    send(client, getattr(world.ward, who), dossier, Action.RELEASE, note="Cần người biết tiếng Khmer.")

    assert open_task(dossier).assignee is None
    last = dossier.events.latest("sequence")
    assert (last.action, last.data["from_name"]) == (Action.RELEASE, world.ward.officer.full_name)
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, world.ward.officer)


def test_only_a_leader_gives_and_only_the_role_takes(world: World, colleague: User) -> None:
    dossier = filings.handed_over(world)
    assigning.claim(dossier, world.ward.officer)
    strangers = [world.ward.clerk, world.other_ward.officer, world.other_ward.leader, world.mother]
    for user in strangers:
        assert permissions.side_acts_open_to(dossier, user) == [], user
        with pytest.raises(NotYours):
            assigning.claim(dossier, user, note="Vì sao")
        with pytest.raises(NotYours):
            assigning.assign(dossier, user, to=colleague)
        with pytest.raises(NotYours):
            assigning.release(dossier, user)
    offered = permissions.side_acts_open_to(dossier, colleague)
    assert Action.CLAIM in offered
    assert not {Action.ASSIGN, Action.RELEASE} & set(offered)
    assert permissions.side_acts_open_to(dossier, ApiClient("clinic", "Bệnh viện Từ Dũ")) == []
    assert open_task(dossier).assignee == world.ward.officer


@pytest.mark.parametrize("make", [stages.refused, stages.withdrawn, stages.stopped, filings.awaiting_supplement])
def test_where_nobody_has_work_nothing_changes_hands(world: World, make: Any) -> None:
    dossier = make(world)
    before = dossier.last_sequence
    for user in (world.ward.clerk, world.ward.officer, world.ward.leader):
        with pytest.raises((NotAllowedNow, NotYours)):
            assigning.claim(dossier, user, note="Vì sao")
    dossier.refresh_from_db()
    assert dossier.last_sequence == before


def test_what_comes_back_comes_back_to_whoever_did_it(world: World, colleague: User) -> None:
    dossier = filings.awaiting_signature(world)
    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")
    assert open_task(dossier).assignee == world.ward.officer
    with pytest.raises(NotYours):
        processing.submit_for_signature(dossier, colleague, content={}, opinion="")


def test_the_holder_stands_in_the_work_list(world: World, client: Client, colleague: User) -> None:
    assigning.claim(filings.handed_over(world), colleague)
    client.force_login(world.ward.officer)
    assert colleague.full_name in words(client.get(reverse("dossiers:desk")))


def test_giving_costs_the_same_with_ten_officers_as_with_two(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    client.force_login(world.ward.leader)
    client.get(page(dossier, Action.ASSIGN))
    with CaptureQueriesContext(connection) as few:
        client.get(page(dossier, Action.ASSIGN))
    for number in range(8):
        make_staff(f"o{number}@example.vn", "Cán bộ", Role.OFFICER, world.ward.office)
    with CaptureQueriesContext(connection) as many:
        client.get(page(dossier, Action.ASSIGN))
    assert len(many) == len(few)
