"""Trying a connection: a button that the worker answers, since no page waits for another system."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.outbox import circuits
from portal.outbox.drivers import registry
from portal.peers.drivers.base import Away, Message, PeerDriver, Rejected
from portal.peers.models import Connection
from portal.peers.sending import CHANNEL, say

TEST = "peer.test"
GOOD = "Đã trả lời và nhận ra chúng ta"
_LONGEST = 300


@transaction.atomic
def ask(connection: Connection) -> None:
    """Let the worker try it; it waits behind no other message, nor for the rest of an open circuit."""
    circuits.close(circuit_of(connection))
    Connection.objects.filter(pk=connection.pk).update(trial_asked_at=timezone.now())
    say(connection, TEST, TEST, {}, str(uuid.uuid4()))


def circuit_of(connection: Connection) -> str:
    """The name of the circuit of a connection."""
    return registry.circuit_of(CHANNEL, f"{connection.pk}/")


def deliver(driver: PeerDriver, connection: Connection, _payload: dict[str, Any], message_id: str) -> None:
    """The worker: whatever comes of it is the answer, so a test is never tried again."""
    try:
        driver.try_out(Message(TEST, {}, message_id))
    except (Away, Rejected) as error:
        _note(connection, str(error), is_good=False)
    else:
        _note(connection, GOOD, is_good=True)


def _note(connection: Connection, words: str, *, is_good: bool) -> None:
    now = timezone.now()
    tried = {"tried_at": now, "trial_answer": words[:_LONGEST], "is_trial_good": is_good}
    tried |= {"answered_at": now} if is_good else {}
    Connection.objects.filter(pk=connection.pk).update(**tried)
