"""Rules proved: many are told at once each by their own ways, once; and what text messages cost a day has an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.notices.models import SentText
from portal.notices.push import devices
from portal.notices.simulator import SimulatedGateway
from portal.notices.telling import Addressee, Notice, tell_many
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage, State
from tests.accounts.factories import make_user
from tests.notices.push_service import Browser
from tests.notices.test_sms_channel import again, send

pytestmark = pytest.mark.django_db
NOTICE = Notice("", "broadcast/7", "vi", "Tạm ngừng nộp hồ sơ", "Thư", "http://a.vn/b/", "http://a.vn/b/", is_bulk=True)


@pytest.fixture
def ways(settings: LazySettings) -> None:
    """Every way is there; nothing is delivered."""
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = "http://127.0.0.1:9/", "A" * 42 + "E"


def told(*people: Addressee, **changes: Any) -> int:
    with transaction.atomic():
        return tell_many([(replace(NOTICE, **changes), one) for one in people])


def put() -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.order_by("channel", "pk")
    return [(row.channel, str(row.payload.get("to") or row.payload.get("device"))) for row in rows]


def phone(number: int) -> str:
    return f"+8490100{number:04}"


def test_each_is_told_by_their_own_ways_and_counted_once(ways: None) -> None:
    by_sms = make_user(email="sms@example.vn", phone=phone(1), told_by_email=False, told_by_sms=True)
    by_push = make_user(email="push@example.vn", told_by_email=False)
    device = devices.add(by_push, Browser().subscription("https://push.example/1"), "Firefox")
    people = [
        Addressee.holding(by_sms),
        Addressee("push@example.vn", "", by_push),
        Addressee("An@example.vn"),
        Addressee("an@example.vn", phone(3)),
        Addressee("", phone(4)),
        Addressee(),
        # A second party of somebody's dossier names the address of who wants no e-mail.
        Addressee("sms@example.vn"),
    ]
    assert told(*people) == 4
    assert put() == [("email", "An@example.vn"), ("push", str(device.pk)), ("sms", phone(1)), ("sms", phone(4))]
    # A second round tells nobody twice, and somebody new alone.
    assert told(*people, Addressee("moi@example.vn")) == 1
    assert OutboxMessage.objects.count() == 5
    row = OutboxMessage.objects.get(channel="push")
    assert row.key.startswith("push.example/"), "a push service that is away has a circuit of its own"
    assert told() == 0


def test_many_cost_as_many_statements_as_few(ways: None) -> None:
    asked = []
    for first, count in ((10, 2), (20, 9)):
        people = []
        for number in range(first, first + count):
            user = make_user(email=f"n{number}@example.vn", phone=phone(number), told_by_sms=True)
            devices.add(user, Browser().subscription(f"https://push.example/{number}"), "Firefox")
            people.append(Addressee.holding(user))
        with CaptureQueriesContext(connection) as captured:
            assert told(*people, once=f"broadcast/{first}") == count
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_what_can_wait_goes_by_no_text_message_and_to_who_chose_sms_alone_by_email(ways: None) -> None:
    by_sms = make_user(email="sms@example.vn", phone=phone(1), told_by_email=False, told_by_sms=True)
    by_push = make_user(email="push@example.vn", phone=phone(2), told_by_email=False, told_by_sms=True)
    device = devices.add(by_push, Browser().subscription("https://push.example/1"), "Firefox")
    people = [Addressee.holding(by_sms), Addressee.holding(by_push), Addressee("", phone(3))]

    assert told(*people, may_be_texted=False) == 2

    assert put() == [("email", "sms@example.vn"), ("push", str(device.pk))]


def spend(parts: int, number: str = "x", count: int = 1) -> None:
    """Messages that left today."""
    rows = [SentText(reference=f"{number}-{parts}-{n}", number_index=number, parts=parts) for n in range(count)]
    SentText.objects.bulk_create(rows)


def test_the_money_of_a_day_ends_first_for_what_is_told_to_many_and_never_for_what_is_urgent(
    gateway: SimulatedGateway, settings: LazySettings
) -> None:
    settings.SMS_MOST_PARTS_A_DAY = 20
    spend(10)
    bulk, plain = send("B/1", to=phone(1), is_bulk=True), send("A/1", to=phone(2))
    assert deliver_due() == {"postponed": 1, "sent": 1}
    spend(9)
    later, urgent = send("A/2", to=phone(3)), send("U/1", to=phone(4), is_urgent=True)
    assert deliver_due() == {"postponed": 1, "sent": 1}
    states = [OutboxMessage.objects.get(pk=one.pk).state for one in (bulk, plain, later, urgent)]
    assert states == [State.WAITING, State.SENT, State.WAITING, State.SENT]
    assert not OutboxMessage.objects.filter(attempts__gt=1).exists(), "none is blamed"

    # The next day both leave.
    SentText.objects.update(sent_at=timezone.now() - timedelta(days=1))
    again()
    assert len(gateway.arrived) == 4


def test_a_message_that_would_cost_more_than_is_left_waits_though_a_shorter_one_may_leave(
    gateway: SimulatedGateway, settings: LazySettings
) -> None:
    settings.SMS_MOST_PARTS_A_DAY = 4
    spend(3)
    send("A/1", to=phone(1), text="x" * 161)
    send("B/2", to=phone(2))
    assert deliver_due() == {"postponed": 1, "sent": 1}


def test_urgent_messages_to_one_number_have_an_end_of_their_own(
    gateway: SimulatedGateway, settings: LazySettings
) -> None:
    settings.SMS_MOST_A_DAY, settings.SMS_MOST_URGENT_A_DAY = 2, 4
    for number in range(6):
        send(f"{number}/1", is_urgent=True)
    assert deliver_due() == {"sent": 4, "postponed": 2}
    send("plain/1")
    assert deliver_due() == {"postponed": 1}


def test_what_came_too_late_is_settled_and_what_is_news_still_leaves(gateway: SimulatedGateway) -> None:
    moment = timezone.now()
    send("A/1", good_until=(moment - timedelta(seconds=1)).isoformat())
    send("B/1", good_until=(moment + timedelta(hours=1)).isoformat())
    send("C/1", good_until=None)
    assert deliver_due() == {"sent": 3}
    assert len(gateway.arrived) == SentText.objects.count() == 2
