"""Rules proved: administrators open doors to receivers; secrets are shown once and exchanged without a gap."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.outbox import outside, standard_webhooks, subscribing, webhooks
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage, State, WebhookSubscription
from portal.simulating.serving import Request, Response, Server
from tests.accounts.factories import make_staff
from tests.outbox.test_webhooks import PAID, publish

pytestmark = pytest.mark.django_db
LIST = "/can-bo/ket-noi/noi-nhan/"


class Receiver:
    """A true receiver that checks signatures with the secret it has, as libraries of Standard Webhooks do."""

    def __init__(self) -> None:
        self.secret, self.status, self.heard = "", 204, list[dict[str, object]]()
        self.ids: list[str] = []
        self.sent: list[tuple[bytes, dict[str, str]]] = []
        self.server = Server({("POST", "/hook"): self.take})

    def take(self, request: Request) -> Response:
        self.heard.append(json.loads(request.body))
        return Response(b"", status=self.status)

    def accepts(self, secret: str) -> bool:
        """Whether the last message is signed with this secret."""
        body, headers = self.sent[-1]
        try:
            standard_webhooks.verify(body, headers, [secret], time.time())
        except standard_webhooks.NotAuthentic:
            return False
        return True


@pytest.fixture
def receiver(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"]
    made = Receiver()
    through = outside.post

    def post(address: str, body: bytes, headers: dict[str, str]) -> int:
        made.sent.append((body, headers))
        made.ids.append(headers[standard_webhooks.ID])
        return through(address, body, headers)

    monkeypatch.setattr(outside, "post", post)
    with made.server:
        yield made


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="he-thong@example.vn", full_name="Cao Xuân Trường"))
    return client


def add(admin: Client, url: str, *events: str, unit: str = "") -> str:
    answer = admin.post(f"{LIST}moi/", {"url": url, "events": list(events or (PAID,)), "unit": unit})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def secret_on(page: str) -> str:
    found = re.search(r"data-secret>([^<]+)<", page)
    return found[1] if found else ""


def again(admin: Client, where: str) -> str:
    return admin.get(where).content.decode()


@pytest.mark.parametrize("path", ["", "moi/", "1/", "1/khoa/", "1/ngung/", "1/gui-tro-lai/"])
def test_the_doors_are_for_system_administrators(client: Client, path: str) -> None:
    client.force_login(make_staff())
    assert client.get(f"{LIST}{path}").status_code == 403
    assert client.post(f"{LIST}{path}").status_code == 403
    assert not WebhookSubscription.objects.exists()


def test_a_receiver_is_taken_up_and_its_secret_shown_once(admin: Client, receiver: Receiver) -> None:
    assert "Chưa có nơi nhận nào" in again(admin, LIST)
    where = add(admin, f"{receiver.server.address}/hook", unit="H29.101")

    page = again(admin, where)
    made = WebhookSubscription.objects.get()
    assert secret_on(page) == made.secret
    assert secret_on(again(admin, where)) == ""
    assert (made.events, made.audience) == ([PAID], "H29.101")
    assert made.url in again(admin, LIST)


def test_a_form_sent_twice_takes_up_one_receiver(admin: Client, receiver: Receiver) -> None:
    key = re.search(r'name="submission_key" value="([^"]+)"', again(admin, f"{LIST}moi/"))
    assert key
    typed = {"url": f"{receiver.server.address}/hook", "events": [PAID], "unit": "", "submission_key": key[1]}
    places = {admin.post(f"{LIST}moi/", typed).headers["Location"] for _ in range(2)}
    made = WebhookSubscription.objects.get()
    assert places == {f"{LIST}{made.pk}/"}
    assert secret_on(again(admin, places.pop())) == made.secret


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.vn/hook", "cần https"),
        ("https://user:pw@example.vn/", "cần https"),
        ("javascript:alert(1)", "govuk-error-message"),
        ("", "govuk-error-message"),
    ],
)
def test_what_is_never_sent_to_is_refused_beside_the_field(admin: Client, url: str, words: str) -> None:
    page = admin.post(f"{LIST}moi/", {"url": url, "events": [PAID], "unit": "H29.7"}).content.decode()
    assert words in page
    assert 'value="H29.7"' in page
    assert not WebhookSubscription.objects.exists()


def test_only_events_of_this_site_are_asked_for(admin: Client) -> None:
    assert PAID in webhooks.offered()
    page = admin.post(f"{LIST}moi/", {"url": "https://example.vn/", "events": ["all.secrets"]})
    assert page.status_code == 200
    assert not WebhookSubscription.objects.exists()


def test_trying_out_sends_a_signed_message_that_tells_of_nothing(admin: Client, receiver: Receiver) -> None:
    where = add(admin, f"{receiver.server.address}/hook")
    admin.post(f"{where}thu/")
    deliver_due(10)

    [heard] = receiver.heard
    assert (heard["type"], heard["data"]) == ("webhook.test", {})
    assert receiver.accepts(WebhookSubscription.objects.get().secret)
    page = again(admin, where)
    assert "Đã gửi" in page
    assert "Gửi lại" in page


def test_a_try_that_fails_says_why_in_the_history(admin: Client, receiver: Receiver) -> None:
    where = add(admin, f"{receiver.server.address}/hook")
    receiver.status = 500
    admin.post(f"{where}thu/")
    deliver_due(10)
    assert "the receiver answered 500" in again(admin, where)


def test_a_new_secret_signs_beside_the_old_one_until_the_receiver_has_changed_its_own(
    admin: Client, receiver: Receiver
) -> None:
    where = add(admin, f"{receiver.server.address}/hook")
    old = secret_on(again(admin, where))
    assert "48 giờ" in again(admin, f"{where}khoa/")
    admin.post(f"{where}khoa/")
    page = again(admin, where)
    new = secret_on(page)
    assert new not in ("", old)
    assert "Khóa cũ còn ký tới" in page

    publish()
    deliver_due(10)
    assert (receiver.accepts(old), receiver.accepts(new)) == (True, True)

    WebhookSubscription.objects.update(former_until=timezone.now() - timedelta(seconds=1))
    publish(once="2")
    deliver_due(10)
    assert (receiver.accepts(old), receiver.accepts(new)) == (False, True)
    assert "Khóa cũ còn ký tới" not in again(admin, where)


def test_looking_at_the_question_changes_no_secret(admin: Client, receiver: Receiver) -> None:
    where = add(admin, f"{receiver.server.address}/hook")
    before = WebhookSubscription.objects.get().secret
    for question in ("khoa/", "ngung/"):
        assert admin.get(f"{where}{question}").status_code == 200
    kept = WebhookSubscription.objects.get()
    assert (kept.secret, kept.is_active) == (before, True)


def test_telling_again_sends_the_same_message_under_the_same_id(admin: Client, receiver: Receiver) -> None:
    where = add(admin, f"{receiver.server.address}/hook")
    publish({"order": "A1"})
    deliver_due(10)
    message = OutboxMessage.objects.get()

    admin.post(f"{where}gui-lai/{message.pk}/")
    deliver_due(10)

    assert receiver.heard[0] == receiver.heard[1]
    assert receiver.ids[0] == receiver.ids[1]
    assert OutboxMessage.objects.get().state == State.SENT


def test_what_waits_is_not_put_twice_and_what_is_anothers_is_not_told(admin: Client, receiver: Receiver) -> None:
    where = add(admin, f"{receiver.server.address}/hook")
    other = WebhookSubscription.objects.create(url="https://example.vn/", events=[PAID], secret="x")
    publish()
    own, foreign = (subscribing.deliveries(one).get() for one in (WebhookSubscription.objects.first(), other) if one)
    page = admin.post(f"{where}gui-lai/{own.pk}/", follow=True).content.decode()
    assert "đang chờ gửi rồi" in page
    assert admin.post(f"{where}gui-lai/{foreign.pk}/").status_code == 404


def test_a_receiver_that_was_stopped_hears_nothing_until_it_is_opened_again(admin: Client, receiver: Receiver) -> None:
    where = add(admin, f"{receiver.server.address}/hook")
    admin.post(f"{where}ngung/")
    assert publish() == 0
    assert admin.post(f"{where}thu/").status_code == 404
    admin.post(f"{where}gui-tro-lai/")
    assert publish(once="2") == 1


def test_the_history_is_paged_and_filtered_at_the_same_cost(admin: Client) -> None:
    made = WebhookSubscription.objects.create(url="https://example.vn/", events=[PAID], secret="x")
    near = WebhookSubscription.objects.create(url="https://example.vn/", events=[PAID], secret="x")
    costs = []
    for count in (1, 40):
        OutboxMessage.objects.bulk_create(
            OutboxMessage(
                channel="webhook",
                key=f"{one.pk}/k",
                idempotency_key=f"{one.pk}/{count}/{number}",
                payload={},
                state=State.SENT,
                finished_at=timezone.now(),
            )
            for one in (made, near)
            for number in range(count)
        )
        with CaptureQueriesContext(connection) as queries:
            page = again(admin, f"{LIST}{made.pk}/?trang_thai=sent")
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert len(re.findall(r"/gui-lai/\d", page)) == 30
    following = re.search(r'href="(\?[^"]+)" rel="next"', page)
    assert following
    rest = again(admin, f"{LIST}{made.pk}/{following[1].replace('&amp;', '&')}")
    assert len(re.findall(r"/gui-lai/\d", rest)) == 11
    assert again(admin, f"{LIST}{made.pk}/?trang_thai=dead").count("/gui-lai/1") == 0


def test_the_command_takes_up_a_receiver_as_the_page_does(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_webhook", "https://ke-toan.example/hook", "--events", PAID)
    assert WebhookSubscription.objects.get().secret in capsys.readouterr().out


@given(st.lists(st.binary(min_size=24, max_size=40), min_size=1, max_size=3), st.binary(max_size=200))
def test_each_of_the_secrets_that_sign_is_enough_to_trust(keys: list[bytes], body: bytes) -> None:
    shared = [key.hex() for key in keys]
    signed = standard_webhooks.sign(body, "msg_1", 1_000, *shared)
    for secret in shared:
        standard_webhooks.verify(body, signed.headers, [secret], 1_000)
    with pytest.raises(standard_webhooks.NotAuthentic):
        standard_webhooks.verify(body, signed.headers, ["another secret altogether"], 1_000)


def test_what_was_told_on_some_days_is_told_again_once(admin: Client) -> None:
    made, near = (subscribing.subscribe("https://example.vn/", [PAID]) for _ in range(2))
    now = timezone.now()
    for one in (made, near):
        for day, state in ((0, State.SENT), (1, State.SENT), (1, State.DEAD), (9, State.SENT)):
            moment = now - timedelta(days=day)
            told = {"state": state, "finished_at": moment, "created_at": moment, "payload": {}}
            key = f"{one.pk}/{day}/{state}"
            OutboxMessage.objects.create(channel="webhook", key=f"{one.pk}/k", idempotency_key=key, **told)
    where = f"{LIST}{made.pk}/gui-lai/"

    def days(since: int, until: int | None = None, **more: str) -> dict[str, str]:
        parts = dict[str, str]()
        for name, ago in (("since", since), ("until", until)):
            if ago is not None:
                day = timezone.localdate(now - timedelta(days=ago))
                parts |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
        return parts | more

    for wrong in (
        {},
        days(-2),
        days(1, 5),
        {"since_0": "31", "since_1": "2", "since_2": "2026"},
        days(1, state="waiting"),
    ):
        page = admin.post(where, wrong).content.decode()
        assert "govuk-error-summary" in page, wrong
    assert not OutboxMessage.objects.filter(state=State.WAITING).exists()

    assert "Đang gửi lại 1 thông báo" in admin.post(where, days(1, 1, state="dead"), follow=True).content.decode()
    for number in (2, 0):  # sent twice, what waits already is left as it is
        page = admin.post(where, days(1), follow=True).content.decode()
        assert f"Đang gửi lại {number} thông báo" in page
    waiting = OutboxMessage.objects.filter(state=State.WAITING)
    assert set(waiting.values_list("key", flat=True)) == {f"{made.pk}/k"}
    WebhookSubscription.objects.update(is_active=False)
    assert "Nơi nhận này đã ngừng" in admin.post(where, days(9), follow=True).content.decode()
    assert waiting.count() == 3
