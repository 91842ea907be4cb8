"""How each channel stands: what waits and since when, what left today, what died, and whether anything may leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone

from portal.outbox.drivers import registry
from portal.outbox.drivers.base import Receiver
from portal.outbox.models import Circuit, OutboxMessage, State

#: More in trouble at once are a trouble of ours.
MOST_TROUBLED = 100

_ENDS = """
SELECT channel, (
    SELECT finished_at FROM outbox_outboxmessage WHERE outbox_outboxmessage.channel = served.channel AND state = %s
    ORDER BY finished_at DESC LIMIT 1
), (
    SELECT last_error FROM outbox_outboxmessage WHERE outbox_outboxmessage.channel = served.channel AND state = %s
    AND last_error <> '' ORDER BY next_attempt_at, id LIMIT 1
) FROM unnest(%s::text[]) AS served (channel)
"""


@dataclass(frozen=True)
class Standing:
    """One channel now. `circuit` is None for a channel that never had trouble.

    `trouble`: why the next message that was tried in vain waits, in the words of the driver; "" for none.
    """

    channel: str
    waiting: int
    oldest_at: datetime | None
    dead: int
    sent_today: int
    last_sent_at: datetime | None
    circuit: Circuit | None
    trouble: str = ""

    @property
    def may_be_replayed(self) -> bool:
        """Whether what it sent can be sent once more."""
        return self.last_sent_at is not None and not registry.driver_of(self.channel).is_read_by_people

    @property
    def name(self) -> str:
        """What staff call it."""
        return registry.name_of(self.channel)


def standings() -> list[Standing]:
    """Every channel that somebody serves, by name; four queries, however many messages there are."""
    unsent = _unsent()
    sent, ends = _sent_today(), _ends()
    circuits = {circuit.channel: circuit for circuit in Circuit.objects.select_related("paused_by")}
    return [
        Standing(
            channel,
            *unsent.get(channel, (0, None, 0)),
            sent.get(channel, 0),
            ends[channel][0],
            circuits.get(channel),
            ends[channel][1],
        )
        for channel in registry.channels()
    ]


@dataclass(frozen=True)
class Troubled:
    """One receiver through whose circuit nothing leaves now."""

    receiver: Receiver
    circuit: Circuit


def troubled_receivers() -> list[Troubled]:
    """The receivers that do not answer or are paused, worst first, of all channels of many: a query a channel."""
    rows = Circuit.objects.filter(channel__contains="/").exclude(open_until=None, paused_at=None)
    found: dict[str, dict[str, Circuit]] = {}
    for circuit in rows.select_related("paused_by").order_by("opened_at", "channel")[:MOST_TROUBLED]:
        channel, _slash, key = circuit.channel.partition("/")
        found.setdefault(channel, {})[key] = circuit
    known = {channel: registry.driver_of(channel).receivers(keys) for channel, keys in _served(found).items()}
    return [
        Troubled(known[channel][key], circuit)
        for channel, keys in _served(found).items()
        for key, circuit in keys.items()
        if key in known[channel]
    ]


def _served(found: dict[str, dict[str, Circuit]]) -> dict[str, dict[str, Circuit]]:
    return {channel: keys for channel, keys in found.items() if channel in registry.channels()}


def _unsent() -> dict[str, tuple[int, datetime | None, int]]:
    rows = OutboxMessage.objects.exclude(state=State.SENT).order_by().values_list("channel")
    waiting = Q(state=State.WAITING)
    counted = rows.annotate(
        waits=Count("id", filter=waiting), oldest=Min("created_at", filter=waiting), died=Count("id", filter=~waiting)
    )
    return {channel: (number, oldest, dead) for channel, number, oldest, dead in counted}


def _sent_today() -> dict[str, int]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = OutboxMessage.objects.filter(state=State.SENT, finished_at__gte=midnight, channel__in=registry.channels())
    return dict(rows.order_by().values_list("channel").annotate(Count("id")))


def _ends() -> dict[str, tuple[datetime | None, str]]:
    """When each channel last sent, and what keeps the message that is tried next.

    Both stand at the end of an index: grouping would read every message that was ever sent.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, [State.SENT, State.WAITING, registry.channels()])
        return {channel: (at, _without_its_kind(trouble or "")) for channel, at, trouble in cursor.fetchall()}


def _without_its_kind(error: str) -> str:
    """A line of an error without the name of its class, which says nothing to an administrator."""
    kind, colon, words = error.partition(": ")
    return words if colon and kind.isidentifier() else error
