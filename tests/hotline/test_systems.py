"""Rules proved: the national portal and 1022 file under their own code, follow by token, and hear of what happens."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from hotline import following, routing, telling, throttling
from hotline.kinds import Action, Channel
from hotline.models import Ticket
from portal.outbox import webhooks
from portal.outbox.models import OutboxMessage, WebhookSubscription
from tests.dossiers.api_calls import machine
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered, at, bench, routed
from tests.hotline.tickets import LAN, WORDS, filed
from tests.outbox.test_webhooks import SECRET

URL = "/api/v1/feedback/"
BODY: dict[str, Any] = {
    "kind": "complaint_delay",
    "content": WORDS,
    "reporter": {"full_name": "Nguyễn Thị Lan", "phone": "0901234567"},
}
EVENTS = sorted(set(telling.EVENTS.values()))


def partner(name: str = "1022") -> APIClient:
    return machine(name, "feedback:write")


def post(client: APIClient, **changed: Any) -> Any:
    return client.post(URL, BODY | changed, format="json")


def listening(*events: str, unit: str = "") -> WebhookSubscription:
    return WebhookSubscription.objects.create(
        url="https://1022.example.vn/hook", events=list(events or EVENTS), secret=SECRET, audience=unit
    )


def test_administrators_find_the_events_of_the_hotline_to_choose_from() -> None:
    assert set(EVENTS) <= set(webhooks.offered())


def told() -> list[dict[str, Any]]:
    """What waits to leave for other systems, in its order."""
    return [one.payload for one in OutboxMessage.objects.filter(channel="webhook").order_by("pk")]


def test_a_system_files_under_its_own_code_and_the_desk_sees_it(world: World, desk: Desk) -> None:
    client = partner()

    answer = post(client, reference="1022-2026-000123")

    ticket = Ticket.objects.get()
    assert answer.status_code == 201 and ticket.channel == Channel.API
    assert (ticket.client_id, ticket.client_reference) == (client.client_id, "1022-2026-000123")  # type: ignore[attr-defined]
    assert "1022-2026-000123" in words(at(desk.operator).get(bench(ticket)))


def test_it_follows_its_own_by_token_and_nobody_elses(world: World, desk: Desk) -> None:
    mine, other = partner(), partner("Cổng quốc gia")
    address = post(mine, reference="A1")["Location"]
    ticket = Ticket.objects.get()
    answered(world, desk, type("Sent", (), {"ticket": ticket})())

    read = mine.get(address).json()

    assert (read["reference"], read["state"], len(read["answers"])) == ("A1", "answered", 1)
    assert "Thị Lan" not in json.dumps(read, ensure_ascii=False) and "901234567" not in json.dumps(read)
    assert other.get(address).status_code == 404 and APIClient().get(address).status_code == 404
    assert machine("Chỉ đọc", "dossiers:read").get(address).status_code == 404
    assert mine.get(f"{URL}{filed().ticket.code}/").status_code == 404


@pytest.mark.parametrize("caller", [APIClient, lambda: machine("Không có quyền", "dossiers:read")])
def test_who_is_no_partner_has_no_code_of_its_own_and_the_limit_of_strangers(
    world: World, caller: Callable[[], APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = caller()
    refused = post(client, reference="A1")
    assert refused.status_code == 422 and refused.json()["errors"][0]["pointer"] == "/reference"
    assert not Ticket.objects.exists()

    monkeypatch.setattr(throttling, "SENT_BY_API", throttling.Limit("few-by-strangers", 1, 60))
    assert [post(client).status_code for _ in range(2)] == [201, 429]


@pytest.mark.parametrize("reference", ["x" * 101, None, {}, ["a"], "a\0"])
def test_a_code_that_can_not_be_kept_is_refused(world: World, reference: Any) -> None:
    answer = post(partner(), reference=reference)

    assert answer.status_code == 400 and answer.json()["errors"][0]["pointer"] == "/reference"
    assert not Ticket.objects.exists()


def test_a_key_that_was_used_replays_for_its_owner_only(world: World) -> None:
    mine, other, key = partner(), partner("Cổng quốc gia"), {"Idempotency-Key": "k"}

    answers = [client.post(URL, BODY, format="json", headers=key) for client in (mine, mine, other)]

    assert answers[0].json() == answers[1].json() != answers[2].json() and Ticket.objects.count() == 2
    conflict = mine.post(URL, BODY | {"reference": "A1"}, format="json", headers=key)
    assert conflict.status_code == 422 and Ticket.objects.count() == 2


def test_hostile_html_is_kept_as_text(world: World, desk: Desk) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    post(partner(), content=f"{hostile} chờ lâu", place=hostile, reference=hostile)

    page = at(desk.operator).get(bench(Ticket.objects.get())).content.decode()

    assert hostile not in page and "&lt;img src=x" in page


def test_what_a_system_called_it_stays(world: World) -> None:
    post(partner(), reference="A1")

    with pytest.raises(DatabaseError), transaction.atomic():
        Ticket.objects.update(client_reference="B2")


def test_each_turn_is_told_once_in_its_order(world: World, desk: Desk) -> None:
    listening()
    post(partner(), reference="A1")
    ticket = answered(world, desk, type("Sent", (), {"ticket": Ticket.objects.get()})())
    following.reopen(ticket, "Chưa xong")

    heard = told()

    assert [one["type"] for one in heard] == [
        "feedback.received", "feedback.routed", "feedback.answered", "feedback.reopened",
    ]  # fmt: skip
    assert {(one["data"]["feedback"], one["data"]["reference"]) for one in heard} == {(ticket.code, "A1")}
    assert [one["data"]["state"] for one in heard] == ["received", "routed", "answered", "routed"]
    assert heard[2]["data"]["answered_at"] and heard[0]["data"]["answered_at"] is None
    private = json.dumps(heard, ensure_ascii=False)
    assert not any(word in private for word in ("Lan", "901234567", WORDS, "Chưa xong"))


@pytest.mark.parametrize("ends", ["confirmed", "set aside"])
def test_both_ends_are_told_as_closed(world: World, desk: Desk, ends: str) -> None:
    listening("feedback.closed")
    sent = filed(reporter=LAN)
    if ends == "confirmed":
        following.confirm(answered(world, desk, sent))
    else:
        routing.set_aside(sent.ticket, desk.operator, "settled", "Đã có bản án.")

    (heard,) = told()
    assert heard["type"] == "feedback.closed"
    assert heard["data"]["state"] == ("closed" if ends == "confirmed" else "set_aside")


def test_who_asked_for_one_unit_hears_of_that_unit_only(world: World, desk: Desk) -> None:
    listening("feedback.routed", unit=world.other_ward.committee.code)
    routed(world, desk, filed())
    assert told() == []

    listening("feedback.routed", unit=world.ward.committee.code)
    routed(world, desk, filed())
    assert [one["data"]["unit"] for one in told()] == [world.ward.committee.code]


def test_what_is_between_reporter_and_desk_is_told_to_nobody(world: World, desk: Desk) -> None:
    listening()
    silent = {Action(action) for action in Action.values} - set(map(Action, telling.EVENTS))
    sent = filed()
    OutboxMessage.objects.all().delete()

    following.add_facts(sent.ticket, "Thêm")
    routing.take(Ticket.objects.get(), desk.operator)

    assert told() == [] and {Action.ADD_FACTS, Action.TAKE, Action.DRAFT, Action.RATE} <= silent


def test_an_event_that_is_undone_is_not_told(world: World) -> None:
    listening()
    began = timezone.now()
    with pytest.raises(RuntimeError), transaction.atomic():
        filed()
        raise RuntimeError("the transaction of the sender fails")

    assert told() == [] and not Ticket.objects.filter(received_at__gte=began - timedelta(days=1)).exists()
