"""One try to hand messages over: what is noted before it, and what is written on each message after it.

Several messages of different keys may leave in one call, on channels that note their tries. A call that went wrong says
nothing of any one of them: each then leaves by itself, as one that may have arrived.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from portal.outbox.drivers import registry
from portal.outbox.drivers.base import Declined, Postponed, Refused, Unanswered, Unreachable
from portal.outbox.models import OutboxMessage, State
from portal.outbox.storable import storable

log = structlog.get_logger(__name__)

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=2)
#: A channel that is away is probed often: all its messages wait for the one that gets through.
LONGEST_PAUSE_UNREACHABLE = timedelta(minutes=1)
#: How long a noted try keeps others away until it holds the row again: long enough for two statements.
NOTED_TRY = timedelta(seconds=15)
_LONGEST_ERROR = 2000
_WRITTEN = ("state", "attempts", "next_attempt_at", "tried_at", "last_error", "finished_at")


def note_tries(messages: Sequence[OutboxMessage]) -> bool:
    """Write down that a try begins; returns whether there was one before.

    A worker that dies in it leaves the messages to others a moment later.
    """
    was_tried, now = messages[0].tried_at is not None, timezone.now()
    for message in messages:
        message.tried_at, message.next_attempt_at = now, now + NOTED_TRY
    rows = OutboxMessage.objects.filter(pk__in=[message.pk for message in messages])
    rows.update(tried_at=now, next_attempt_at=now + NOTED_TRY)
    return was_tried


def hand_over_noted(noted: Sequence[OutboxMessage], *, is_again: bool) -> list[str]:
    """Hand over what was noted in a transaction of its own; one outcome for each message."""
    with transaction.atomic():
        # Not skipping: whoever looked for something to claim meanwhile may still hold one of them for a moment.
        rows = OutboxMessage.objects.select_for_update()
        held = rows.filter(
            pk__in=[message.pk for message in noted], state=State.WAITING, tried_at=noted[0].tried_at
        ).order_by("next_attempt_at", "id")
        messages = list(held)
        # Where this worker stood still for so long that another one took over there is nothing left to do.
        taken_over = ["passed_on"] * (len(noted) - len(messages))
        return taken_over + (hand_over(messages, is_again=is_again) if messages else [])


def hand_over(messages: Sequence[OutboxMessage], *, is_again: bool) -> list[str]:
    """Try once, and write on each message what came of it; within the transaction that holds them."""
    outcomes = _try_together(messages) if len(messages) > 1 else [_try_one(messages[0], is_again=is_again)]
    _save(messages)
    return outcomes


def _save(messages: Sequence[OutboxMessage]) -> None:
    """Write down what came of them: one statement for all that it is the same for, which it mostly is."""
    same: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for message in messages:
        same[tuple(getattr(message, name) for name in _WRITTEN)].append(message.pk)
    for values, keys in same.items():
        OutboxMessage.objects.filter(pk__in=keys).update(**dict(zip(_WRITTEN, values, strict=True)))


def pause_before(attempt: int, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    """Give the wait after so many failed attempts: doubling, capped, with half of it left to chance."""
    whole: timedelta = min(FIRST_PAUSE * 2 ** min(attempt - 1, 30), longest)
    return whole * (1 - random.random() / 2)


def _try_together(messages: Sequence[OutboxMessage]) -> list[str]:
    try:
        with transaction.atomic():
            registry.driver_of(messages[0].channel).deliver_together([message.payload for message in messages])
    except Unreachable as error:
        return [_wait_unblamed(message, error, is_again=False) for message in messages]
    except Exception as error:  # noqa: BLE001 - whose fault it was shows when each leaves by itself
        return [_leave_alone(message, error) for message in messages]
    at = timezone.now()
    for message in messages:
        message.attempts += 1
    return [_finish(message, State.SENT, "sent", None, at) for message in messages]


def _try_one(message: OutboxMessage, *, is_again: bool) -> str:
    message.attempts += 1
    try:
        with transaction.atomic():
            driver = registry.driver_of(message.channel)
            (driver.deliver_again if is_again else driver.deliver)(message.payload, message.idempotency_key)
    except Refused as error:
        return _finish(message, State.DEAD, "refused", error)
    except Postponed as error:
        message.attempts, message.next_attempt_at = message.attempts - 1, error.until
        _write_down(message, "postponed", error)
        return "postponed"
    except Unreachable as error:
        message.attempts -= 1
        return _wait_unblamed(message, error, is_again=is_again)
    except Exception as error:  # noqa: BLE001 - a driver's mistake is written on the message, where staff see it
        is_silence = isinstance(error, Unanswered)
        if message.attempts >= _most_attempts(message.channel):
            return _finish(message, State.DEAD, "silence" if is_silence else "gave_up", error)
        return _wait(message, "unanswered" if is_silence else "failed", error, LONGEST_PAUSE)
    return _finish(message, State.SENT, "sent", None)


def _most_attempts(channel: str) -> int:
    try:
        return registry.driver_of(channel).max_attempts
    except registry.UnknownChannel:
        return 1


def _finish(
    message: OutboxMessage, state: State, outcome: str, error: Exception | None, at: datetime | None = None
) -> str:
    message.state, message.finished_at = state, at or timezone.now()
    _note(message, outcome, error)
    return outcome


def _wait_unblamed(message: OutboxMessage, error: Unreachable, *, is_again: bool) -> str:
    if isinstance(error, Declined) and not is_again:
        # Else all that a busy receiver declined would come back with a question more for each.
        message.tried_at = None
    return _wait(message, "unreachable", error, LONGEST_PAUSE_UNREACHABLE)


def _wait(message: OutboxMessage, outcome: str, error: Exception, longest: timedelta) -> str:
    message.next_attempt_at = timezone.now() + pause_before(max(message.attempts, 1), longest)
    _note(message, outcome, error)
    return outcome


def _leave_alone(message: OutboxMessage, error: Exception) -> str:
    """Let a message leave by itself at once: nobody knows yet whether it was its fault."""
    message.next_attempt_at = timezone.now()
    _write_down(message, "parted", error)
    return "parted"


def _note(message: OutboxMessage, outcome: str, error: Exception | None) -> None:
    if error and message.channel in registry.channels():
        registry.driver_of(message.channel).note_failure(message.payload, error)
    _write_down(message, outcome, error)


def _write_down(message: OutboxMessage, outcome: str, error: Exception | None) -> None:
    """Write down why; the log line names the message, never what stands in it."""
    waited = (timezone.now() - message.created_at).total_seconds()
    message.last_error = storable(f"{type(error).__name__}: {error}")[:_LONGEST_ERROR] if error else ""
    log.info("outbox_attempt", outcome=outcome, channel=message.channel, message=message.pk, waited_seconds=waited)
