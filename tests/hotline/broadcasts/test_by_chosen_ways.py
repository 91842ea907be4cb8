"""Rules proved: a broadcast reaches people by the ways they chose, once, and its text messages do not outlive it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.utils import timezone

from hotline.broadcasts import telling
from hotline.models import Broadcast
from portal.accounts.models import User
from portal.notices.push import devices
from portal.outbox.models import OutboxMessage
from tests.dossiers.filings import LAN, submitted
from tests.dossiers.world import World
from tests.hotline.broadcasts.notices import announced
from tests.hotline.desk import Desk
from tests.notices.push_service import Browser


@pytest.fixture(autouse=True)
def ways(settings: LazySettings) -> None:
    """Every way is there; nothing is delivered."""
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = "http://127.0.0.1:9/", "A" * 42 + "E"


def channels() -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for row in OutboxMessage.objects.filter(idempotency_key__startswith="broadcast/").order_by("pk"):
        found.setdefault(row.channel, []).append(row.payload)
    return found


def test_who_chose_text_messages_and_a_browser_has_both_and_counts_as_one(world: World, desk: Desk) -> None:
    User.objects.filter(pk=world.mother.pk).update(told_by_email=False, told_by_sms=True)
    world.mother.refresh_from_db()
    device = devices.add(world.mother, Browser().subscription("https://push.example/1"), "Firefox")
    for _filing in range(2):
        submitted(world)
    shown = announced(desk.operator, tells_owners=True)

    assert telling.tell_some(most=1) == 1 and telling.tell_all() == 0

    told = channels()
    assert {channel: len(rows) for channel, rows in told.items()} == {"sms": 1, "push": 1}
    (text,) = told["sms"]
    assert text["is_bulk"] is True and text["is_urgent"] is False
    assert str(text["text"]).endswith(shown.get_absolute_url()) and LAN.full_name not in str(text["text"])
    assert (told["push"][0]["device"], told["push"][0]["body"]) == (device.pk, shown.title)
    assert Broadcast.objects.get().told_count == 1


def test_somebody_with_only_a_telephone_is_texted_until_the_incident_is_over(world: World, desk: Desk) -> None:
    submitted(world, owner=replace(LAN, full_name="Trần Văn Bảy", email="", phone="+84912345678"))
    shown = announced(desk.operator, tells_owners=True)
    telling.tell_all()

    (text,) = channels()["sms"]
    assert text["to"] == "+84912345678"
    until = dt.datetime.fromisoformat(str(text["good_until"]))
    assert until == (shown.ends_at or shown.announced_at + dt.timedelta(days=1)) and until > timezone.now()
