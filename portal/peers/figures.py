"""How each connection stands: what waits and since when, what left today, what died, and whether anything may leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import CharField, Count, F, Func, Min, Q, QuerySet, Value
from django.utils import timezone

from portal.outbox.models import Circuit, OutboxMessage, State
from portal.peers import trying
from portal.peers.models import PeerNotice
from portal.peers.models.notices import NoticeState
from portal.peers.sending import CHANNEL

if TYPE_CHECKING:
    from portal.peers.models import Connection


@dataclass(frozen=True)
class Health:
    """One connection now. `circuit` is None for one that never had trouble; `dead_notices` came in and wait for us."""

    connection: Connection
    circuit: Circuit | None
    waiting: int = 0
    oldest_at: datetime | None = None
    dead: int = 0
    sent_today: int = 0
    dead_notices: int = 0


def of(connections: Sequence[Connection]) -> list[Health]:
    """Each connection with its figures; four queries, however many connections and messages there are."""
    names = {one.pk: trying.circuit_of(one) for one in connections}
    circuits = Circuit.objects.filter(channel__in=names.values()).select_related("paused_by").in_bulk()
    receivers = [str(pk) for pk in names]
    unsent, sent = _unsent(receivers), _sent_today(receivers)
    dead = PeerNotice.objects.filter(connection__in=names, state=NoticeState.DEAD).order_by()
    notices = dict(dead.values_list("connection").annotate(Count("pk")))
    return [
        Health(
            one,
            circuits.get(names[one.pk]),
            *unsent.get(str(one.pk), (0, None, 0)),
            sent.get(str(one.pk), 0),
            notices.get(one.pk, 0),
        )
        for one in connections
    ]


def messages_to(*receivers: str) -> QuerySet[OutboxMessage]:
    """What was said to connections (by their primary keys) or waits to be."""
    return OutboxMessage.objects.filter(channel=CHANNEL).alias(receiver=_receiver()).filter(receiver__in=receivers)


def _receiver() -> Func:
    return Func(F("key"), Value("/"), Value(1), function="split_part", output_field=CharField())


def _unsent(receivers: list[str]) -> dict[str, tuple[int, datetime | None, int]]:
    waiting = Q(state=State.WAITING)
    rows = messages_to(*receivers).exclude(state=State.SENT).order_by().values_list(_receiver())
    counted = rows.annotate(
        waits=Count("id", filter=waiting), oldest=Min("created_at", filter=waiting), died=Count("id", filter=~waiting)
    )
    return {receiver: (number, oldest, died) for receiver, number, oldest, died in counted}


def _sent_today(receivers: list[str]) -> dict[str, int]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = messages_to(*receivers).filter(state=State.SENT, finished_at__gte=midnight)
    return dict(rows.order_by().values_list(_receiver()).annotate(Count("id")))
