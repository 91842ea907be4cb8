"""Rules proved: a system that files reports for others lists those it filed, and nobody lists anybody else's."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from rest_framework.test import APIClient

from hotline.models import Ticket
from tests.dossiers.api_calls import assert_problem, machine
from tests.dossiers.world import World
from tests.hotline.test_api import BODY, URL, post
from tests.hotline.tickets import filed
from tests.rest.walking import queries_of, read, walked


@pytest.fixture
def client(world: World) -> APIClient:
    return machine("1022", "feedback:write")


def sent(client: APIClient, **changes: Any) -> Ticket:
    answer = post(BODY | changes, client=client)
    assert answer.status_code == 201, answer.content
    return Ticket.objects.get(code=answer.json()["code"])


def codes(client: APIClient, query: str = "") -> list[str]:
    return [row["code"] for row in read(client, f"{URL}?{query}")["results"]]


def test_it_lists_what_it_filed_newest_first_and_nothing_of_who_reported(client: APIClient) -> None:
    first, second = sent(client, reference="1022-A"), sent(client, reference="1022-B")
    rows = read(client, URL)["results"]
    assert [(row["code"], row["reference"]) for row in rows] == [(second.code, "1022-B"), (first.code, "1022-A")]
    one = read(client, f"{URL}{first.code}/")
    assert {name: one[name] for name in rows[1]} == rows[1], "as the ticket itself says"
    for private in ("Lan", "0901", "Lê Lợi", BODY["content"]):
        assert private not in str(rows)


def test_it_is_narrowed_by_its_own_code_state_unit_and_moment(client: APIClient) -> None:
    old, new = sent(client, reference="1022-A"), sent(client)
    between = new.received_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert codes(client, "reference=1022-A") == [old.code]
    assert (codes(client, f"since={between}"), codes(client, f"until={between}")) == ([new.code], [old.code])
    assert codes(client, "state=received") == [new.code, old.code]
    assert codes(client, "state=closed") == codes(client, "handling_unit=H29.000") == []
    assert codes(client, f"handling_unit={old.handling_unit.code}&reference=1022-A") == [old.code]
    for name, value in (("state", "mới"), ("since", "hôm qua"), ("reference", "\0"), ("page_size", "0")):
        assert_problem(client.get(URL, {name: value}), 400, f"/{name}")


def test_nobody_lists_the_tickets_of_others(client: APIClient) -> None:
    sent(client)
    filed()
    assert codes(machine("Cổng khác", "feedback:write")) == []
    assert_problem(machine("Không có quyền", "dossiers:read").get(URL), 403)
    assert_problem(APIClient().get(URL), 401)
    assert post(BODY).status_code == 201, "filing needs no token as before"
    assert len(codes(client)) == 1


def test_pages_lead_on_and_back_at_the_same_cost(client: APIClient) -> None:
    tickets = [sent(client) for _number in range(3)]
    assert [row["code"] for row in walked(client, URL)] == [ticket.code for ticket in reversed(tickets)]
    assert [queries_of(client, f"{URL}?page_size={size}") for size in (1, 3)] == [2, 2]
    mark = client.get(URL).headers["ETag"]
    assert client.get(URL, headers={"If-None-Match": mark}).status_code == 304
