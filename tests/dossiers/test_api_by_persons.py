"""Rules proved: a signed-in person acts on their own dossiers through REST, and nobody acts for them."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from dossiers.models import Dossier
from dossiers.statuses import Status
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, filed, machine
from tests.dossiers.world import World

ANSWER = {"papers": [{"component": filings.BIRTH_PAPER, "brought": True}], "note": "Sẽ mang đến."}


def person(user: User) -> APIClient:
    """A browser of somebody signed in."""
    client = APIClient()
    client.force_login(user)
    return client


def act(client: APIClient, dossier: Dossier, action: str, body: Any = None) -> Any:
    """Ask for an action."""
    return client.post(f"{URL}{dossier.code}/actions/{action}/", body or {}, format="json")


def test_the_owner_answers_a_supplement_request_and_withdraws(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    client = person(world.mother)

    answered = act(client, dossier, "answer_supplement", ANSWER)
    withdrawn = act(client, dossier, "withdraw", {"reason": "Nộp nhầm."})

    assert (answered.status_code, answered.json()["status"]) == (200, Status.SUBMITTED)
    assert [paper["source"] for paper in answered.json()["papers"]] == ["brought"], "the replaced one is not told"
    assert (withdrawn.json()["status"], withdrawn.json()["actions"]) == (Status.WITHDRAWN, [])


def test_staff_cannot_answer_in_the_owners_place(world: World) -> None:
    """Who works on a dossier sees it, and is refused in words; nothing changes."""
    dossier = filings.awaiting_supplement(world)
    before = dossier.events.count()

    assert_problem(act(person(world.ward.clerk), dossier, "answer_supplement", ANSWER), 403)

    dossier.refresh_from_db()
    assert (dossier.status, dossier.events.count()) == (Status.SUPPLEMENT, before)


@pytest.mark.parametrize("action", ["answer_supplement", "withdraw"])
def test_for_strangers_the_dossier_does_not_exist(world: World, action: str) -> None:
    """404, not 403: a stranger does not even learn that the code is somebody's."""
    dossier = filings.awaiting_supplement(world)

    for stranger in (world.other_ward.clerk, world.other_ward.officer):
        assert_problem(act(person(stranger), dossier, action, ANSWER), 404)
    assert_problem(act(machine(), dossier, action, ANSWER), 404)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUPPLEMENT


def test_a_machine_that_may_only_read_acts_on_nothing(world: World) -> None:
    """Given its own dossier and a token of `dossiers:read`, when it withdraws, then 403 and nothing changed."""
    writer = machine()
    dossier = filed(writer)
    reader = machine("Chỉ đọc", "dossiers:read")
    Dossier.objects.filter(pk=dossier.pk).update(client_id=reader.client_id)  # type: ignore[attr-defined]

    assert reader.get(f"{URL}{dossier.code}/").status_code == 200
    assert_problem(act(reader, dossier, "withdraw"), 403)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


@pytest.mark.parametrize("action", ["withdraw", "answer_supplement", "receipt"])
def test_actions_are_only_posted(world: World, action: str) -> None:
    dossier = filings.submitted(world)

    assert_problem(person(world.mother).get(f"{URL}{dossier.code}/actions/{action}/"), 405)


@pytest.mark.parametrize("reason", ["x" * 2001, ["x"], {"a": 1}])
def test_a_reason_that_is_none_is_refused_with_its_place(world: World, reason: Any) -> None:
    dossier = filings.submitted(world)

    assert_problem(act(person(world.mother), dossier, "withdraw", {"reason": reason}), 400, "/reason")
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_a_person_reads_pages_of_their_own_log_forwards(world: World) -> None:
    """A page at a time the log is the log: each event once, each linked to the one before."""
    dossier = filings.handed_over(world)
    client, seen = person(world.mother), []
    url: str | None = f"{URL}{dossier.code}/events/?page_size=1"
    while url:
        body = client.get(url).json()
        seen += body["results"]
        url = body["next"]

    assert [event["sequence"] for event in seen] == list(range(1, dossier.events.count() + 1))
    assert [event["previous_hash"] for event in seen[1:]] == [event["hash"] for event in seen[:-1]]


def test_filters_stay_while_pages_are_walked(world: World) -> None:
    client = machine()
    wanted = [filed(client, channel="direct").code for _number in range(3)]
    filed(client)

    first = client.get(URL, {"channel": "direct", "page_size": "2"}).json()
    second = client.get(first["next"]).json()

    assert [row["code"] for row in first["results"] + second["results"]] == wanted[::-1]
    assert second["next"] is None
