"""Delivering what waits: claim what one call carries, hand it over, write down what became of it.

The claim is a row lock that other workers skip; a worker that dies lets go of it at once and the message leaves
again (at least once; the idempotency key tells the other side). A message is claimed only when no earlier one of
its key is open, so one key leaves in order while every other key goes on. `lanes.py` does it many times side by side,
`attempts.py` says what a try is.
"""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import ExitStack

from django.db import transaction
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from portal.outbox import attempts
from portal.outbox.circuits import Watch
from portal.outbox.drivers import registry
from portal.outbox.models import OutboxMessage, State

#: Messages that one worker sends to one receiver of a channel of many side by side: the other lanes are for others.
LANES_OF_RECEIVER = 2


def deliver_due(limit: int = 100) -> Counter[str]:
    """Deliver up to `limit` due messages, oldest first; returns how many were sent, refused, failed, unreachable.

    A channel found unreachable is left alone for the rest of this call, and longer once its circuit opened; one that
    is paused is left alone altogether. Messages that leave in one call count as one towards the limit.
    """
    delivering = Round()
    for _ in range(limit):
        if not delivering.deliver_next():
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

    def deliver_next(self, channel: str | None = None) -> bool:
        """Deliver the oldest due message of a channel, or of all, with others that leave in the same call.

        False when there is none that may leave.
        """
        with ExitStack() as afterwards:
            with transaction.atomic():
                claimed = self._claimed(channel)
                if not claimed:
                    return False
                circuit = registry.circuit_of(claimed[0].channel, claimed[0].key)
                afterwards.callback(self._end, circuit)
                is_noted = registry.notes_tries(claimed[0].channel)
                if is_noted:
                    again = attempts.note_tries(claimed)
                else:
                    outcomes = attempts.hand_over(claimed, is_again=False)
            if is_noted:
                outcomes = attempts.hand_over_noted(claimed, is_again=again)
            for outcome in outcomes:
                self._take(circuit, outcome)
        return True

    def _claimed(self, channel: str | None) -> list[OutboxMessage]:
        """Lock what one call carries; the lanes of a process take turns, so that each knows what the others have."""
        with self._lock:
            rows = _claimable(self._closed(), channel).select_for_update(skip_locked=True, of=("self",))
            first = rows.first()
            if first is None:
                return []
            claimed = [first, *self._leaving_with(first, rows)]
            self._under_way[registry.circuit_of(first.channel, first.key)] += 1
            return claimed

    def _leaving_with(self, first: OutboxMessage, rows: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
        """What goes in the same call: nothing beside one that may have arrived, or one that asks who is there."""
        is_alone = first.tried_at is not None or registry.circuit_of(first.channel, first.key) in self._watch.probed
        others = 0 if is_alone else registry.most_together(first.channel) - 1
        return (
            rows.filter(channel=first.channel, tried_at=None).exclude(pk=first.pk)[:others] if others else rows.none()
        )

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
            if outcome in ("passed_on", "postponed"):
                # This worker called nobody: whoever took over tells what was answered, or the message's own hour will.
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
