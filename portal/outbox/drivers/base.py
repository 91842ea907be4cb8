"""What a channel must do, and the ways in which it may fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from django.utils.functional import Promise


class Refused(Exception):
    """The other side will never take this message (unknown address, malformed): no use in trying again."""


class Unreachable(Exception):
    """The other side is away: every message of the channel waits, and none is blamed for it."""


class Declined(Unreachable):
    """The other side says that it takes nothing now: what was tried did not arrive, and is as good as never tried."""


class Unanswered(Exception):
    """Nobody answered this call: the message is blamed as for any failure, and the circuit counts it.

    For receivers that may never come back: what waits for them must end some day.
    """


class Postponed(Exception):
    """Nobody was called, since this message may leave only later (nobody is woken at night); it is not blamed."""

    def __init__(self, until: datetime) -> None:
        """Wait until then."""
        super().__init__(f"waits until {until:%H:%M %d/%m}")
        self.until = until


@dataclass(frozen=True)
class Receiver:
    """One receiver of a channel of many, for pages of staff: what it is called, and where it is looked after."""

    name: str
    url: str


class Driver(ABC):
    """A channel. Any other exception than those above means: this message failed, try it again later."""

    channel: ClassVar[str]
    #: What staff read of it; the code where a channel has no name.
    name: ClassVar[str | Promise] = ""
    max_attempts: ClassVar[int] = 24
    #: Whether later messages of a key wait for a dead one: yes where order carries meaning.
    dead_blocks_key: ClassVar[bool] = False
    #: After how many calls in a row that nobody answered the channel is left alone; 0: never.
    opens_after: ClassVar[int] = 5
    #: Whether each try is noted before it is made, so that a later one knows of it (`deliver_again`) even when the
    #: worker died in between. Costs a commit a message.
    notes_tries: ClassVar[bool] = False

    #: Whether people read what it brings: who is told a second time would read it twice, so nothing is sent again.
    is_read_by_people: ClassVar[bool] = False
    #: Whether a message's key begins with its receiver, as "17/…": each receiver then has a circuit of its own.
    has_receivers: ClassVar[bool] = False
    #: How many messages of different keys leave side by side from one worker, at most.
    most_lanes: ClassVar[int] = 4

    @abstractmethod
    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Hand the message over, or raise; may be called again with the same key (at least once)."""

    def deliver_again(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Hand over a message that an earlier try may have brought there already; asked of those that note tries."""
        self.deliver(payload, idempotency_key)

    def most_together(self) -> int:
        """How many messages of different keys one call may carry; only channels that note tries have more than one."""
        return 1

    def deliver_together(self, payloads: Sequence[dict[str, Any]]) -> None:
        """Hand over several messages, none of which was tried before, in one call.

        Whatever else than Unreachable is raised says nothing of any one of them: each is tried again by itself.
        """
        raise NotImplementedError

    def note_failure(self, payload: dict[str, Any], error: Exception) -> None:  # noqa: B027 - most keep nothing
        """Keep what is worth keeping of a try that failed; whatever `deliver` itself wrote is undone by then."""

    def receivers(self, keys: Collection[str]) -> dict[str, Receiver]:
        """The receivers by what their messages' keys begin with, of a channel that has any; one query for all."""
        return {}
