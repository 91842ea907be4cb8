"""Putting a message into the outbox, in the transaction of the change it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal.outbox.drivers import registry
from portal.outbox.models import OutboxMessage
from portal.outbox.waking import wake, wake_on_commit

DELIVER = "outbox.deliver"


class NotInTransaction(RuntimeError):
    """`put` was called outside of a transaction: the message could leave without its change, or the reverse."""


def put(channel: str, key: str, payload: dict[str, Any], idempotency_key: str) -> OutboxMessage:
    """Write a message that leaves after the commit; the same idempotency key again gives the message of before.

    Messages of one channel and key leave in order; an empty key asks for no order. UnknownChannel when nobody
    serves the channel, NotInTransaction outside of `transaction.atomic`.
    """
    message = OutboxMessage(channel=channel, key=key, payload=payload, idempotency_key=idempotency_key)
    _write([message])
    return message


def put_many(
    channel: str, payloads: Mapping[str, dict[str, Any]], keys: Mapping[str, str] | None = None
) -> list[OutboxMessage]:
    """Write messages, each under its idempotency key: one statement for all. Errors as those of `put`.

    `keys` are those of their order, by idempotency key; without one a message leaves in any order.
    """
    order = keys or {}
    messages = [
        OutboxMessage(channel=channel, key=order.get(once, ""), payload=told, idempotency_key=once)
        for once, told in payloads.items()
    ]
    if messages:
        _write(messages)
    return messages


def _write(messages: list[OutboxMessage]) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("call outbox.put inside the transaction of the change it tells")
    registry.driver_of(messages[0].channel)
    # One statement for "write it unless it is there": the no-change update only makes PostgreSQL give the id.
    OutboxMessage.objects.bulk_create(
        messages,
        update_conflicts=True,
        unique_fields=["channel", "idempotency_key"],
        update_fields=["idempotency_key"],
    )
    wake_on_commit(DELIVER)


def kick() -> None:
    """Wake a worker now to deliver what is due."""
    wake(DELIVER)
