"""Putting a message into the outbox, in the transaction of the change it speaks of."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.outbox.drivers import registry
from portal.outbox.models import OutboxMessage
from portal.outbox.resting import Rest
from portal.outbox.tasks import deliver_outbox

log = structlog.get_logger(__name__)
#: A broker that did not answer is left alone for this long; beat delivers meanwhile.
broker_rest = Rest(seconds=5.0)


class NotInTransaction(RuntimeError):
    """`put` was called outside of a transaction: the message could leave without its change, or the reverse."""


def put(channel: str, key: str, payload: dict[str, Any], idempotency_key: str) -> OutboxMessage:
    """Write a message that leaves after the commit; the same idempotency key again gives the message of before.

    Messages of one channel and key leave in order; an empty key asks for no order. UnknownChannel when nobody
    serves the channel, NotInTransaction outside of `transaction.atomic`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("call outbox.put inside the transaction of the change it tells")
    registry.driver_of(channel)
    message, is_new = OutboxMessage.objects.get_or_create(
        channel=channel, idempotency_key=idempotency_key, defaults={"key": key, "payload": payload}
    )
    if is_new:
        _kick_on_commit()
    return message


def _kick_on_commit() -> None:
    """Wake a worker once per transaction, however many messages it wrote."""
    waiting = transaction.get_connection().run_on_commit
    if not any(entry[1] is kick for entry in waiting):
        transaction.on_commit(kick, robust=True)


def kick() -> None:
    """Wake a worker now; with the broker away log it and leave the work to beat, within half a second."""
    if broker_rest.is_on:
        return
    try:
        deliver_outbox.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        broker_rest.start()
        log.warning("outbox_kick_failed", error=type(error).__name__)
