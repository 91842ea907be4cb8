"""Rules proved: who asked hears of it, signed, at least once; nothing is ever sent into our own network unasked."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from portal.outbox import outside, subscribing, webhooks
from portal.outbox.delivery import deliver_due
from portal.outbox.models import Circuit, OutboxMessage, State, WebhookSubscription
from portal.simulating.serving import Request, Response, Server

pytestmark = pytest.mark.django_db
PAID = "payment.paid"
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


class Receiver:
    """A true HTTP server that remembers what it was told."""

    def __init__(self) -> None:
        self.status = 204
        self.told: list[Request] = []
        self.server = Server({("POST", "/hook"): self._take, ("POST", "/elsewhere"): self._take})

    def _take(self, request: Request) -> Response:
        self.told.append(request)
        where = {"Location": "/elsewhere"} if self.status == 302 else {}
        return Response(b"", status=self.status, headers=where)


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"]
    made = Receiver()
    with made.server:
        yield made


def subscribe(receiver: Receiver | str, *events: str, **fields: Any) -> WebhookSubscription:
    url = receiver if isinstance(receiver, str) else f"{receiver.server.address}/hook"
    asked: dict[str, Any] = {"url": url, "events": list(events or (PAID,)), "secret": SECRET, **fields}
    return WebhookSubscription.objects.create(**asked)


def publish(data: dict[str, Any] | None = None, audience: str = "H29.101", once: str = "1", event: str = PAID) -> int:
    with transaction.atomic():
        return webhooks.publish(event, data or {"order": "A"}, audience=audience, key="A", once=once)


def states() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))


def later() -> None:
    OutboxMessage.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_an_event_arrives_as_standard_webhooks_have_it(receiver: Receiver) -> None:
    subscribe(receiver)

    assert publish({"order": "H29.101-261122-0001", "amount_dong": 50_000}) == 1
    deliver_due(10)

    [told] = receiver.told
    message = json.loads(told.body)
    assert (message["type"], message["data"]["amount_dong"]) == (PAID, 50_000)
    assert message["timestamp"].startswith(str(timezone.now().year))
    assert states() == [State.SENT]


def test_the_signature_covers_id_time_and_body(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[bytes, dict[str, str]]] = []

    def post(_url: str, body: bytes, headers: dict[str, str]) -> int:
        sent.append((body, headers))
        return 200

    monkeypatch.setattr(outside, "post", post)
    subscribe("https://example.vn/hook")
    publish()
    deliver_due(10)

    [(body, headers)] = sent
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = hmac.new(b"0123456789abcdef0123456789abcdef", signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert headers["webhook-id"].startswith("msg_")


def test_each_hears_only_what_it_asked_for_and_of_its_units(receiver: Receiver) -> None:
    subscribe(receiver, audience="H29.101")
    subscribe(receiver, audience="H29")
    subscribe(receiver, audience="H29.10")
    subscribe(receiver, "payment.refunded")
    subscribe(receiver, is_active=False)

    assert publish(audience="H29.101.9") == 2
    assert publish(audience="H29.101", event="dossier.filed", once="2") == 0


def test_the_same_event_is_told_once(receiver: Receiver) -> None:
    subscribe(receiver)
    publish()
    publish()
    deliver_due(10)

    assert len(receiver.told) == 1


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_is_not_taken_is_tried_again_under_the_same_id_and_no_redirect_is_followed(
    receiver: Receiver, status: int
) -> None:
    subscribe(receiver)
    publish()
    receiver.status = status
    deliver_due(10)
    assert (states(), [one.path for one in receiver.told]) == ([State.WAITING], ["/hook"])

    receiver.status = 200
    later()
    deliver_due(10)

    assert states() == [State.SENT]
    assert receiver.told[0].body == receiver.told[1].body


def test_a_receiver_that_is_away_holds_up_nobody_else(receiver: Receiver) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        subscribe(f"http://127.0.0.1:{free.getsockname()[1]}/hook")
    subscribe(receiver)
    publish()

    deliver_due(10)

    assert states() == [State.WAITING, State.SENT]


def test_a_receiver_that_says_gone_is_asked_no_more(receiver: Receiver) -> None:
    subscription = subscribe(receiver)
    receiver.status = 410
    publish()
    deliver_due(10)

    subscription.refresh_from_db()
    assert (subscription.is_active, states()) == (False, [State.SENT])
    assert publish(once="2") == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://0.0.0.0/",
    ],
)
def test_our_own_network_is_never_sent_to(url: str, settings: LazySettings) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = []
    subscribe(url)
    publish()

    deliver_due(10)

    assert states() == [State.DEAD]
    assert "inside our own network" in OutboxMessage.objects.get().last_error


def test_a_name_that_leads_inside_is_judged_by_every_address_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the connection goes to the address judged: a second answer of the name (DNS rebinding) changes nothing."""
    found = [(socket.AF_INET, 1, 6, "", (ip, 443)) for ip in ("93.184.216.34", "192.168.1.4")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: found)

    with pytest.raises(outside.Forbidden, match="inside"):
        outside.post("https://innocent.example/", b"{}", {})


@pytest.mark.parametrize("url", ["http://example.vn/", "ftp://example.vn/", "https://user:pw@example.vn/", "https://"])
def test_only_plain_https_addresses_are_subscribed(url: str) -> None:
    with pytest.raises(CommandError):
        call_command("add_webhook", url, "--events", PAID)
    assert not WebhookSubscription.objects.exists()


def test_the_command_tells_the_secret_once_and_keeps_it_encrypted() -> None:
    out = StringIO()
    call_command("add_webhook", "https://ke-toan.example/hook", "--events", PAID, "--unit", "H29.101", stdout=out)

    secret = out.getvalue().split("secret: ")[1].strip()
    assert secret.startswith("whsec_")
    assert WebhookSubscription.objects.get().secret == secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM outbox_webhooksubscription")
        assert secret not in str(cursor.fetchone())


def test_a_receiver_that_never_answers_is_left_alone_until_somebody_tries_it(receiver: Receiver) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = subscribe(f"http://127.0.0.1:{free.getsockname()[1]}/hook")
    name = subscribing.circuit_name(dead)
    subscribe(receiver)
    publish()
    for _round in range(6):
        later()
        deliver_due(10)

    assert states() == [State.WAITING, State.SENT]
    assert OutboxMessage.objects.earliest("pk").attempts == 5
    assert Circuit.objects.get(channel=name).is_open

    WebhookSubscription.objects.filter(pk=dead.pk).update(url=f"{receiver.server.address}/hook")
    subscribing.try_out(dead)
    later()
    deliver_due(10)

    assert set(states()) == {State.SENT}
    assert not Circuit.objects.get(channel=name).is_open
