"""Webhook receivers with circuits of their own: a dead one costs the others nothing and is asked again by a trial."""

from __future__ import annotations

import http.client
import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.outbox import circuits, outside, subscribing, webhooks
from portal.outbox.delivery import deliver_due
from portal.outbox.drivers import registry
from portal.outbox.models import Circuit, OutboxMessage, State, WebhookSubscription
from portal.simulating.serving import Request, Response, Server
from tests.outbox.test_webhooks import PAID, publish, subscribe

pytestmark = pytest.mark.django_db


class Outside:
    """What each receiver answers: a status, or an error; 204 unless told."""

    def __init__(self) -> None:
        self.answers: dict[str, int | Exception] = {}
        self.told: list[tuple[str, dict[str, Any]]] = []

    def post(self, address: str, body: bytes, headers: dict[str, str]) -> int:
        """Stand where posting stands."""
        self.told.append((address, json.loads(body)))
        answer = self.answers.get(address, 204)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def called(self, receiver: WebhookSubscription) -> int:
        return sum(address == receiver.url for address, _message in self.told)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Outside:
    made = Outside()
    monkeypatch.setattr(outside, "post", made.post)
    return made


@pytest.fixture
def quiet(there: Outside) -> WebhookSubscription:
    """A receiver that never answers."""
    made = subscribe("https://im-lang.example.vn/hook")
    there.answers[made.url] = TimeoutError("no answer")
    return made


@pytest.fixture
def well(there: Outside) -> WebhookSubscription:
    return subscribe("https://nghe.example.vn/hook")


def rounds(number: int) -> list[dict[str, int]]:
    """So many rounds of the worker, each when its messages are due."""
    outcomes = []
    for _round in range(number):
        OutboxMessage.objects.filter(state=State.WAITING).update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        outcomes.append(dict(deliver_due()))
    return outcomes


def circuit_of(receiver: WebhookSubscription) -> Circuit | None:
    return Circuit.objects.filter(channel=subscribing.circuit_name(receiver)).first()


def test_the_name_of_a_circuit_is_that_of_what_is_sent_to_it(well: WebhookSubscription) -> None:
    publish()
    message = OutboxMessage.objects.get()
    assert registry.circuit_of(message.channel, message.key) == subscribing.circuit_name(well) == f"webhook/{well.pk}"


def test_a_dead_receiver_is_called_five_times_and_the_other_gets_everything(
    there: Outside, quiet: WebhookSubscription, well: WebhookSubscription
) -> None:
    for number in range(3):
        publish(once=str(number))
    rounds(8)
    assert (there.called(quiet), there.called(well)) == (5, 3)
    opened = circuit_of(quiet)
    assert opened is not None
    assert (opened.is_open, circuit_of(well)) == (True, None)
    assert OutboxMessage.objects.filter(state=State.SENT).count() == 3


def test_a_receiver_that_says_no_is_there_and_is_called_at_each_turn(there: Outside, well: WebhookSubscription) -> None:
    there.answers[well.url] = 500
    publish()
    assert rounds(7) == [{"failed": 1}] * 7
    assert (there.called(well), circuit_of(well)) == (7, None)
    assert "the receiver answered 500" in OutboxMessage.objects.get().last_error


def test_every_kind_of_silence_is_one_and_is_named_without_the_address(
    there: Outside, well: WebhookSubscription
) -> None:
    silences = (ConnectionRefusedError("x"), TimeoutError("x"), OSError("x"), http.client.RemoteDisconnected("x"))
    publish()
    for number, silence in enumerate(silences, start=1):
        there.answers[well.url] = silence
        assert rounds(1) == [{"unanswered": 1}]
        circuit, message = circuit_of(well), OutboxMessage.objects.get()
        assert circuit is not None
        assert circuit.failures == message.attempts == number
        assert message.last_error == f"Unanswered: no answer: {type(silence).__name__}"


def test_an_address_that_is_none_of_ours_ends_the_message_and_opens_no_circuit(
    there: Outside, well: WebhookSubscription
) -> None:
    there.answers[well.url] = outside.Forbidden("the host is inside our own network")
    publish()
    assert rounds(1) == [{"refused": 1}]
    assert circuit_of(well) is None


def test_a_receiver_that_is_gone_for_good_is_told_no_more(there: Outside, well: WebhookSubscription) -> None:
    there.answers[well.url] = 410
    for number in range(2):
        publish(once=str(number))
    assert rounds(1) == [{"sent": 1, "refused": 1}]
    well.refresh_from_db()
    assert (well.is_active, there.called(well)) == (False, 1)
    assert publish(once="3") == 0


def test_what_was_stopped_while_it_waited_does_not_leave(
    there: Outside, quiet: WebhookSubscription, well: WebhookSubscription
) -> None:
    publish()
    WebhookSubscription.objects.filter(pk=quiet.pk).update(is_active=False)
    assert rounds(1) == [{"refused": 1, "sent": 1}]
    assert there.called(quiet) == 0


def test_a_receiver_that_answers_its_probe_gets_all_that_waits_in_order(
    there: Outside, quiet: WebhookSubscription
) -> None:
    for number in range(3):
        publish({"number": number}, once=str(number))
    rounds(5)
    there.answers.clear()
    there.told.clear()
    Circuit.objects.update(open_until=timezone.now() - timedelta(seconds=1))
    assert rounds(1) == [{"sent": 3}]
    assert [message["data"]["number"] for _address, message in there.told] == [0, 1, 2]
    closed = circuit_of(quiet)
    assert closed is not None
    assert (closed.failures, closed.is_open) == (0, False)


def test_a_trial_goes_at_once_whatever_the_circuit_says(there: Outside, quiet: WebhookSubscription) -> None:
    publish()
    rounds(6)
    there.told.clear()
    there.answers.clear()
    message = subscribing.try_out(quiet)
    assert circuit_of(quiet) is not None
    assert not Circuit.objects.get().is_open
    deliver_due()
    message.refresh_from_db()
    assert message.state == State.SENT
    assert subscribing.TEST in {told["type"] for _address, told in there.told}


def test_a_trial_that_nobody_answers_waits_behind_nothing_and_holds_up_nothing(
    there: Outside, quiet: WebhookSubscription
) -> None:
    publish()
    first, second = subscribing.try_out(quiet), subscribing.try_out(quiet)
    assert first.idempotency_key != second.idempotency_key
    rounds(1)
    there.answers.clear()
    rounds(1)
    assert not OutboxMessage.objects.filter(state=State.WAITING).exists()


def test_a_trial_does_not_lift_the_pause_of_the_channel(there: Outside, well: WebhookSubscription) -> None:
    admin = User.objects.create_user(email="system@example.vn", full_name="Cao Xuân Trường", password="Mot-Cua-2026")
    circuits.pause(webhooks.CHANNEL, admin)
    subscribing.try_out(well)
    assert rounds(2) == [{}, {}]
    circuits.resume(webhooks.CHANNEL)
    assert rounds(1) == [{"sent": 1}]


def test_the_receivers_page_shows_what_it_was_told_and_tries_it_by_a_button(
    client: Client, there: Outside, quiet: WebhookSubscription, well: WebhookSubscription
) -> None:
    client.force_login(User.objects.create_superuser(email="he-thong@example.vn", full_name="Cao Xuân Trường"))
    publish()
    rounds(6)
    page = client.get(reverse("doors:receiver", args=[quiet.pk])).content.decode()
    assert "no answer: TimeoutError" in page
    assert "Đang chờ gửi" in page
    assert "no answer" not in client.get(reverse("doors:receiver", args=[well.pk])).content.decode()

    there.answers.clear()
    for _twice in range(2):
        assert client.post(reverse("doors:receiver-try", args=[quiet.pk])).status_code == 302
    assert rounds(1) == [{"sent": 3}]
    assert there.told[-1][0] == quiet.url


def test_one_message_is_told_again_to_its_receiver_alone(
    client: Client, there: Outside, quiet: WebhookSubscription, well: WebhookSubscription
) -> None:
    client.force_login(User.objects.create_superuser(email="he-thong@example.vn", full_name="Cao Xuân Trường"))
    publish()
    rounds(1)
    told = subscribing.deliveries(well).get()
    assert client.post(reverse("doors:receiver-again", args=[quiet.pk, told.pk])).status_code == 404
    again = reverse("doors:receiver-again", args=[well.pk, told.pk])
    assert "Đang gửi lại." in client.post(again, follow=True).content.decode()
    assert "đang chờ gửi rồi" in client.post(again, follow=True).content.decode()
    assert {"sent": 1}.items() <= rounds(1)[0].items()
    assert there.called(well) == 2


def test_deliveries_are_those_of_one_receiver_however_alike_its_number(well: WebhookSubscription) -> None:
    publish()
    own = OutboxMessage.objects.get()
    for key in (f"{well.pk}1/A", f"1{well.pk}/A", f"x/{well.pk}"):
        OutboxMessage.objects.create(channel="webhook", key=key, idempotency_key=key, payload={})
    OutboxMessage.objects.create(channel="email", key=f"{well.pk}/A", idempotency_key="mail", payload={})
    assert list(subscribing.deliveries(well)) == [own]


def test_letters_that_no_request_line_holds_are_sent_as_their_octets(settings: LazySettings) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"]
    heard: list[tuple[str, dict[str, str]]] = []

    def take(request: Request) -> Response:
        heard.append((request.path, dict(request.values)))
        return Response(b"", status=204)

    with Server({("POST", "/h%E1%BB%93-s%C6%A1"): take, ("POST", "/da%20co"): take}) as server:
        assert outside.post(f"{server.address}/hồ-sơ?tên=Lan Anh&x=1%202", b"{}", {}) == 204
        assert outside.post(f"{server.address}/da%20co", b"{}", {}) == 204
        assert outside.get(f"{server.address}/không-có", 1_000, ["127.0.0.1"])[0] == 404
    assert heard == [("/h%E1%BB%93-s%C6%A1", {"tên": "Lan Anh", "x": "1 2"}), ("/da%20co", {})]


def test_who_asked_for_an_event_hears_it_as_it_was_told(there: Outside, well: WebhookSubscription) -> None:
    publish({"order": "Lệ phí – 50.000 ₫"})
    rounds(1)
    [(address, message)] = there.told
    assert (address, message["type"], message["data"]) == (well.url, PAID, {"order": "Lệ phí – 50.000 ₫"})
