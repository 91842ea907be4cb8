"""Putting a message for a peer into the outbox, in the transaction of the change it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.outbox.putting import put

if TYPE_CHECKING:
    from portal.outbox.models import OutboxMessage
    from portal.peers.models import Connection

CHANNEL = "peer"


def say(connection: Connection, kind: str, key: str, told: dict[str, Any], once: str) -> OutboxMessage:
    """Messages of one `key` (a dossier's code) reach a peer in order; `once` makes the same thing said once.

    `told` names rows; what it says of them is written when the message leaves.
    """
    payload = {"connection": connection.pk, "type": kind, **told}
    return put(CHANNEL, f"{connection.pk}/{key}", payload, f"{connection.pk}/{kind}/{once}")
