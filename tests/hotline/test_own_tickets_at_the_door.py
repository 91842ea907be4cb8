"""Rules proved: by no filter, code or method does a system find reports that another filed; the list follows a report
as it moves, holds still while others come, and tells nothing of what was said.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from rest_framework.test import APIClient

from hotline import routing
from hotline.models import Ticket
from tests.dossiers.api_calls import assert_problem, machine
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import given_desk
from tests.hotline.test_api import BODY, URL
from tests.hotline.test_own_tickets_api import codes, sent
from tests.rest.asking_oddly import assert_only_asked_about, rest_of, said_in_both
from tests.rest.walking import read
from units.roles import Role

MOMENT = "%Y-%m-%dT%H:%M:%S%z"


@pytest.fixture
def client(world: World) -> APIClient:
    return machine("1022", "feedback:write")


@pytest.fixture
def other(world: World) -> APIClient:
    return machine("Cổng khác", "feedback:write")


def asked(client: APIClient, **question: str) -> list[str]:
    return codes(client, urlencode(question))


def test_no_filter_opens_what_another_filed(client: APIClient, other: APIClient) -> None:
    ticket = sent(client, reference="A-1")
    hour = timedelta(hours=1)
    for question in (
        {},
        {"reference": "A-1"},
        {"state": ticket.state},
        {"handling_unit": ticket.handling_unit.code},
        {"since": (ticket.received_at - hour).strftime(MOMENT)},
        {"until": (ticket.received_at + hour).strftime(MOMENT)},
    ):
        assert asked(client, **question) == [ticket.code], question
        assert asked(other, **question) == [], question
    # One by one as little: the code alone opens it to who filed it.
    assert client.get(f"{URL}{ticket.code}/").status_code == 200
    assert_problem(other.get(f"{URL}{ticket.code}/"), 404)


def test_two_systems_may_call_theirs_the_same(client: APIClient, other: APIClient) -> None:
    mine, theirs = sent(client, reference="2026/1"), sent(other, reference="2026/1")
    assert (asked(client, reference="2026/1"), asked(other, reference="2026/1")) == ([mine.code], [theirs.code])
    again = sent(client, reference="2026/1")
    assert asked(client, reference="2026/1") == [again.code, mine.code]
    for nothing in ("2026", "2026/10", "%", "2026/1' OR '1'='1"):
        assert asked(client, reference=nothing) == [], nothing


def test_people_have_pages_and_no_list_here(world: World, client: APIClient) -> None:
    sent(client)
    top = world.ward.committee.parent
    assert top is not None
    for person in (world.mother, *(make_staff(f"{role}@example.vn", "Đỗ Thị Thu", role, top) for role in Role)):
        browser = Client()
        browser.force_login(person)
        assert browser.get(URL).status_code == 403, person.email


def test_who_only_asks_about_the_list_needs_the_scope_and_is_told_no_row(client: APIClient) -> None:
    ticket = sent(client)
    for someone in (client, machine("Đọc", "dossiers:read"), APIClient()):
        assert_only_asked_about(someone, URL)
        assert ticket.code not in someone.options(URL).content.decode()
    for method in (client.put, client.patch, client.delete):
        assert_problem(method(URL, {}, format="json"), 405)
    said_in_both(client, URL, state="x")
    said_in_both(APIClient(), URL)


def test_a_report_is_followed_as_it_moves_and_its_words_stay_out(world: World, client: APIClient) -> None:
    ticket = sent(client, reference="A-1")
    mark = client.get(URL).headers["ETag"]
    assert client.get(URL, headers={"If-None-Match": mark}).status_code == 304
    routing.route(Ticket.objects.get(pk=ticket.pk), given_desk(world).operator, world.ward.committee, "Thuộc phường.")

    moved = client.get(URL, headers={"If-None-Match": mark})
    assert moved.status_code == 200
    [row] = moved.json()["results"]
    assert (row["state"], row["handling_unit"]) == ("routed", world.ward.committee.code)
    assert asked(client, handling_unit=world.ward.committee.code) == asked(client, state="routed") == [ticket.code]
    assert asked(client, state="received") == []
    for private in ("Thuộc phường.", "Mai Phương Thảo", BODY["content"], "Lan", "secret"):
        assert private not in str(row), private


def test_what_is_confidential_or_about_a_head_is_followed_like_any_other(client: APIClient) -> None:
    hidden = sent(client, is_confidential=True)
    about = sent(client, is_about_head=True)
    rows: list[dict[str, Any]] = read(client, URL)["results"]
    assert [row["code"] for row in rows] == [about.code, hidden.code]
    assert rows[0].keys() == rows[1].keys()
    assert not {"is_confidential", "is_about_head", "reporter", "content", "place"} & set(rows[0])


def test_what_is_filed_while_somebody_pages_shifts_nothing(client: APIClient, other: APIClient) -> None:
    known = [sent(client).code for _number in range(3)]
    first = read(client, f"{URL}?page_size=1")
    newest = sent(client).code
    sent(other)
    assert [row["code"] for row in first["results"] + rest_of(client, first)] == known[::-1]
    assert codes(client, "page_size=1") == [newest]


def test_a_state_is_said_in_the_callers_language_and_its_key_stays(client: APIClient) -> None:
    sent(client)
    told = [client.get(URL, headers={"Accept-Language": language}).json()["results"][0] for language in ("vi", "en")]
    assert told[0]["state"] == told[1]["state"] == "received"
    assert told[0]["state_name"] != told[1]["state_name"]
    assert {name: value for name, value in told[0].items() if name != "state_name"} == {
        name: value for name, value in told[1].items() if name != "state_name"
    }
