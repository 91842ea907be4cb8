"""Rules proved: one notice reaches a person by each way of theirs, once by each, and in the caller's transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.notices import choosing
from portal.notices.push import devices
from portal.notices.telling import Addressee, Notice, tell
from portal.outbox.models import OutboxMessage
from portal.outbox.putting import NotInTransaction
from tests.accounts.factories import make_user
from tests.notices.push_service import Browser

MAIL, PHONE = "lan@example.vn", "+84901234567"
NOTICE = Notice(
    key="H29.1",
    once="H29.1/7",
    language="vi",
    subject="Hồ sơ H29.1 đã có kết quả",
    text="Chào bà Lan…",
    link="http://localhost/ho-so/H29.1/",
    lookup="http://localhost/tra-cuu/",
)


@pytest.fixture(autouse=True)
def ways(settings: LazySettings) -> None:
    """Every way is there; nothing is delivered."""
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = "http://127.0.0.1:9/", "A" * 42 + "E"


def told(*people: Addressee, notice: Notice = NOTICE) -> list[tuple[str, str]]:
    """By which channels to whom the notice went."""
    before = OutboxMessage.objects.count()
    with transaction.atomic():
        tell(notice, people)
    rows = OutboxMessage.objects.order_by("pk")[before:]
    return [(row.channel, str(row.payload.get("to") or row.payload.get("device"))) for row in rows]


def add_browser(user: Any, name: str = "a") -> str:
    return str(devices.add(user, Browser().subscription(f"https://push.example/{name}"), "Firefox Android").pk)


@pytest.mark.django_db
def test_without_an_account_by_email_else_by_sms() -> None:
    assert told(Addressee(MAIL, PHONE)) == [("email", MAIL)]
    assert told(Addressee("", PHONE)) == [("sms", PHONE)]
    assert told(Addressee("", "02838221234"), Addressee("", "+442079460000"), Addressee()) == []


@pytest.mark.django_db
def test_with_an_account_by_the_ways_that_were_chosen() -> None:
    user = make_user(email=MAIL, phone=PHONE)
    person = Addressee(MAIL, PHONE, user)

    def by(*ways: str) -> list[str]:
        choosing.choose(user, ways)
        OutboxMessage.objects.all().delete()
        return [channel for channel, _to in told(person)]

    assert [channel for channel, _to in told(person)] == ["email"], "as it was before there were ways"
    assert (by("email", "sms"), by("sms")) == (["email", "sms"], ["sms"])
    assert by() == ["email"], "whoever nothing else reaches: the law has people told"
    device = add_browser(user)
    assert (by("email"), by()) == (["email", "push"], ["push"])
    OutboxMessage.objects.all().delete()
    assert told(person) == [("push", device)]


@pytest.mark.django_db
def test_undecided_sms_stands_in_where_nothing_else_reaches_the_person() -> None:
    user = make_user(email=None, phone=PHONE)
    assert told(Addressee("", PHONE, user)) == [("sms", PHONE)]
    add_browser(user)
    assert [channel for channel, _to in told(Addressee("", PHONE, user), notice=replace(NOTICE, once="8"))] == ["push"]


@pytest.mark.django_db
def test_who_wants_no_email_gets_none_though_a_second_party_names_the_address() -> None:
    user = make_user(email=MAIL, phone=PHONE, told_by_email=False)
    both = Addressee(MAIL, PHONE, user), Addressee(MAIL, PHONE)
    assert told(*both) == [("sms", PHONE)]


@pytest.mark.django_db
def test_told_again_it_is_the_same_notice_and_two_of_one_address_are_one() -> None:
    people = Addressee(MAIL), Addressee(MAIL, PHONE), Addressee("", PHONE), Addressee("", "0901 234 567")
    assert told(*people) == [("email", MAIL), ("sms", PHONE)]
    assert told(*people) == []
    names = " ".join(OutboxMessage.objects.values_list("idempotency_key", flat=True))
    assert MAIL not in names and PHONE[3:] not in names


@pytest.mark.django_db
def test_sms_and_browsers_show_no_more_than_the_subject() -> None:
    user = make_user(email=None, phone=PHONE, told_by_sms=True)
    add_browser(user)
    told(Addressee("", PHONE, user))

    text, shown = (row.payload for row in OutboxMessage.objects.order_by("pk"))
    assert text["text"] == "Ho so H29.1 da co ket qua http://localhost/tra-cuu/"
    assert (shown["body"], shown["link"]) == (NOTICE.subject, NOTICE.link)
    assert "Lan" not in str(shown) and [row.key for row in OutboxMessage.objects.filter(channel="sms")] == ["H29.1"]


@pytest.mark.django_db
def test_without_gateway_or_key_nothing_waits_for_ever(settings: LazySettings) -> None:
    user = make_user(email=MAIL, phone=PHONE, told_by_sms=True, told_by_push=True)
    settings.SMS_GATEWAY_URL = settings.WEB_PUSH_KEY = ""
    assert told(Addressee(MAIL, PHONE, user)) == [("email", MAIL)]


@pytest.mark.django_db
def test_an_account_costs_no_query_but_its_browsers() -> None:
    user = make_user(email=MAIL, phone=PHONE)
    with CaptureQueriesContext(connection) as alone:
        told(Addressee(MAIL, PHONE), notice=replace(NOTICE, once="1"))
    with CaptureQueriesContext(connection) as known:
        told(Addressee(MAIL, PHONE, user), notice=replace(NOTICE, once="2"))
    assert len(known) == len(alone)


@pytest.mark.django_db(transaction=True)
def test_a_notice_is_written_with_its_change_or_not_at_all() -> None:
    with pytest.raises(NotInTransaction):
        tell(NOTICE, [Addressee(MAIL)])
    assert not OutboxMessage.objects.exists()
