"""Channels that note their tries: a later try knows that an earlier one may have arrived, even when its worker died."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.outbox import attempts
from portal.outbox.delivery import deliver_due, retry
from portal.outbox.drivers.base import Refused, Unreachable
from portal.outbox.models import OutboxMessage, State
from tests.outbox.factories import RecordingDriver, channel, make_message

pytestmark = pytest.mark.django_db


class NotingDriver(RecordingDriver):
    """Tells apart first tries and later ones, and keeps what failed."""

    notes_tries = True
    dead_blocks_key = True

    def __init__(self) -> None:
        super().__init__()
        self.again: list[str] = []
        self.failures: list[str] = []

    def deliver_again(self, payload: dict[str, Any], idempotency_key: str) -> None:
        self.react(payload)
        self.again.append(idempotency_key)

    def note_failure(self, payload: dict[str, Any], error: Exception) -> None:
        self.failures.append(f"{payload['text']}: {error}")


class Killed(BaseException):
    """The worker dies here: nothing of its transaction stands."""


@pytest.fixture
def noting() -> Iterator[NotingDriver]:
    driver = NotingDriver()
    with channel(driver):
        yield driver


def raising(error: BaseException) -> Any:
    def react(payload: dict[str, Any]) -> None:
        raise error

    return react


def make_due() -> None:
    OutboxMessage.objects.filter(state=State.WAITING).update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_the_first_try_is_told_as_the_first(noting: NotingDriver) -> None:
    make_message(idempotency_key="a")
    assert deliver_due() == {"sent": 1}
    assert (noting.delivered, noting.again) == (["a"], [])


@pytest.mark.parametrize("error", [ValueError("busy"), Unreachable("away")])
def test_after_a_failure_the_next_try_is_told_as_another(noting: NotingDriver, error: Exception) -> None:
    make_message(idempotency_key="a")
    noting.react = raising(error)
    deliver_due()
    noting.react = lambda payload: None
    make_due()

    assert deliver_due() == {"sent": 1}
    assert (noting.delivered, noting.again, noting.failures) == ([], ["a"], [f"a: {error}"])


def test_a_worker_that_dies_in_a_try_leaves_word_of_it(noting: NotingDriver) -> None:
    message = make_message(idempotency_key="a", key="k")
    make_message(idempotency_key="b", key="k")
    noting.react = raising(Killed())
    with pytest.raises(Killed):
        deliver_due()
    noting.react = lambda payload: None
    message.refresh_from_db()

    # Nobody else begins at once what may still be under way, and the next of its key does not overtake it.
    assert (message.state, message.attempts) == (State.WAITING, 0)
    assert message.tried_at is not None
    assert message.next_attempt_at <= timezone.now() + attempts.NOTED_TRY
    assert deliver_due() == {}

    make_due()
    assert deliver_due() == {"sent": 2}
    assert (noting.again, noting.delivered) == (["a"], ["b"])


def test_a_worker_that_stood_still_finds_its_try_taken_over(
    noting: NotingDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between noting and holding the row again anything may happen; the try that was noted last counts."""
    make_message(idempotency_key="a")
    true = attempts.note_tries

    def note_and_sleep(messages: Sequence[OutboxMessage]) -> bool:
        again = true(messages)
        OutboxMessage.objects.filter(pk=messages[0].pk).update(tried_at=timezone.now() + timedelta(seconds=1))
        return again

    monkeypatch.setattr(attempts, "note_tries", note_and_sleep)
    assert deliver_due() == {"passed_on": 1}
    assert noting.delivered == []


def test_a_dead_letter_that_is_tried_again_may_have_arrived(noting: NotingDriver) -> None:
    make_message(idempotency_key="a", key="k")
    make_message(idempotency_key="b", key="k")
    noting.react = raising(Refused("malformed"))
    assert deliver_due() == {"refused": 1}
    noting.react = lambda payload: None

    retry(OutboxMessage.objects.all())
    assert deliver_due() == {"sent": 2}
    assert (noting.again, noting.delivered) == (["a"], ["b"])


def test_channels_that_note_nothing_are_delivered_as_before(driver: RecordingDriver) -> None:
    message = make_message(idempotency_key="a")
    deliver_due()
    message.refresh_from_db()
    assert (message.state, message.tried_at, driver.delivered) == (State.SENT, None, ["a"])
