"""A channel that nobody answers is left alone and probed; one that people paused sends nothing; nothing is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.outbox import circuits, forgetting
from portal.outbox.delivery import deliver_due, replay
from portal.outbox.drivers.base import Unreachable
from portal.outbox.drivers.registry import UnknownChannel
from portal.outbox.figures import standings
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.outbox.factories import RecordingDriver, channel, make_message

pytestmark = pytest.mark.django_db


class OtherDriver(RecordingDriver):
    channel = "other"


@pytest.fixture
def admin() -> User:
    return User.objects.create_user(email="system@example.vn", full_name="Cao Xuân Trường", password="Mot-Cua-2026")


def away(payload: dict[str, Any]) -> None:
    raise Unreachable("nobody there")


def make_due() -> None:
    OutboxMessage.objects.filter(state=State.WAITING).update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def rounds(number: int) -> None:
    """So many rounds of the worker, each when its messages are due."""
    for _round in range(number):
        make_due()
        deliver_due()


def state_of(name: str = "test") -> tuple[int, bool]:
    circuit = Circuit.objects.get(channel=name)
    return circuit.failures, circuit.is_open


def rested() -> None:
    """The rest of every open circuit is over."""
    Circuit.objects.filter(open_until__isnull=False).update(open_until=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def opened(driver: RecordingDriver) -> RecordingDriver:
    """A channel whose circuit is open, with two messages waiting."""
    make_message(idempotency_key="a")
    make_message(idempotency_key="b")
    driver.react = away
    rounds(5)
    assert state_of() == (5, True)
    return driver


def count_calls(driver: RecordingDriver, reaction: Any) -> list[str]:
    calls: list[str] = []

    def react(payload: dict[str, Any]) -> None:
        calls.append(payload["text"])
        reaction(payload)

    driver.react = react
    return calls


def test_after_five_unanswered_calls_in_a_row_nobody_calls_any_more(opened: RecordingDriver) -> None:
    calls = count_calls(opened, away)
    rounds(3)
    assert calls == []
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(State.WAITING, 0)}


def test_four_are_not_enough_and_one_answer_begins_the_count_anew(driver: RecordingDriver) -> None:
    make_message(idempotency_key="a")
    driver.react = away
    rounds(4)
    assert state_of() == (4, False)
    driver.react = lambda payload: None
    rounds(1)
    assert state_of() == (0, False)


def test_a_message_that_is_refused_or_fails_was_answered(driver: RecordingDriver) -> None:
    make_message(idempotency_key="a")
    driver.react = away
    rounds(4)

    def busy(payload: dict[str, Any]) -> None:
        raise ValueError("busy")

    driver.react = busy
    rounds(1)
    assert state_of() == (0, False)


def test_the_first_probe_that_gets_through_lets_all_follow(opened: RecordingDriver) -> None:
    opened.react = lambda payload: None
    rested()
    make_due()
    assert deliver_due() == {"sent": 2}
    assert state_of() == (0, False)


def test_a_probe_that_fails_costs_one_call_and_a_longer_rest(opened: RecordingDriver) -> None:
    calls = count_calls(opened, away)
    rested()
    rounds(3)
    circuit = Circuit.objects.get()
    assert len(calls) == 1
    assert circuit.failures == 6
    assert circuit.open_until is not None
    assert circuit.open_until > timezone.now() + circuits.FIRST_REST / 2


def test_of_several_workers_one_probes(opened: RecordingDriver) -> None:
    rested()
    first, second = circuits.Watch(), circuits.Watch()
    assert (first.closed_off, second.closed_off) == (set(), {"test"})


def test_other_channels_go_on(opened: RecordingDriver) -> None:
    with channel(OtherDriver()) as other:
        make_message(channel="other", idempotency_key="o")
        deliver_due()
        assert other.delivered == ["o"]  # type: ignore[attr-defined]


def test_a_channel_without_a_breaker_is_called_on(driver: RecordingDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RecordingDriver, "opens_after", 0)
    make_message(idempotency_key="a")
    calls = count_calls(driver, away)
    rounds(7)
    assert len(calls) == 7
    assert not Circuit.objects.exists()


@given(st.integers(0, 10_000))
def test_rests_grow_within_bounds_and_differ(probes: int) -> None:
    rest = circuits.rest_after(probes)
    assert circuits.FIRST_REST / 2 <= rest <= circuits.LONGEST_REST
    if probes > 10:
        assert rest >= circuits.LONGEST_REST / 2


def test_a_paused_channel_keeps_everything_and_sends_nothing(driver: RecordingDriver, admin: User) -> None:
    make_message(idempotency_key="a")
    assert circuits.pause("test", admin)
    assert not circuits.pause("test", admin)
    rounds(2)
    assert driver.delivered == []
    assert OutboxMessage.objects.get().state == State.WAITING

    assert circuits.resume("test")
    assert not circuits.resume("test")
    rounds(1)
    assert driver.delivered == ["a"]


def test_an_open_circuit_that_is_paused_and_resumed_is_tried_at_once(opened: RecordingDriver, admin: User) -> None:
    circuits.pause("test", admin)
    opened.react = lambda payload: None
    circuits.resume("test")
    rounds(1)
    assert opened.delivered == ["a", "b"]


def test_who_paused_is_always_known(driver: RecordingDriver) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Circuit.objects.create(channel="test", paused_at=timezone.now())


def test_nobody_pauses_what_does_not_exist(admin: User) -> None:
    with pytest.raises(UnknownChannel):
        circuits.pause("fax", admin)
    assert not Circuit.objects.exists()


def sent_at(moment: datetime, **fields: Any) -> OutboxMessage:
    return make_message(state=State.SENT, finished_at=moment, **fields)


def test_the_figures_of_each_channel(driver: RecordingDriver, django_assert_num_queries: Any) -> None:
    now, midnight = timezone.now(), timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    oldest = make_message(created_at=now - timedelta(hours=3))
    make_message()
    make_message(state=State.DEAD, finished_at=now)
    sent_at(midnight - timedelta(seconds=1))
    last = sent_at(max(midnight, now - timedelta(minutes=1)))
    sent_at(now, channel="gone")

    with django_assert_num_queries(4):
        found = {one.channel: one for one in standings()}

    assert "gone" not in found
    test = found["test"]
    assert (test.waiting, test.oldest_at, test.dead) == (2, oldest.created_at, 1)
    assert (test.sent_today, test.last_sent_at, test.circuit) == (1, last.finished_at, None)
    assert (found["email"].waiting, found["email"].last_sent_at) == (0, None)


def test_what_was_sent_long_ago_is_forgotten_and_what_died_is_not(
    driver: RecordingDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    long_ago = timezone.now() - forgetting.KEPT - timedelta(minutes=1)
    for _number in range(3):
        sent_at(long_ago)
    kept = {
        sent_at(timezone.now() - forgetting.KEPT + timedelta(hours=1)).pk,
        make_message(state=State.DEAD, finished_at=long_ago).pk,
        make_message(created_at=long_ago).pk,
    }
    assert forgetting.forget_sent() == 3
    assert set(OutboxMessage.objects.values_list("pk", flat=True)) == kept


def test_what_was_sent_within_a_time_is_sent_again_in_order(driver: RecordingDriver) -> None:
    now = timezone.now()
    sent_at(now - timedelta(hours=2), idempotency_key="before")
    sent_at(now - timedelta(minutes=30), idempotency_key="a", key="k")
    sent_at(now - timedelta(minutes=20), idempotency_key="b", key="k")
    sent_at(now - timedelta(minutes=20), idempotency_key="c", key="other")
    out = StringIO()

    since, until = (now - timedelta(hours=1)).isoformat(), now.isoformat()
    call_command("replay_outbox", "test", since=since, until=until, key="k", stdout=out)
    deliver_due()

    assert "2 messages" in out.getvalue()
    assert driver.delivered == ["a", "b"]
    assert replay(OutboxMessage.objects.filter(state=State.WAITING)) == 0


@pytest.mark.parametrize("arguments", [("fax", "2026-11-23T08:00Z"), ("test", "yesterday"), ("test", "2026-11-23")])
def test_replaying_what_cannot_be_meant_sends_nothing(driver: RecordingDriver, arguments: tuple[str, str]) -> None:
    sent_at(timezone.now())
    with pytest.raises(CommandError, match=r"no channel|no ISO moment"):
        call_command("replay_outbox", arguments[0], since=arguments[1])
    assert OutboxMessage.objects.get().state == State.SENT
