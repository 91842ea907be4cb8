"""The channel "peer" of the outbox: every connection is a receiver of its own, with a circuit of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from portal.outbox import webhooks
from portal.outbox.drivers.base import Driver, Receiver, Refused, Unreachable
from portal.peers import telling, trying
from portal.peers.drivers import registry
from portal.peers.drivers.base import Away, PeerDriver, Rejected
from portal.peers.models import Connection
from portal.peers.postal import deciding, manifests, notices, ordering
from portal.peers.postal.words import AGAIN, MANIFEST, MANIFEST_OFF, ORDER, RETURN, WHERE
from portal.peers.sending import CHANNEL

#: What a message does, given how to speak, with whom, what it names, and the id under which the peer knows it.
Act = Callable[[PeerDriver, Connection, dict[str, Any], str], None]
ACTS: dict[str, Act] = {
    trying.TEST: trying.deliver,
    telling.MOVED: telling.deliver,
    ORDER: ordering.place,
    AGAIN: deciding.tell,
    RETURN: deciding.tell,
    WHERE: notices.where,
    MANIFEST: manifests.tell,
    MANIFEST_OFF: manifests.tell,
}
#: How exactly the last answer is known: each message writing it would make those of one connection wait in line.
_EXACTLY = timedelta(minutes=1)


class PeerChannel(Driver):
    """Payload: {"connection", "type", …}. A peer that is away costs delay and blames no message."""

    channel = CHANNEL
    name = gettext_lazy("Các hệ thống liên thông khác")
    has_receivers = True
    max_attempts = 48
    most_lanes = 8

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Do what the message says; Refused for one that the peer will never take, or whose connection has ended."""
        connection = Connection.objects.filter(pk=payload["connection"]).first()
        if connection is None or connection.driver not in registry.DRIVERS:
            raise Refused("kết nối này không còn")
        if not connection.is_in_force() and payload["type"] != trying.TEST:
            raise Refused("kết nối này không có hiệu lực hôm nay")
        message_id = webhooks.message_id(f"{CHANNEL}/{idempotency_key}")
        try:
            # What it writes here is kept in Vietnamese, whatever language the process speaks.
            with override("vi"):
                ACTS[payload["type"]](registry.driver_for(connection), connection, payload, message_id)
        except Rejected as failure:
            raise Refused(str(failure)) from failure
        except Away as failure:
            raise Unreachable(str(failure)) from failure
        if payload["type"] != trying.TEST:
            _answered(connection)

    def receivers(self, keys: Collection[str]) -> dict[str, Receiver]:
        """The connections by their names."""
        found = Connection.objects.filter(pk__in=[key for key in keys if key.isdecimal()])
        return {str(one.pk): Receiver(one.name, reverse("peers:connection", args=[one.pk])) for one in found}

    def note_failure(self, payload: dict[str, Any], error: Exception) -> None:
        """An order that the post will not take, or not try again, is for the counter to decide."""
        if payload["type"] in (ORDER, AGAIN) and isinstance(error, Refused):
            ordering.refused(payload, str(error))


def _answered(connection: Connection) -> None:
    now = timezone.now()
    rows = Connection.objects.filter(pk=connection.pk).filter(Q(answered_at=None) | Q(answered_at__lt=now - _EXACTLY))
    rows.update(answered_at=now)
