"""Rules proved: a client keeps receivers of its own by REST: taken up, tried, rotated, told again, ended; those of
others and of administrators are none of its, and no secret is told twice.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from portal.outbox import standard_webhooks, subscribing
from portal.outbox.api.views import MOST_RECEIVERS
from portal.outbox.models import OutboxMessage, State, WebhookSubscription
from portal.rest.models import IdempotentRequest
from tests.accounts.factories import make_user
from tests.dossiers.api_calls import assert_problem, machine
from tests.outbox.test_doors_acts import Post, deliver, is_trusted
from tests.outbox.test_doors_acts import post as post  # noqa: PLC0414 - a fixture
from tests.outbox.test_webhooks import PAID

pytestmark = pytest.mark.django_db
URL = "/api/v1/webhooks/"
ASKED = {"url": "https://benh-vien.example/thong-bao", "events": ["dossier.changed"]}
EVENT = "dossier.changed"


@pytest.fixture
def client() -> APIClient:
    return machine("Phần mềm của bệnh viện", "webhooks:write")


def take_up(client: APIClient, **changes: Any) -> dict[str, Any]:
    answer = client.post(URL, ASKED | changes, format="json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def at(hook: dict[str, Any], path: str = "") -> str:
    return f"{URL}{hook['id']}/{path}"


def told(hook: dict[str, Any], number: int, state: str = State.SENT, event: str = EVENT) -> None:
    """Messages that were told, the newest now, each a day older."""
    now = timezone.now()
    for day in range(number):
        moment = now - timedelta(days=day)
        fields = {"state": state, "finished_at": None if state == State.WAITING else moment, "created_at": moment}
        key = f"{hook['id']}/{event}/{state}{day}"
        OutboxMessage.objects.create(
            channel="webhook", key=f"{hook['id']}/A", idempotency_key=key, payload={"owner": "Bí Mật"}, **fields
        )


def test_a_client_takes_up_a_receiver_and_its_secret_is_told_once(client: APIClient) -> None:
    made = client.post(URL, ASKED, format="json")
    hook = made.json()
    assert (made.status_code, made.headers["Location"], made.headers["Cache-Control"]) == (201, at(hook), "no-store")
    assert hook["secret"].startswith("whsec_")
    read = client.get(at(hook))
    assert (read.json()["url"], read.json()["is_active"]) == (ASKED["url"], True)
    assert client.get(URL).json()["results"] == [read.json()]
    assert hook["secret"] not in read.content.decode()


def test_the_same_key_takes_up_one_receiver(client: APIClient) -> None:
    """Whose first answer got lost gets the same secret; nowhere is an answer with a secret kept in clear."""
    headers = {"Idempotency-Key": "k1"}
    first, again = (client.post(URL, ASKED, format="json", headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert (WebhookSubscription.objects.count(), IdempotentRequest.objects.count()) == (1, 0)
    assert_problem(client.post(URL, ASKED | {"url": "https://khac.example/"}, format="json", headers=headers), 422)
    assert_problem(client.post(URL, ASKED, format="json", headers={"Idempotency-Key": ""}), 400)
    machine("Khác", "webhooks:write").post(URL, ASKED, format="json", headers=headers)
    assert WebhookSubscription.objects.count() == 2


def test_what_is_never_sent_to_or_offered_is_refused_in_its_place(client: APIClient) -> None:
    for changes, where in (
        ({"url": "http://benh-vien.example/"}, "/url"),
        ({"url": "https://user:pw@benh-vien.example/"}, "/url"),
        ({"url": "ftp://benh-vien.example/"}, "/url"),
        ({"url": "https://" + "a" * 600 + ".example/"}, "/url"),
        ({"events": []}, "/events"),
        ({"events": [PAID]}, "/events"),  # told of units' money: administrators give that
        ({"events": ["khong.co"]}, "/events"),
        ({"events": "dossier.changed"}, "/events"),
    ):
        assert_problem(client.post(URL, ASKED | changes, format="json"), 400, where)
    assert not WebhookSubscription.objects.exists()


def test_it_has_so_many_receivers_and_no_more(client: APIClient) -> None:
    for _ in range(MOST_RECEIVERS):
        take_up(client)
    assert_problem(client.post(URL, ASKED, format="json"), 409)
    assert machine("Khác", "webhooks:write").post(URL, ASKED, format="json").status_code == 201


def test_receivers_of_others_and_of_administrators_are_not_found(client: APIClient) -> None:
    other = take_up(machine("Khác", "webhooks:write"))
    own = {"id": subscribing.subscribe("https://quan-tri.example/", [PAID]).pk}
    for hook in (other, own, {"id": 9_000_000_000_000_000_000}, {"id": 10**30}):
        for path in ("", "deliveries/"):
            assert_problem(client.get(at(hook, path)), 404)
        for path in ("test/", "rotate/", "replay/"):
            assert_problem(client.post(at(hook, path), {"since": "2026-01-01T00:00:00Z"}, format="json"), 404)
        assert_problem(client.delete(at(hook)), 404)
    assert (WebhookSubscription.objects.count(), client.get(URL).json()["results"]) == (2, [])


def test_only_a_system_with_the_scope_comes_in(client: APIClient) -> None:
    person = APIClient()
    person.force_login(make_user())
    for caller, status in ((APIClient(), 401), (person, 403), (machine("Đọc", "dossiers:read"), 403)):
        for answer in (caller.get(URL), caller.post(URL, ASKED, format="json")):
            assert_problem(answer, status)
    assert not WebhookSubscription.objects.exists()


def test_a_try_arrives_signed_and_stands_among_the_deliveries(client: APIClient, post: Post) -> None:
    hook = take_up(client)
    answer = client.post(at(hook, "test/"))
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    deliver()
    [(where, body, headers)] = post.sent
    assert (where, json.loads(body)["type"]) == (hook["url"], subscribing.TEST)
    assert is_trusted(body, headers, hook["secret"])
    [delivery] = client.get(at(hook, "deliveries/")).json()["results"]
    assert (delivery["state"], delivery["message"]) == ("sent", headers[standard_webhooks.ID])


def test_a_new_secret_signs_beside_the_old_one(client: APIClient, post: Post) -> None:
    hook = take_up(client)
    changed = client.post(at(hook, "rotate/"))
    assert (changed.headers["Cache-Control"], changed.json()["secret"] != hook["secret"]) == ("no-store", True)
    assert changed.json()["former_until"] is not None
    client.post(at(hook, "test/"))
    deliver()
    assert post.trusted_with(hook["secret"], changed.json()["secret"]) == [True, True]


def test_what_was_told_is_told_again_by_moment_state_and_event(client: APIClient, post: Post) -> None:
    hook, other = take_up(client), take_up(client)
    for one in (hook, other):
        told(one, 4)
        told(one, 2, State.DEAD)
        told(one, 1, State.WAITING)
        told(one, 1, event=subscribing.TEST)
    now = timezone.now()
    waiting = OutboxMessage.objects.filter(state=State.WAITING, key__startswith=f"{hook['id']}/")

    def again(**asked: Any) -> int:
        before = waiting.count()
        answer = client.post(
            at(hook, "replay/"), {"since": (now - timedelta(days=30)).isoformat()} | asked, format="json"
        )
        assert (answer.status_code, answer.json()["messages"]) == (202, waiting.count() - before), answer.content
        return int(answer.json()["messages"])

    assert again(since=(now + timedelta(days=1)).isoformat()) == 0
    assert again(until=(now - timedelta(days=2, hours=12)).isoformat(), event=EVENT) == 1  # the oldest of four
    assert again(state="dead") == 2
    assert again(event=subscribing.TEST, state="sent") == 1
    assert again() == 3
    assert again() == 0
    assert OutboxMessage.objects.filter(state=State.WAITING, key__startswith=f"{other['id']}/").count() == 1


def test_a_replay_that_is_none_is_refused_and_one_key_replays_once(client: APIClient) -> None:
    hook = take_up(client)
    for body, where in (
        ({}, "/since"),
        ({"since": "hôm qua"}, "/since"),
        ({"since": "0001-01-01T00:00:00+07:00"}, "/since"),
        ({"since": "2026-01-01T00:00:00Z", "state": "waiting"}, "/state"),
        ({"since": "2026-01-01T00:00:00Z", "until": "mai"}, "/until"),
    ):
        assert_problem(client.post(at(hook, "replay/"), body, format="json"), 400, where)
    told(hook, 1)
    body, headers = {"since": "2026-01-01T00:00:00Z"}, {"Idempotency-Key": "k2"}
    first = client.post(at(hook, "replay/"), body, format="json", headers=headers)
    OutboxMessage.objects.update(state=State.SENT, finished_at=timezone.now())
    again = client.post(at(hook, "replay/"), body, format="json", headers=headers)
    assert (first.json(), again.json(), again.headers["Idempotency-Replayed"]) == (
        {"messages": 1},
        {"messages": 1},
        "true",
    )
    assert not OutboxMessage.objects.filter(state=State.WAITING).exists()


def test_an_ended_receiver_is_gone_and_what_waits_for_it_is_given_up(client: APIClient, post: Post) -> None:
    hook = take_up(client)
    client.post(at(hook, "test/"))
    assert client.delete(at(hook)).status_code == 204
    assert_problem(client.get(at(hook)), 404)
    deliver()
    assert (post.sent, OutboxMessage.objects.get().state) == ([], State.DEAD)


def test_a_stopped_receiver_is_not_tried_and_deliveries_cost_the_same_for_many(client: APIClient) -> None:
    hook = take_up(client)
    costs = []
    for number in (1, 5):
        told(hook, number, event=f"{EVENT}{number}")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(at(hook, "deliveries/"), {"page_size": 4}).json()
        costs.append(len(queries))
    assert (costs[0], len(page["results"]), page["next"] is not None) == (costs[1], 4, True)
    assert "Bí Mật" not in json.dumps(page, ensure_ascii=False)
    WebhookSubscription.objects.update(is_active=False)
    assert_problem(client.post(at(hook, "test/")), 409)
