"""Messages and channels for tests."""

# factory_boy's declarations have no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from factory.declarations import LazyAttribute, Sequence
from factory.django import DjangoModelFactory

from portal.outbox.drivers import registry
from portal.outbox.drivers.base import Driver
from portal.outbox.models import OutboxMessage


class OutboxMessageFactory(DjangoModelFactory[OutboxMessage]):
    """A message that waits, on the channel of `RecordingDriver`."""

    class Meta:
        model = OutboxMessage

    channel = "test"
    idempotency_key = Sequence(lambda number: f"message {number}")
    payload = LazyAttribute(lambda message: {"text": message.idempotency_key})


class RecordingDriver(Driver):
    """Writes down what it delivers; `react` may raise instead."""

    channel = "test"
    max_attempts = 3

    def __init__(self) -> None:
        """Start with nothing delivered."""
        self.delivered: list[str] = []
        self.react: Callable[[dict[str, Any]], None] = lambda payload: None

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Deliver, or fail as told."""
        self.react(payload)
        self.delivered.append(idempotency_key)


@contextmanager
def channel(driver: Driver) -> Iterator[Driver]:
    """Open a channel for the length of a test."""
    registry.register(driver)
    try:
        yield driver
    finally:
        registry._drivers.pop(driver.channel)


def make_message(**fields: Any) -> OutboxMessage:
    """Make a message that waits."""
    made: OutboxMessage = OutboxMessageFactory.create(**fields)
    return made
