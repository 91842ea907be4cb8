"""What a channel must do, and the ways in which it may fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar


class Refused(Exception):
    """The other side will never take this message (unknown address, malformed): no use in trying again."""


class Unreachable(Exception):
    """The other side is away: every message of the channel waits, and none is blamed for it."""


class Driver(ABC):
    """A channel. Any other exception than the two above means: this message failed, try it again later."""

    channel: ClassVar[str]
    max_attempts: ClassVar[int] = 24
    #: Whether later messages of a key wait for a dead one: yes where order carries meaning.
    dead_blocks_key: ClassVar[bool] = False

    @abstractmethod
    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Hand the message over, or raise; may be called again with the same key (at least once)."""
