"""Delivering what waits: claim one, hand it over, write down what became of it, all in one transaction.

The claim is a row lock that other workers skip; a worker that dies lets go of it at once and the message leaves
again (at least once; the idempotency key tells the other side). A message is claimed only when no earlier one of
its key is open, so one key leaves in order while every other key goes on. `lanes.py` does it many times side by side.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from portal.outbox.circuits import Watch
from portal.outbox.drivers import registry
from portal.outbox.drivers.base import Refused, Unanswered, Unreachable
from portal.outbox.models import OutboxMessage, State
from portal.outbox.storable import storable

log = structlog.get_logger(__name__)

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=2)
#: A channel that is away is probed often: all its messages wait for the one that gets through.
LONGEST_PAUSE_UNREACHABLE = timedelta(minutes=1)
#: How long a noted try keeps others away until it holds the row again: long enough for two statements.
NOTED_TRY = timedelta(seconds=15)
#: Messages that one worker sends to one receiver of a channel of many side by side: the other lanes are for others.
LANES_OF_RECEIVER = 2
_LONGEST_ERROR = 2000


def deliver_due(limit: int = 100) -> Counter[str]:
    """Deliver up to `limit` due messages, oldest first; returns how many were sent, refused, failed, unreachable.

    A channel found unreachable is left alone for the rest of this call, and longer once its circuit opened; one that
    is paused is left alone altogether.
    """
    delivering = Round()
    for _ in range(limit):
        if not delivering.deliver_one():
            break
    return delivering.outcomes


class Round:
    """One round of deliveries: what became of them so far, and through which circuits nothing leaves now.

    Lanes in several threads may share it: what it knows is changed under its lock only.
    """

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self._watch = Watch()
        self._away = set(self._watch.closed_off)
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()

    def has_due(self, channel: str) -> bool:
        """Whether anything of a channel may leave now."""
        return _claimable(self._closed(), channel).exists()

    def deliver_one(self, channel: str | None = None) -> bool:
        """Deliver the oldest due message of a channel, or of all; False when there is none that may leave."""
        with ExitStack() as afterwards:
            with transaction.atomic():
                message = self._claimed(channel)
                if message is None:
                    return False
                circuit = registry.circuit_of(message.channel, message.key)
                afterwards.callback(self._end, circuit)
                is_again, is_noted = message.tried_at is not None, registry.notes_tries(message.channel)
                if is_noted:
                    _note_try(message)
                else:
                    outcome = _hand_over(message, is_again=False)
                    message.save()
            if is_noted:
                outcome = _deliver_noted(message, is_again=is_again)
            self._take(circuit, outcome)
        return True

    def _claimed(self, channel: str | None) -> OutboxMessage | None:
        """Lock the next message; the lanes of a process take turns, so that each knows what the others have."""
        with self._lock:
            rows = _claimable(self._closed(), channel).select_for_update(skip_locked=True, of=("self",))
            message = rows.first()
            if message is not None:
                self._under_way[registry.circuit_of(message.channel, message.key)] += 1
            return message

    def _end(self, circuit: str) -> None:
        with self._lock:
            self._under_way[circuit] -= 1

    def _closed(self) -> set[str]:
        """Circuits through which nothing may leave at this moment."""
        full = {name for name, number in self._under_way.items() if number >= self._most(name)}
        return self._away | full

    def _most(self, circuit: str) -> float:
        if circuit in self._watch.probed:
            return 1
        return LANES_OF_RECEIVER if "/" in circuit else float("inf")

    def _take(self, circuit: str, outcome: str) -> None:
        """Count an outcome; of several calls of this round that nobody answered the first counts for the circuit."""
        is_answered = outcome not in ("unreachable", "unanswered", "silence")
        with self._lock:
            self.outcomes[outcome] += 1
            if outcome == "passed_on":
                # This worker called nobody: whoever took over tells what was answered.
                return
            if is_answered or circuit not in self._away:
                self._watch.note(circuit, is_answered=is_answered)
            if not is_answered:
                self._away.add(circuit)


def due(now_excluding: set[str]) -> QuerySet[OutboxMessage]:
    """Give the messages that may leave now, but for those of the circuits named."""
    earlier = OutboxMessage.objects.filter(channel=OuterRef("channel"), key=OuterRef("key"), id__lt=OuterRef("id"))
    holding_back = Q(state=State.WAITING) | Q(state=State.DEAD, channel__in=registry.channels_where_dead_block())
    return (
        _without(OutboxMessage.objects.filter(state=State.WAITING, next_attempt_at__lte=timezone.now()), now_excluding)
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


def _claimable(closed: set[str], channel: str | None) -> QuerySet[OutboxMessage]:
    return due(closed) if channel is None else due(closed).filter(channel=channel)


def _without(messages: QuerySet[OutboxMessage], circuits: set[str]) -> QuerySet[OutboxMessage]:
    """The messages but for those that leave through these circuits, of channels or of receivers ("webhook/17")."""
    receivers = {name for name in circuits if "/" in name}
    messages = messages.exclude(channel__in=circuits - receivers)
    for channel in {name.partition("/")[0] for name in receivers}:
        named = [name.partition("/")[2] for name in receivers if name.startswith(f"{channel}/")]
        receiver = Func(F("key"), Value("/"), Value(1), function="split_part", output_field=CharField())
        messages = messages.alias(receiver=receiver).exclude(channel=channel, receiver__in=named)
    return messages


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
