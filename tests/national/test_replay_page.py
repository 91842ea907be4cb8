"""Sending again what a channel sent: by days and by what it belongs to, never what people would read twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.national.views import replaying
from portal.outbox.drivers import registry
from portal.outbox.models import OutboxMessage, State
from tests.accounts.factories import make_user
from tests.dossiers.world import World, make_staff
from tests.house.page_words import vietnamese_on
from tests.outbox.factories import make_message
from tests.outbox.test_replay_form import typed
from units.roles import Role

pytestmark = pytest.mark.django_db
PAGE = reverse("national:channel-replay", args=["national"])
#: Noon of a working day, and the days around it.
NOON = timezone.localtime(datetime(2026, 11, 18, 5, tzinfo=UTC))
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_asked, **_named: TODAY)


@pytest.fixture
def kicked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(replaying, "kick", lambda: calls.append("kick"))
    return calls


@pytest.fixture
def admin(world: World, client: Client) -> Client:
    client.force_login(make_staff("he-thong@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))
    return client


def sent(once: str, at: datetime, **fields: Any) -> OutboxMessage:
    told = {"channel": "national", "key": "H29.1-261118-0001", "state": State.SENT, "finished_at": at, "attempts": 1}
    return make_message(**{**told, "idempotency_key": once, **fields})


def waiting() -> set[str]:
    return set(OutboxMessage.objects.filter(state=State.WAITING).values_list("idempotency_key", flat=True))


def test_what_left_on_these_days_leaves_once_more(admin: Client, kicked: list[str]) -> None:
    midnight = NOON.replace(hour=0)
    for once, at in {
        "before": midnight - timedelta(seconds=1),
        "first": midnight,
        "last": midnight + timedelta(days=1) - timedelta(seconds=1),
        "after": midnight + timedelta(days=1),
    }.items():
        sent(once, at)
    sent("other-dossier", NOON, key="H29.1-261118-0002")
    sent("other-channel", NOON, channel="webhook")
    sent("dead", NOON, state=State.DEAD)
    day = NOON.date()

    told = typed(day, day, key=" H29.1-261118-0001 ")
    assert "Đã đưa 2 thư" in admin.post(PAGE, told, follow=True).content.decode()
    assert (waiting(), kicked) == ({"first", "last"}, ["kick"])
    again = OutboxMessage.objects.get(idempotency_key="first")
    assert (again.attempts, again.finished_at) == (0, None)
    # Sent twice, what waits already is left as it is; without an end everything until now is meant.
    assert "Đã đưa 0 thư" in admin.post(PAGE, told, follow=True).content.decode()
    admin.post(PAGE, typed(day))
    assert waiting() == {"first", "last", "after", "other-dossier"}
    assert kicked == ["kick"] * 2


def test_what_is_wrong_stands_beside_its_box_and_nothing_leaves(admin: Client, kicked: list[str]) -> None:
    sent("x", NOON)
    tomorrow, long_ago = TODAY + timedelta(days=1), TODAY - timedelta(days=replaying.MOST_DAYS)
    for told, where in (
        (typed(None), "since"), (typed(tomorrow), "since"), (typed(TODAY, tomorrow), "until"),
        (typed(TODAY, TODAY - timedelta(days=1)), "until"), (typed(long_ago), "since"),
        (typed(TODAY, key="x" * 101), "key"), (typed(TODAY, key="a\x00"), "key"),
    ):  # fmt: skip
        answer = admin.post(PAGE, told)
        assert list(answer.context["form"].errors) == [where], told
        assert answer.status_code == 200
    assert (waiting(), kicked) == (set(), [])
    # The most that is sent again at once.
    assert admin.post(PAGE, typed(long_ago + timedelta(days=1))).status_code == 302
    assert waiting() == {"x"}


def test_nobody_is_written_to_twice_and_no_channel_is_made_up(admin: Client, kicked: list[str]) -> None:
    for channel in ("email", "sms", "push", "fax"):
        sent(channel, NOON, channel=channel)
        address = reverse("national:channel-replay", args=[channel])
        assert (admin.get(address).status_code, admin.post(address, typed(NOON.date())).status_code) == (404, 404)
    assert (waiting(), kicked) == (set(), [])
    read = {channel for channel in registry.channels() if registry.driver_of(channel).is_read_by_people}
    assert read == {"email", "sms", "push"}


def test_only_administrators_ask_and_the_health_page_leads_there(admin: Client) -> None:
    health = reverse("national:health")
    assert PAGE not in admin.get(health).content.decode()
    sent("x", NOON)
    sent("letter", NOON, channel="email")
    page = admin.get(health).content.decode()
    assert PAGE in page
    assert reverse("national:channel-replay", args=["email"]) not in page
    admin.cookies["django_language"] = "en"
    names = ["thành phố hồ chí minh", "cao xuân trường"]
    assert vietnamese_on(admin.get(PAGE).content.decode(), names) == []
    stranger = Client()
    stranger.force_login(make_user())
    assert (stranger.get(PAGE).status_code, stranger.post(PAGE, typed(TODAY)).status_code) == (403, 403)
    assert waiting() == set()
