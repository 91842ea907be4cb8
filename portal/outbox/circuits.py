"""Leaving a channel alone: people pause it, and its circuit opens by itself after several calls that nobody answered.

Where a channel has many receivers (webhooks), each has a circuit of its own: a dead one costs the others nothing.

An open circuit is probed by one message at a time, after a pause that grows with every probe that fails; the first
message that gets through closes it. What waits meanwhile is not blamed, and other channels go on.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from portal.outbox.drivers import registry
from portal.outbox.models import Circuit

if TYPE_CHECKING:
    from portal.accounts.models import User

FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=2)
#: How long a probe may take before another worker tries its own: longer than the patience of any driver.
PROBE = timedelta(minutes=1)


class Watch:
    """What one round of deliveries knows of the circuits: read once, and written only where something changed."""

    def __init__(self) -> None:
        self._troubled: set[str] = set()
        self.closed_off: set[str] = set()
        #: Open circuits of which this round has the one probe: one message of them at a time.
        self.probed: set[str] = set()
        now = timezone.now()
        for circuit in Circuit.objects.filter(Q(failures__gt=0) | Q(paused_at__isnull=False)):
            self._troubled.add(circuit.channel)
            if circuit.is_paused or circuit.is_resting(now) or (circuit.is_open and not _may_probe(circuit, now)):
                self.closed_off.add(circuit.channel)
            elif circuit.is_open:
                self.probed.add(circuit.channel)

    def note(self, circuit: str, *, is_answered: bool) -> None:
        """Take in what became of a message that was sent through this circuit."""
        if not is_answered:
            self._troubled.add(circuit)
            fail(circuit)
        elif circuit in self._troubled:
            self._troubled.discard(circuit)
            self.probed.discard(circuit)
            close(circuit)


def fail(channel: str) -> None:
    """Count a call that nobody answered; opens the circuit when there were enough of them in a row."""
    limit = registry.opens_after(channel)
    if not limit:
        return
    Circuit.objects.get_or_create(channel=channel)
    Circuit.objects.filter(channel=channel).update(failures=F("failures") + 1)
    failures = Circuit.objects.values_list("failures", flat=True).get(channel=channel)
    if failures >= limit:
        now = timezone.now()
        rows = Circuit.objects.filter(channel=channel)
        rows.update(open_until=now + rest_after(failures - limit))
        rows.filter(opened_at=None).update(opened_at=now)


def close(channel: str) -> None:
    """Somebody answered: all messages of the channel may leave again."""
    Circuit.objects.filter(channel=channel).update(failures=0, open_until=None, opened_at=None)


def pause(channel: str, by: User) -> bool:
    """Let nothing leave through a channel, or to a receiver, until somebody resumes it; False where it is paused."""
    registry.driver_of(channel.partition("/")[0])
    Circuit.objects.get_or_create(channel=channel)
    rows = Circuit.objects.filter(channel=channel, paused_at=None)
    return bool(rows.update(paused_at=timezone.now(), paused_by=by))


def resume(channel: str) -> bool:
    """Let messages leave again, and try at once what an open circuit held back; False where it was not paused."""
    rows = Circuit.objects.filter(channel=channel, paused_at__isnull=False)
    return bool(rows.update(paused_at=None, paused_by=None, failures=0, open_until=None, opened_at=None))


def rest_after(probes: int) -> timedelta:
    """How long an open circuit rests: doubling with each probe that failed, capped, with half of it left to chance."""
    whole: timedelta = min(FIRST_REST * 2 ** min(probes, 20), LONGEST_REST)
    return whole * (1 - random.random() / 2)


def _may_probe(circuit: Circuit, now: datetime) -> bool:
    """Whether this worker got the one probe: the others find it taken and leave the channel alone."""
    taken = Circuit.objects.filter(pk=circuit.pk, open_until=circuit.open_until, paused_at=None)
    return bool(taken.update(open_until=now + PROBE))
