"""Rules proved: who has a dossier as it stands is told so in 304; who acts on one that has changed is told 412."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from dossiers import returning, supplementing
from dossiers.models import Dossier, Event
from dossiers.statuses import Status
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, filed, identity, machine
from tests.dossiers.filings import BIRTH_PAPER
from tests.dossiers.world import World


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


def read(client: APIClient, code: str, etag: str = "") -> Any:
    return client.get(f"{URL}{code}/", headers={"If-None-Match": etag} if etag else {})


def withdraw(client: APIClient, code: str, etag: str) -> Any:
    return client.post(f"{URL}{code}/actions/withdraw/", {}, format="json", headers={"If-Match": etag})


def ask(dossier: Dossier, world: World) -> None:
    remarks = {dossier.papers.get().component_id: "Chụp lại cho rõ."}
    supplementing.request(dossier, world.ward.clerk, reason="Sai tên mẹ.", remarks=remarks, exception="wrong")


def test_what_has_not_changed_is_not_sent_again(world: World, client: APIClient) -> None:
    dossier = filed(client)
    first = read(client, dossier.code)
    etag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    for given in (etag, f'"another", {etag}', f"W/{etag}", "*"):
        again = read(client, dossier.code, given)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag), given

    ask(dossier, world)
    changed = read(client, dossier.code, etag)
    assert (changed.status_code, changed.headers["ETag"] != etag) == (200, True)
    assert read(client, dossier.code, '"made up"').status_code == 200


def test_a_remark_of_the_clerk_without_an_event_is_another_mark(client: APIClient) -> None:
    """The mark is of the whole answer, not of its last event alone."""
    dossier = filed(client)
    etag = read(client, dossier.code).headers["ETag"]
    dossier.papers.update(check_remark="Mờ.")
    changed = read(client, dossier.code, etag)
    assert changed.status_code == 200
    assert_problem(withdraw(client, dossier.code, etag), 412)
    assert withdraw(client, dossier.code, changed.headers["ETag"]).status_code == 200


def test_who_acts_on_what_has_changed_is_refused_and_nothing_happens(world: World, client: APIClient) -> None:
    dossier = filed(client)
    etag = read(client, dossier.code).headers["ETag"]
    ask(dossier, world)
    before = Event.objects.count()

    for given in (etag, f"W/{etag}", '"made up"', "no mark at all"):
        refused = withdraw(client, dossier.code, given)
        assert_problem(refused, 412)
        assert refused.json()["type"] == "urn:portal:problem:changed-meanwhile"
        # who acted is nothing that every system may know
        assert world.ward.clerk.full_name not in refused.content.decode()
    dossier.refresh_from_db()
    assert (dossier.status, Event.objects.count()) == (Status.SUPPLEMENT, before)

    done = withdraw(client, dossier.code, read(client, dossier.code).headers["ETag"])
    assert (done.status_code, done.json()["status"]) == (200, Status.WITHDRAWN)
    assert read(client, dossier.code, done.headers["ETag"]).status_code == 304


def test_without_the_header_or_with_a_star_acts_go_on_as_before(client: APIClient) -> None:
    first, second = filed(client), filed(client)
    assert withdraw(client, first.code, "*").status_code == 200
    assert client.post(f"{URL}{second.code}/actions/withdraw/", {}, format="json").status_code == 200


def test_other_answers_are_marked_by_what_they_say(client: APIClient) -> None:
    dossier = filed(client)
    for path in (URL, f"{URL}{dossier.code}/events/", f"{URL}changes/", "/api/v1/units/", "/api/v1/units/H29.101/"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b""), path
    events = client.get(f"{URL}{dossier.code}/events/").headers["ETag"]
    returning.withdraw(dossier, identity(client), reason="")
    changed = client.get(f"{URL}{dossier.code}/events/", headers={"If-None-Match": events})
    assert changed.status_code == 200


# -- what the owner is asked and says


def test_what_is_asked_of_the_owner_is_told_with_each_paper(world: World, client: APIClient) -> None:
    dossier = filed(client)
    assert read(client, dossier.code).json()["supplement_requests"] == []
    ask(dossier, world)
    [asked] = read(client, dossier.code).json()["supplement_requests"]
    assert (asked["number"], asked["reason"], asked["answered_at"]) == (1, "Sai tên mẹ.", None)
    assert [(one["component"], one["remark"]) for one in asked["papers"]] == [(BIRTH_PAPER, "Chụp lại cho rõ.")]
    papers = [{"component": asked["papers"][0]["component"], "brought": True}]
    url = f"{URL}{dossier.code}/actions/answer_supplement/"
    answered = client.post(url, {"papers": papers}, format="json").json()
    assert answered["supplement_requests"][0]["answered_at"] is not None


def test_only_the_person_who_filed_rates_and_once(world: World, client: APIClient) -> None:
    dossier = filings.finished(world)
    person = APIClient()
    person.force_login(world.mother)
    url = f"{URL}{dossier.code}/actions/rate/"
    for body, status, where in (
        ({}, 400, "/score"),
        ({"score": 4}, 400, "/score"),
        ({"score": 1}, 422, "/comment"),
        ({"score": 3, "comment": "a" * 2001}, 400, "/comment"),
    ):
        assert_problem(person.post(url, body, format="json"), status, where)
    assert person.get(f"{URL}{dossier.code}/").json()["rating"] is None

    rated = person.post(url, {"score": 1, "comment": "Chờ lâu."}, format="json")
    assert (rated.status_code, rated.json()["rating"]["score"]) == (200, 1)
    assert "Chờ lâu." not in rated.content.decode()
    assert_problem(person.post(url, {"score": 3}, format="json"), 403)
    own = filed(client)
    assert_problem(client.post(f"{URL}{own.code}/actions/rate/", {"score": 3}, format="json"), 404)
