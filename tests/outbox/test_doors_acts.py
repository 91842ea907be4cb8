"""Rules proved: what an administrator does to a door happens once however often it is sent, and holds to the minute."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from oauth2_provider.models import AccessToken

from portal.outbox import outside, standard_webhooks, subscribing
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage, State, WebhookSubscription
from portal.rest import clients
from portal.rest.models import ClientGrant
from tests.outbox.test_clients_desk import call, token
from tests.outbox.test_doors_pages import administrator, receiver, secret_on
from tests.outbox.test_webhooks import PAID, publish, states

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    """A clock that stands until it is moved."""

    now = NOON

    def time(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    return made


class Post:
    """What was posted, and what is answered to it."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes, dict[str, str]]] = []
        self.answer: Callable[[], int] = lambda: 204

    def __call__(self, address: str, body: bytes, headers: dict[str, str]) -> int:
        self.sent.append((address, body, headers))
        return self.answer()

    def trusted_with(self, *secrets: str) -> list[bool]:
        """With which of these secrets the last message is trusted."""
        _address, body, headers = self.sent[-1]
        return [is_trusted(body, headers, secret) for secret in secrets]


def is_trusted(body: bytes, headers: dict[str, str], secret: str) -> bool:
    try:
        standard_webhooks.verify(body, headers, [secret], int(headers[standard_webhooks.TIMESTAMP]))
    except standard_webhooks.NotAuthentic:
        return False
    return True


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setattr(outside, "post", made)
    return made


@pytest.fixture
def admin(db: None) -> Client:
    return administrator()


def to(door: str, *args: Any) -> str:
    return reverse(f"doors:{door}", args=args)


def deliver() -> None:
    """Let leave what waits, whatever clock stamped it."""
    OutboxMessage.objects.update(next_attempt_at=datetime(2020, 1, 1, tzinfo=UTC))
    deliver_due(10)


# -- exchanging a secret


def test_both_secrets_sign_for_two_days_and_not_a_second_longer(admin: Client, post: Post, clock: Clock) -> None:
    hook = receiver(secret=standard_webhooks.new_secret())
    admin.post(to("receiver-rotate", hook.pk))
    new = secret_on(admin.get(to("receiver", hook.pk)))
    both, one = [True, True], [False, True]
    for passed, expected in ((timedelta(0), both), (48 * HOUR - timedelta(seconds=1), both), (48 * HOUR, one)):
        clock.now = NOON + passed
        publish(once=str(passed))
        deliver()
        assert post.trusted_with(hook.secret, new) == expected, passed
        page = admin.get(to("receiver", hook.pk)).content.decode()
        assert ("Khóa cũ còn ký tới 12:00 25/11/2026" in page) == (expected == both)


def test_a_message_that_waited_is_signed_with_the_secret_of_when_it_leaves(
    admin: Client, post: Post, clock: Clock
) -> None:
    hook = receiver(secret=standard_webhooks.new_secret())
    publish()
    admin.post(to("receiver-rotate", hook.pk))
    clock.now += 49 * HOUR
    deliver()
    assert post.trusted_with(hook.secret, WebhookSubscription.objects.get().secret) == [False, True]


def test_a_second_exchange_at_once_ends_the_first_secret(admin: Client, post: Post, clock: Clock) -> None:
    """A stranger knows the first: two exchanges end it without waiting for two days."""
    hook = receiver(secret=standard_webhooks.new_secret())
    shown = []
    for _ in range(2):
        admin.post(to("receiver-rotate", hook.pk))
        shown.append(secret_on(admin.get(to("receiver", hook.pk))))
    publish()
    deliver()
    assert post.trusted_with(hook.secret, *shown) == [False, True, True]


@given(st.text(max_size=5), st.text(max_size=5), st.none() | st.integers(-(10**6), 10**6))
def test_the_former_secret_signs_until_its_moment_and_never_alone(new: str, old: str, left: int | None) -> None:
    """No database: what is decided by the moment alone."""
    until = None if left is None else NOON + timedelta(seconds=left)
    kept = WebhookSubscription(secret=new, former_secret=old, former_until=until)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: NOON)
        assert kept.secrets() == ([new, old] if old and left is not None and left > 0 else [new])


# -- stopping


def test_stopping_sent_twice_stops_and_opening_sent_twice_opens(admin: Client) -> None:
    """A form sent twice (an impatient finger, a browser that asks again) must not undo what it did."""
    client, secret = clients.register_client("Kho dữ liệu", ["dossiers:read"])
    hook = receiver()
    for door, is_open in (("close", False), ("open", True)):
        for _ in range(2):
            admin.post(to(f"client-{door}", client.pk))
            assert (token(client, secret).status_code == 200, clients.is_closed(client)) == (is_open, not is_open)
    for door, is_active in (("stop", False), ("resume", True)):
        for _ in range(2):
            admin.post(to(f"receiver-{door}", hook.pk))
            assert WebhookSubscription.objects.get().is_active == is_active


def test_a_client_is_closed_since_the_first_time_and_its_page_offers_the_other_way(admin: Client, clock: Clock) -> None:
    client = clients.register_client("Kho dữ liệu", ["dossiers:read"])[0]
    for _ in range(2):
        admin.post(to("client-close", client.pk))
        clock.now += HOUR
    assert ClientGrant.objects.get().closed_at == NOON
    page = admin.get(to("client", client.pk)).content.decode()
    assert "Ngừng từ 12:00 23/11/2026" in page
    assert (to("client-open", client.pk) in page, to("client-close", client.pk) in page) == (True, False)
    assert "Đã ngừng" in admin.get(to("clients")).content.decode()

    admin.post(to("client-open", client.pk))
    page = admin.get(to("client", client.pk)).content.decode()
    assert (to("client-open", client.pk) in page, to("client-close", client.pk) in page) == (False, True)


def test_closing_one_client_touches_no_other(admin: Client) -> None:
    one, other = (clients.register_client(name, ["dossiers:read"]) for name in ("một", "hai"))
    access = token(*other).json()["access_token"]
    assert token(*one).status_code == 200
    admin.post(to("client-close", one[0].pk))
    assert call(access).status_code == 200
    assert AccessToken.objects.get().application == other[0]


def test_a_token_of_before_the_closing_stays_dead_after_opening_again(admin: Client) -> None:
    client, secret = clients.register_client("Kho dữ liệu", ["dossiers:read"])
    access = token(client, secret).json()["access_token"]
    assert call(access).status_code == 200
    admin.post(to("client-close", client.pk))
    admin.post(to("client-open", client.pk))
    assert call(access).status_code == 401
    assert call(token(client, secret).json()["access_token"]).status_code == 200


def test_a_closed_client_is_told_no_more_than_one_with_a_wrong_secret(admin: Client) -> None:
    client, secret = clients.register_client("Kho dữ liệu", ["dossiers:read"])
    wrong = token(client, "sai")
    clients.close(client)
    closed = token(client, secret)
    assert (closed.status_code, closed.json()) == (wrong.status_code, wrong.json())
    assert (closed.status_code, closed.json()["error"]) == (401, "invalid_client")


def test_what_waits_when_a_receiver_is_stopped_never_leaves_by_itself(admin: Client, post: Post) -> None:
    hook = receiver()
    publish()
    admin.post(to("receiver-stop", hook.pk))
    deliver()
    assert (post.sent, states()) == ([], [State.DEAD])
    page = admin.get(to("receiver", hook.pk)).content.decode()
    assert "nobody asks for it any more" in page
    assert (to("receiver-try", hook.pk) in page, to("receiver-resume", hook.pk) in page) == (False, True)

    # opened again, it hears of what happens from then on; what it missed is sent by hand, one by one
    admin.post(to("receiver-resume", hook.pk))
    deliver()
    assert post.sent == []
    admin.post(to("receiver-again", hook.pk, OutboxMessage.objects.get().pk))
    deliver()
    assert (len(post.sent), states()) == (1, [State.SENT])


def test_a_receiver_that_says_it_is_gone_is_stopped_and_hears_no_more(admin: Client, post: Post) -> None:
    hook = receiver()
    post.answer = lambda: 410
    publish()
    deliver()
    assert publish(once="2") == 0
    assert "Đã ngừng" in admin.get(to("receivers")).content.decode()
    assert admin.post(to("receiver-try", hook.pk)).status_code == 404
    assert len(post.sent) == 1


# -- telling again


def test_told_again_it_is_the_same_message_signed_anew_under_the_same_id(
    admin: Client, post: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.outbox.drivers.webhook.time", clock)
    hook = receiver(secret=standard_webhooks.new_secret())
    publish({"order": "A1", "amount_dong": 50_000})
    deliver()
    message = OutboxMessage.objects.get()
    clock.now += 49 * HOUR
    for _ in range(2):  # sent twice, it leaves once
        admin.post(to("receiver-again", hook.pk, message.pk))
    deliver()

    (where, first, signed), (there, second, again) = post.sent
    assert (where, first, signed[standard_webhooks.ID]) == (there, second, again[standard_webhooks.ID])
    assert signed[standard_webhooks.SIGNATURE] != again[standard_webhooks.SIGNATURE]
    assert again[standard_webhooks.TIMESTAMP] == str(int(clock.now.timestamp()))
    assert json.loads(second)["data"] == {"order": "A1", "amount_dong": 50_000}
    # and the id tells nothing of what it is about
    assert not any(word in again[standard_webhooks.ID] for word in (PAID, "A1"))


def test_each_try_is_a_message_of_its_own_to_one_receiver(admin: Client, post: Post) -> None:
    hook, other = receiver(), receiver(url="https://khac.example/")
    for _ in range(2):
        admin.post(to("receiver-try", hook.pk))
        deliver()
    assert {address for address, *_rest in post.sent} == {hook.url}
    assert len({headers[standard_webhooks.ID] for *_rest, headers in post.sent}) == 2
    told = [json.loads(body) for _address, body, _headers in post.sent]
    assert [(one["type"], one["data"]) for one in told] == [(subscribing.TEST, {})] * 2
    assert "Chưa gửi gì" in admin.get(to("receiver", other.pk)).content.decode()


def test_what_is_told_of_people_is_on_no_page_and_wrong_filters_break_none(admin: Client, post: Post) -> None:
    hook = receiver()
    publish({"owner": "Nguyễn Thị Bí Mật"})
    deliver()
    for query in ("", "trang_thai=wrong", "trang_thai=", "trang_thai=sent&trang_thai=dead", "sau=abc", "truoc=%00"):
        page = admin.get(f"{to('receiver', hook.pk)}?{query}")
        assert (page.status_code, "Bí Mật" in page.content.decode()) == (200, False), query
