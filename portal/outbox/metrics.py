"""The outbox for Prometheus: what waits, how long it waited, what died, and which channels nothing leaves through."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from portal.outbox.figures import Standing, standings
from portal.outbox.models import State

#: What left within this time stands for the present.
SPAN = timedelta(minutes=5)
_LEFT = """
SELECT channel, count(*), percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - created_at))
FROM outbox_outboxmessage WHERE state = %s AND channel = ANY (%s) AND finished_at >= %s GROUP BY channel
"""


def exposition() -> bytes:
    """The gauges of every channel, in the text format of Prometheus; five queries. Raises DatabaseError."""
    now, channels = timezone.now(), standings()
    left = _left([standing.channel for standing in channels])
    registry = CollectorRegistry()
    for name, words, values in (
        ("waiting", "messages that wait", {one.channel: one.waiting for one in channels}),
        ("oldest_waiting_seconds", "age of the oldest that waits", {one.channel: _age(one) for one in channels}),
        ("dead", "messages that wait for people", {one.channel: one.dead for one in channels}),
        ("left", "messages that left in five minutes", {one.channel: left[one.channel][0] for one in channels}),
        ("left_after_seconds_p95", "how long they had waited", {one.channel: left[one.channel][1] for one in channels}),
        ("shut", "1: paused, or nobody answered for long", {one.channel: _is_shut(one) for one in channels}),
    ):
        gauge = Gauge(f"portal_outbox_{name}", words, ["channel"], registry=registry)
        for channel, value in values.items():
            gauge.labels(channel).set(value)
    Gauge("portal_outbox_read_at_seconds", "when these were read", registry=registry).set(now.timestamp())
    return bytes(generate_latest(registry))


def _age(standing: Standing) -> float:
    return (timezone.now() - standing.oldest_at).total_seconds() if standing.oldest_at else 0.0


def _is_shut(standing: Standing) -> bool:
    circuit = standing.circuit
    return circuit is not None and (circuit.is_paused or circuit.is_open)


def _left(channels: list[str]) -> dict[str, tuple[int, float]]:
    """How many left lately, and 95 % of them after at most so many seconds."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [State.SENT, channels, timezone.now() - SPAN])
        found = {channel: (number, float(seconds)) for channel, number, seconds in cursor.fetchall()}
    return {channel: found.get(channel, (0, 0.0)) for channel in channels}
