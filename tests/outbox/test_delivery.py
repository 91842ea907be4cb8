"""Messages leave in order for one key, at least once, and none is lost or blocks another."""

from __future__ import annotations

import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox.attempts import FIRST_PAUSE, LONGEST_PAUSE, pause_before
from portal.outbox.delivery import deliver_due, retry
from portal.outbox.drivers.base import Refused, Unreachable
from portal.outbox.models import OutboxMessage, State
from tests.outbox.factories import RecordingDriver, make_message

pytestmark = pytest.mark.django_db


def failing(*keys: str, error: Exception | None = None) -> Any:
    def react(payload: dict[str, Any]) -> None:
        if payload["text"] in keys:
            raise error or ValueError("busy")

    return react


def make_due() -> None:
    OutboxMessage.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_what_is_due_leaves_in_order(driver: RecordingDriver) -> None:
    for number in range(3):
        make_message(key="a", idempotency_key=str(number))
    assert deliver_due() == {"sent": 3}
    assert driver.delivered == ["0", "1", "2"]
    assert not OutboxMessage.objects.exclude(state=State.SENT).exists()
    assert deliver_due() == {}


def test_what_is_not_due_waits(driver: RecordingDriver) -> None:
    make_message(next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert deliver_due() == {}


def test_a_failure_holds_back_its_own_key_and_no_other(driver: RecordingDriver) -> None:
    for key, text in (("a", "a1"), ("a", "a2"), ("b", "b1"), ("", "x1"), ("", "x2")):
        make_message(key=key, idempotency_key=text)
    driver.react = failing("a1", "x1")
    deliver_due()
    assert driver.delivered == ["b1", "x2"]
    driver.react = failing()
    make_due()
    deliver_due()
    assert driver.delivered == ["b1", "x2", "a1", "x1", "a2"] or driver.delivered[2:] == ["a1", "a2", "x1"]


def test_the_same_key_on_another_channel_is_another_key(driver: RecordingDriver) -> None:
    make_message(channel="email", key="a", next_attempt_at=timezone.now() + timedelta(hours=1))
    make_message(key="a", idempotency_key="here")
    deliver_due()
    assert driver.delivered == ["here"]


def test_a_failure_is_written_down_and_tried_later(driver: RecordingDriver) -> None:
    message = make_message(idempotency_key="a1")
    driver.react = failing("a1")
    assert deliver_due() == {"failed": 1}
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (State.WAITING, 1, "ValueError: busy")
    assert message.next_attempt_at > timezone.now() + FIRST_PAUSE / 3


def test_after_its_last_attempt_a_message_is_dead_and_the_next_goes_on(driver: RecordingDriver) -> None:
    dead = make_message(key="a", idempotency_key="a1")
    make_message(key="a", idempotency_key="a2")
    driver.react = failing("a1")
    for _ in range(driver.max_attempts):
        make_due()
        deliver_due()
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (State.DEAD, 3)
    assert dead.finished_at is not None
    deliver_due()
    assert driver.delivered == ["a2"]


def test_where_order_carries_meaning_a_dead_message_holds_back_the_later_ones(
    driver: RecordingDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RecordingDriver, "dead_blocks_key", True)
    make_message(key="a", idempotency_key="a1")
    make_message(key="a", idempotency_key="a2")
    driver.react = failing("a1", error=Refused("no such dossier"))
    deliver_due()
    assert driver.delivered == []
    driver.react = failing()
    retry(OutboxMessage.objects.all())
    deliver_due()
    assert driver.delivered == ["a1", "a2"]


def test_what_the_other_side_will_never_take_is_dead_at_once(driver: RecordingDriver) -> None:
    message = make_message(idempotency_key="a1")
    driver.react = failing("a1", error=Refused("unknown address"))
    assert deliver_due() == {"refused": 1}
    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.DEAD, "Refused: unknown address")


def test_a_channel_that_is_away_kills_nothing_and_is_asked_once_a_round(driver: RecordingDriver) -> None:
    for number in range(4):
        make_message(idempotency_key=str(number))
    driver.react = failing("0", "1", "2", "3", error=Unreachable("down"))
    for _ in range(RecordingDriver.opens_after - 1):
        assert deliver_due() == {"unreachable": 1}
        make_due()
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(State.WAITING, 0)}
    driver.react = failing()
    assert deliver_due() == {"sent": 4}


def test_a_message_of_a_channel_that_is_gone_is_dead(driver: RecordingDriver) -> None:
    make_message(channel="fax")
    assert deliver_due() == {"gave_up": 1}


def test_retry_gives_dead_messages_a_fresh_start(driver: RecordingDriver) -> None:
    make_message(idempotency_key="a1", state=State.DEAD, attempts=3, finished_at=timezone.now())
    make_message(idempotency_key="a2", state=State.SENT, finished_at=timezone.now())
    assert retry(OutboxMessage.objects.all()) == 1
    deliver_due()
    assert driver.delivered == ["a1"]


def test_the_command_delivers_and_retries(driver: RecordingDriver) -> None:
    make_message(state=State.DEAD, finished_at=timezone.now())
    out = StringIO()
    call_command("deliver_outbox", "--retry-dead", stdout=out)
    call_command("deliver_outbox", stdout=out)
    assert out.getvalue() == "retried: 1\nsent: 1\nnothing is due\n"


def test_a_finished_message_says_when() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_message(state=State.SENT)


def test_a_drivers_broken_query_does_not_break_the_round(driver: RecordingDriver) -> None:
    def react(payload: dict[str, Any]) -> None:
        if payload["text"] == "bad":
            with connection.cursor() as cursor:
                cursor.execute("SELECT nothing FROM nowhere")

    make_message(idempotency_key="bad")
    make_message(idempotency_key="good")
    driver.react = react
    assert deliver_due() == {"failed": 1, "sent": 1}


@given(attempt=st.integers(min_value=1, max_value=1000))
def test_pauses_grow_from_seconds_to_two_hours_and_never_beyond(attempt: int) -> None:
    pause = pause_before(attempt)
    assert FIRST_PAUSE / 2 <= pause <= LONGEST_PAUSE
    if attempt > 20:
        assert pause >= LONGEST_PAUSE / 2


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_message_once_and_in_order(driver: RecordingDriver) -> None:
    # given 60 messages of six keys
    for number in range(60):
        make_message(key=f"dossier {number % 6}", idempotency_key=f"{number % 6}-{number:02}")

    def work() -> None:
        try:
            while OutboxMessage.objects.filter(state=State.WAITING).exists():
                deliver_due()
        finally:
            connection.close()

    # when four workers deliver at once
    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # then each left once, and each key in its order
    assert sorted(driver.delivered) == sorted({*driver.delivered})
    assert len(driver.delivered) == 60
    for key in "012345":
        ours = [name for name in driver.delivered if name.startswith(f"{key}-")]
        assert ours == sorted(ours)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_lets_go_of_its_message(driver: RecordingDriver) -> None:
    make_message(idempotency_key="a1")

    def die(payload: dict[str, Any]) -> None:
        raise SystemExit

    driver.react = die
    with pytest.raises(SystemExit):
        deliver_due()
    driver.react = failing()
    assert deliver_due() == {"sent": 1}
