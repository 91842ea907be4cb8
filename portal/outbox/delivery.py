"""Delivering what waits: claim one, hand it over, write down what became of it, all in one transaction.

The claim is a row lock that other workers skip; a worker that dies lets go of it at once and the message leaves
again (at least once; the idempotency key tells the other side). A message is claimed only when no earlier one of
its key is open, so one key leaves in order while every other key goes on.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.outbox.circuits import Watch
from portal.outbox.drivers import registry
from portal.outbox.drivers.base import Refused, Unreachable
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


def deliver_due(limit: int = 100) -> Counter[str]:
    """Deliver up to `limit` due messages, oldest first; returns how many were sent, refused, failed, unreachable.

    A channel found unreachable is left alone for the rest of this call, and longer once its circuit opened; one that
    is paused is left alone altogether.
    """
    outcomes: Counter[str] = Counter()
    watch = Watch()
    away = set(watch.closed_off)
    for _ in range(limit):
        outcome, channel = _deliver_one(away)
        if outcome is None:
            break
        outcomes[outcome] += 1
        watch.note(channel, outcome)
        if outcome == "unreachable":
            away.add(channel)
    return outcomes


def due(now_excluding: set[str]) -> QuerySet[OutboxMessage]:
    """Give the messages that may leave now, but for those of the channels named."""
    earlier = OutboxMessage.objects.filter(channel=OuterRef("channel"), key=OuterRef("key"), id__lt=OuterRef("id"))
    holding_back = Q(state=State.WAITING) | Q(state=State.DEAD, channel__in=registry.channels_where_dead_block())
    return (
        OutboxMessage.objects.filter(state=State.WAITING, next_attempt_at__lte=timezone.now())
        .exclude(channel__in=now_excluding)
        .filter(Q(key="") | ~Exists(earlier.filter(holding_back)))
        .order_by("next_attempt_at", "id")
    )


def replay(messages: QuerySet[OutboxMessage]) -> int:
    """Send what was sent once more, as after a restored copy on the other side; returns how many.

    The idempotency keys stay: whoever has a message already knows it again.
    """
    return messages.filter(state=State.SENT).update(
        state=State.WAITING, attempts=0, next_attempt_at=timezone.now(), finished_at=None
    )


def retry(messages: QuerySet[OutboxMessage]) -> int:
    """Let dead messages try again from scratch; returns how many."""
    return messages.filter(state=State.DEAD).update(
        state=State.WAITING, attempts=0, next_attempt_at=timezone.now(), finished_at=None
    )


def pause_before(attempt: int, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    """Give the wait after so many failed attempts: doubling, capped, with half of it left to chance."""
    whole: timedelta = min(FIRST_PAUSE * 2 ** min(attempt - 1, 30), longest)
    return whole * (1 - random.random() / 2)


def _deliver_one(away: set[str]) -> tuple[str | None, str]:
    with transaction.atomic():
        message = due(away).select_for_update(skip_locked=True, of=("self",)).first()
        if message is None:
            return None, ""
        if not registry.notes_tries(message.channel):
            outcome = _hand_over(message, is_again=False)
            message.save()
            return outcome, message.channel
        is_again = message.tried_at is not None
        _note_try(message)
    return _deliver_noted(message, is_again=is_again), message.channel


def _note_try(message: OutboxMessage) -> None:
    """Write down that a try begins; a worker that dies in it leaves the message to others a moment later."""
    message.tried_at = timezone.now()
    message.next_attempt_at = message.tried_at + NOTED_TRY
    message.save(update_fields=["tried_at", "next_attempt_at"])


def _deliver_noted(noted: OutboxMessage, *, is_again: bool) -> str:
    with transaction.atomic():
        held = OutboxMessage.objects.select_for_update(skip_locked=True)
        message = held.filter(pk=noted.pk, state=State.WAITING, tried_at=noted.tried_at).first()
        if message is None:
            # This worker stood still for so long that another one took over.
            return "passed_on"
        outcome = _hand_over(message, is_again=is_again)
        message.save()
    return outcome


def _hand_over(message: OutboxMessage, *, is_again: bool) -> str:
    """Try once, and write on the message what came of it."""
    message.attempts += 1
    try:
        with transaction.atomic():
            driver = registry.driver_of(message.channel)
            (driver.deliver_again if is_again else driver.deliver)(message.payload, message.idempotency_key)
    except Refused as error:
        return _finish(message, State.DEAD, "refused", error)
    except Unreachable as error:
        message.attempts -= 1
        return _wait(message, "unreachable", error, LONGEST_PAUSE_UNREACHABLE)
    except Exception as error:  # noqa: BLE001 - a driver's mistake is written on the message, where staff see it
        if message.attempts >= _most_attempts(message.channel):
            return _finish(message, State.DEAD, "gave_up", error)
        return _wait(message, "failed", error, LONGEST_PAUSE)
    return _finish(message, State.SENT, "sent", None)


def _most_attempts(channel: str) -> int:
    try:
        return registry.driver_of(channel).max_attempts
    except registry.UnknownChannel:
        return 1


def _finish(message: OutboxMessage, state: State, outcome: str, error: Exception | None) -> str:
    message.state, message.finished_at = state, timezone.now()
    _note(message, outcome, error)
    return outcome


def _wait(message: OutboxMessage, outcome: str, error: Exception, longest: timedelta) -> str:
    message.next_attempt_at = timezone.now() + pause_before(max(message.attempts, 1), longest)
    _note(message, outcome, error)
    return outcome


def _note(message: OutboxMessage, outcome: str, error: Exception | None) -> None:
    """Write down why; the log line names the message, never what stands in it."""
    waited = (timezone.now() - message.created_at).total_seconds()
    if error and message.channel in registry.channels():
        registry.driver_of(message.channel).note_failure(message.payload, error)
    message.last_error = storable(f"{type(error).__name__}: {error}")[:_LONGEST_ERROR] if error else ""
    log.info("outbox_attempt", outcome=outcome, channel=message.channel, message=message.pk, waited_seconds=waited)
