"""Rules proved: what is told to whose receivers, and the edges of what a client may ask of its own by REST."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oauth2_provider.models import Application
from rest_framework.test import APIClient

from portal.outbox import outside, subscribing, webhooks
from portal.outbox.api.views import MOST_RECEIVERS
from portal.outbox.models import OutboxMessage, State, WebhookSubscription
from portal.rest import clients
from tests.accounts.factories import make_user
from tests.dossiers.api_calls import assert_problem, machine
from tests.outbox.test_doors_pages import administrator
from tests.outbox.test_webhooks import PAID, publish
from tests.outbox.test_webhooks_api import ASKED, EVENT, URL, at, take_up
from tests.overtaking import overtaken

pytestmark = pytest.mark.django_db
WHERE = "https://benh-vien.example/thong-bao"
NOW = timezone.now()


@pytest.fixture
def client() -> APIClient:
    return machine("Phần mềm của bệnh viện", "webhooks:write")


def kept_by(client_id: str, *events: str, **fields: Any) -> WebhookSubscription:
    asked: dict[str, Any] = {"url": WHERE, "events": list(events or (EVENT,)), "secret": "whsec_", **fields}
    return WebhookSubscription.objects.create(client_id=client_id, **asked)


def tell(client_id: str, once: str = "1", key: str = "A", event: str = EVENT) -> int:
    with transaction.atomic():
        return webhooks.publish_to_client(event, {"dossier": "A"}, client_id=client_id, key=key, once=once)


def message(of: Any, name: str, at_moment: datetime = NOW, state: str = State.SENT) -> OutboxMessage:
    told = {"state": state, "created_at": at_moment, "finished_at": None if state == State.WAITING else at_moment}
    number = of["id"] if isinstance(of, dict) else of.pk
    return OutboxMessage.objects.create(
        channel="webhook", key=f"{number}/A", idempotency_key=f"{number}/{EVENT}/{name}", payload={}, **told
    )


# -- who hears


def test_what_is_one_clients_own_is_told_to_its_receivers_and_nobody_elses() -> None:
    own, second = kept_by("a"), kept_by("a")
    kept_by("b")
    kept_by("")
    kept_by("a", is_active=False)
    kept_by("a", "dossier.other")

    assert tell("a") == 2
    told = [row.payload["subscription"] for row in OutboxMessage.objects.order_by("pk")]
    assert sorted(told) == [own.pk, second.pk]
    assert (tell("a"), OutboxMessage.objects.count()) == (2, 2), "told again it is the same message"
    assert (tell("nobody"), tell("a", event="dossier.none")) == (0, 0)


def test_what_is_told_of_units_money_never_reaches_a_receiver_that_a_client_keeps() -> None:
    """Whatever stands in its row: a client hears of its own only."""
    kept_by("a", PAID)
    assert not webhooks.is_asked_for(PAID)
    assert publish() == 0
    kept_by("", PAID)
    assert webhooks.is_asked_for(PAID)
    assert publish(once="2") == 1


def test_where_nobody_asked_it_costs_one_query() -> None:
    kept_by("b")
    with CaptureQueriesContext(connection) as asked:
        assert webhooks.publish_to_client(EVENT, {}, client_id="a", key="A", once="1") == 0
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert not webhooks.is_asked_for("dossier.none")
    assert len(asked) == 1


def test_one_dossier_stays_in_order_for_each_receiver_and_two_do_not_wait_for_each_other() -> None:
    one, other = kept_by("a"), kept_by("a")
    tell("a", key="H29-1", once="H29-1/1")
    tell("a", key="H29-2", once="H29-2/1")
    keys = OutboxMessage.objects.order_by("key").values_list("key", flat=True)
    assert sorted(keys) == sorted(f"{hook.pk}/{code}" for hook in (one, other) for code in ("H29-1", "H29-2"))


def test_events_of_clients_and_of_administrators_are_two_lists() -> None:
    assert set(webhooks.offered()).isdisjoint(webhooks.offered_to_clients())
    before = webhooks.offered_to_clients()
    webhooks.offer_to_clients(*before)
    assert webhooks.offered_to_clients() == before == sorted(before)


# -- taking up


def test_the_key_of_a_form_takes_up_one_receiver_whatever_is_asked_the_second_time() -> None:
    key = uuid4()
    made = subscribing.subscribe(WHERE, [PAID], "H29.101", submission_key=key)
    again = subscribing.subscribe("https://khac.example/", [PAID], submission_key=key)
    assert (again.pk, again.url, again.audience, again.secret) == (made.pk, WHERE, "H29.101", made.secret)
    assert subscribing.subscribe(WHERE, [PAID]).pk != made.pk
    assert len({made.secret, subscribing.subscribe(WHERE, [PAID]).secret}) == 2


def test_an_address_that_is_none_takes_up_nothing_and_uses_up_no_key() -> None:
    key = uuid4()
    for wrong in ("http://benh-vien.example/", "https://", "https://[::1/"):
        with pytest.raises(outside.Forbidden):
            subscribing.subscribe(wrong, [PAID], submission_key=key)
    assert subscribing.subscribe(WHERE, [PAID], submission_key=key).url == WHERE
    with pytest.raises(IntegrityError), transaction.atomic():
        subscribing.subscribe(WHERE, [])
    assert WebhookSubscription.objects.count() == 1


def test_whose_last_receiver_was_taken_up_gets_its_answer_again_also_when_it_has_no_more_left(
    client: APIClient,
) -> None:
    """The answer to the last one got lost: asked again under its key it is no receiver too many."""
    for _ in range(MOST_RECEIVERS - 1):
        kept_by(client.client_id)  # type: ignore[attr-defined]
    headers = {"Idempotency-Key": "k-last"}
    first, again = (client.post(URL, ASKED, format="json", headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert WebhookSubscription.objects.count() == MOST_RECEIVERS
    other = client.post(URL, ASKED, format="json", headers={"Idempotency-Key": "k-next"})
    assert assert_problem(other, 409)["type"] == "urn:portal:problem:too-many-receivers"
    assert client.delete(at(first.json())).status_code == 204
    assert client.post(URL, ASKED, format="json", headers={"Idempotency-Key": "k-next"}).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_that_ask_at_once_for_the_last_place_do_not_both_get_it() -> None:
    client = machine("Phần mềm của bệnh viện", "webhooks:write")
    for _ in range(MOST_RECEIVERS - 1):
        kept_by(client.client_id)  # type: ignore[attr-defined]

    def ask() -> int:
        return int(client.post(URL, ASKED, format="json").status_code)

    assert sorted(overtaken(ask, ask)) == [201, 409]
    assert WebhookSubscription.objects.count() == MOST_RECEIVERS


def test_events_named_twice_count_once(client: APIClient) -> None:
    assert take_up(client, events=[EVENT, EVENT])["events"] == [EVENT]


def test_bad_bodies_are_refused_in_both_languages_at_their_place(client: APIClient) -> None:
    wrong: list[tuple[Any, str]] = [
        ({}, "/url"), ({"url": None, "events": [EVENT]}, "/url"), ({"url": WHERE}, "/events"),
        ({"url": ["a"], "events": [EVENT]}, "/url"), ({"url": WHERE, "events": {"a": 1}}, "/events"),
        ({"url": WHERE, "events": [EVENT] * 21}, "/events"), ({"url": WHERE, "events": ["x" * 61]}, "/events/0"),
        ({"url": f"{WHERE}\x00", "events": [EVENT]}, "/url"),
    ]  # fmt: skip
    for body, where in wrong:
        details = [
            assert_problem(client.post(URL, body, format="json", headers={"Accept-Language": language}), 400, where)
            for language in ("vi", "en")
        ]
        assert details[0]["detail"] != details[1]["detail"]
    for body in ([], "a", None, 7):
        assert_problem(client.post(URL, body, format="json"), 400)
    assert not WebhookSubscription.objects.exists()


def test_a_receiver_is_not_changed_in_place(client: APIClient) -> None:
    """Another address is another receiver, with a secret of its own."""
    hook = take_up(client)
    for method in (client.put, client.patch):
        assert_problem(method(at(hook), {"url": "https://khac.example/"}, format="json"), 405)
    for path in ("test/", "rotate/", "replay/"):
        assert_problem(client.get(at(hook, path)), 405)
    assert WebhookSubscription.objects.get().url == ASKED["url"]


# -- reading


def test_the_list_is_paged_newest_first_at_the_same_cost(client: APIClient) -> None:
    client.get(URL)  # from here on its token is known
    costs = []
    for more in (3, 9):
        made = [kept_by(client.client_id).pk for _ in range(more)]  # type: ignore[attr-defined]
        with CaptureQueriesContext(connection) as asked:
            page = client.get(URL, {"page_size": 2}).json()
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert [row["id"] for row in page["results"]] == made[:-3:-1]
    following = client.get(page["next"]).json()
    assert [row["id"] for row in following["results"]] == made[-3:-5:-1]
    assert client.get(following["previous"]).json()["results"] == page["results"]


def test_a_receiver_with_the_beginning_of_anothers_number_has_its_own_deliveries(client: APIClient) -> None:
    hook = take_up(client)
    message(hook, "own")
    OutboxMessage.objects.create(
        channel="webhook", key=f"{hook['id']}0/A", idempotency_key="longer", payload={},
    )  # fmt: skip
    OutboxMessage.objects.create(channel="email", key=f"{hook['id']}/A", idempotency_key="mail", payload={})
    rows = client.get(at(hook, "deliveries/")).json()["results"]
    assert [row["message"] for row in rows] == [webhooks.message_id(f"{hook['id']}/{EVENT}/own")]


def test_a_delivery_tells_how_often_it_was_tried_and_what_went_wrong(client: APIClient) -> None:
    hook = take_up(client)
    row = message(hook, "1", state=State.DEAD)
    OutboxMessage.objects.filter(pk=row.pk).update(attempts=24, last_error="NotTaken: the receiver answered 500")
    [told] = client.get(at(hook, "deliveries/")).json()["results"]
    assert (told["state"], told["attempts"], told["last_error"]) == ("dead", 24, "NotTaken: the receiver answered 500")
    assert set(told) == {"id", "message", "state", "attempts", "created_at", "finished_at", "last_error"}


# -- telling again


def test_a_span_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    hook = kept_by("a")
    for hour in range(4):
        message(hook, str(hour), NOW - timedelta(hours=hour))
    assert subscribing.tell_many_again(hook, NOW - timedelta(hours=2), NOW) == 2
    waiting = OutboxMessage.objects.filter(state=State.WAITING).values_list("idempotency_key", flat=True)
    assert sorted(name[-1] for name in waiting) == ["1", "2"]
    assert subscribing.tell_many_again(hook, NOW, NOW - timedelta(hours=3)) == 0, "it ends before it begins"


def test_told_again_a_message_starts_afresh_and_a_worker_is_woken_once_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kicks: list[str] = []
    monkeypatch.setattr(subscribing, "kick", lambda: kicks.append("kick"))
    hook = kept_by("a")
    for name in "ab":
        message(hook, name, state=State.DEAD)
    OutboxMessage.objects.update(attempts=24, last_error="NotTaken: 500")

    with CaptureQueriesContext(connection) as asked:
        assert subscribing.tell_many_again(hook, NOW - timedelta(days=1)) == 2
    assert (len(asked), kicks) == (1, ["kick"])
    told = set(OutboxMessage.objects.values_list("state", "attempts", "last_error", "finished_at"))
    assert told == {(State.WAITING, 0, "", None)}
    assert subscribing.tell_many_again(hook, NOW - timedelta(days=1)) == 0
    assert not subscribing.tell_again(OutboxMessage.objects.earliest("pk"))
    assert kicks == ["kick"]


def test_an_event_is_taken_whole_and_signs_of_a_search_are_none(client: APIClient) -> None:
    hook = take_up(client)
    message(hook, "1")
    since = (NOW - timedelta(days=1)).isoformat()
    for event, number in (("dossier", 0), ("%", 0), ("dossier_changed", 0), (f"{EVENT}/", 0), (EVENT, 1)):
        answer = client.post(at(hook, "replay/"), {"since": since, "event": event}, format="json")
        assert (answer.status_code, answer.json()) == (202, {"messages": number}), event


def test_nulls_ask_for_all_and_moments_are_understood_in_any_zone(client: APIClient) -> None:
    hook = take_up(client)
    message(hook, "1", NOW - timedelta(minutes=30))
    since = (NOW - timedelta(hours=1)).astimezone(timezone.get_fixed_timezone(-720)).isoformat()
    asked = {"since": since, "until": None, "state": None, "event": ""}
    assert client.post(at(hook, "replay/"), asked, format="json").json() == {"messages": 1}
    far = {"since": "9999-12-31T23:59:59-11:00"}
    assert_problem(client.post(at(hook, "replay/"), far, format="json"), 400, "/since")


# -- who keeps it


def test_administrators_see_whose_a_receiver_is_and_can_stop_it(client: APIClient) -> None:
    hook = take_up(client)
    admin = administrator()
    page = admin.get(reverse("doors:receiver", args=[hook["id"]])).content.decode()
    assert "Do hệ thống tự lập" in page and client.client_id in page  # type: ignore[attr-defined]
    assert hook["secret"] not in page
    admin.post(reverse("doors:receiver-stop", args=[hook["id"]]))
    assert client.get(at(hook)).json()["is_active"] is False
    assert_problem(client.post(at(hook, "test/")), 409)


def test_a_client_that_was_closed_reaches_nothing_and_its_receivers_stay_its_own(client: APIClient) -> None:
    hook = take_up(client)
    clients.close(Application.objects.get(client_id=client.client_id))  # type: ignore[attr-defined]
    assert_problem(client.get(at(hook)), 401)
    assert WebhookSubscription.objects.get().client_id == client.client_id  # type: ignore[attr-defined]
    person = Client()
    person.force_login(make_user())
    assert person.get(at(hook)).status_code == 403
