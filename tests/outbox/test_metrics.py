"""The outbox in `/metrics`: what an operator is woken for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import User
from portal.outbox import circuits, metrics
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.outbox.factories import RecordingDriver, channel, make_message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with channel(RecordingDriver()):
        yield


def gauges() -> dict[str, float]:
    """The gauges of the channel of tests, by name."""
    label = '{channel="test"}'
    lines = [line for line in metrics.exposition().decode().splitlines() if label in line]
    return {line.partition(label)[0].removeprefix("portal_outbox_"): float(line.rpartition(" ")[2]) for line in lines}


def left(seconds: float, ago: timedelta = timedelta()) -> None:
    """A message that had waited so long when it left."""
    at = timezone.now() - ago
    make_message(state=State.SENT, created_at=at - timedelta(seconds=seconds), finished_at=at)


def test_a_quiet_channel_has_every_gauge_at_nothing() -> None:
    assert gauges() == dict.fromkeys(
        ("waiting", "oldest_waiting_seconds", "dead", "left", "left_after_seconds_p95", "shut"), 0.0
    )


def test_what_waits_is_counted_with_the_age_of_the_oldest() -> None:
    for minutes in (3, 10):
        make_message(created_at=timezone.now() - timedelta(minutes=minutes))
    found = gauges()
    assert found["waiting"] == 2
    assert 600 <= found["oldest_waiting_seconds"] < 660


def test_what_died_is_apart_from_what_waits() -> None:
    make_message(state=State.DEAD, finished_at=timezone.now())
    assert (gauges()["dead"], gauges()["waiting"]) == (1, 0)


def test_what_left_lately_says_how_long_it_had_waited() -> None:
    for seconds in range(1, 101):
        left(float(seconds))
    left(9_999.0, ago=metrics.SPAN + timedelta(seconds=5))
    found = gauges()
    assert found["left"] == 100
    assert found["left_after_seconds_p95"] == pytest.approx(95.05)


def test_a_channel_that_is_paused_or_does_not_answer_is_shut() -> None:
    admin = User.objects.create_user(email="system@example.vn", full_name="Cao Xuân Trường", password="Mot-Cua-2026")
    assert gauges()["shut"] == 0
    circuits.pause("test", admin)
    assert gauges()["shut"] == 1
    circuits.resume("test")
    assert gauges()["shut"] == 0
    Circuit.objects.filter(channel="test").update(open_until=timezone.now(), opened_at=timezone.now())
    assert gauges()["shut"] == 1


def test_the_page_has_them_without_any_content_of_a_message(client: Client) -> None:
    make_message(payload={"text": "Nguyễn Thị Lan"}, key="H29-260101-0001", last_error="Nguyễn Thị Lan")
    page = client.get("/metrics").content.decode()
    assert 'portal_outbox_waiting{channel="test"} 1.0' in page
    assert [word for word in ("Nguyễn", "H29-260101") if word in page] == []


def test_they_cost_the_same_queries_however_much_waits() -> None:
    asked = []
    for _round in range(2):
        for _message in range(5):
            make_message()
        with CaptureQueriesContext(connection) as captured:
            metrics.exposition()
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 5


def test_without_a_database_the_page_still_answers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bytes:
        raise OperationalError("gone")

    monkeypatch.setattr(metrics, "exposition", away)
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b"django_http" in answer.content
    assert b"portal_outbox" not in answer.content


def test_messages_of_channels_that_nobody_serves_are_left_out() -> None:
    OutboxMessage.objects.create(channel="gone", idempotency_key="x", payload={})
    assert b'channel="gone"' not in metrics.exposition()
