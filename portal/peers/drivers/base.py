"""What a peer can do: take what we send, answer what we ask, tell us by notices. And the ways in which it may fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from portal.peers.kinds import PeerKind

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from dossiers.models import Dossier
    from portal.peers.models import Connection

Answer = dict[str, Any]
#: A JSON Schema (2020-12) of what a notice says.
Schema = dict[str, Any]


class Away(Exception):
    """Nobody answers there, or nobody lets us in: everything for this peer waits, and no message is blamed."""


class Rejected(Exception):
    """The peer will never take this message. Its words are for staff and name nobody."""


@dataclass(frozen=True)
class Reached:
    """How a connection is reached. Its secret never appears in a representation."""

    address: str
    account: str
    agency_code: str
    secret: str = field(repr=False)

    @classmethod
    def of(cls, connection: Connection) -> Reached:
        """What a driver must know of a connection."""
        return cls(connection.address, connection.account, connection.agency_code, connection.secret)


@dataclass(frozen=True)
class Message:
    """One thing to say; `id` is the same each time it is said, so that who has it knows it again."""

    type: str
    data: dict[str, Any]
    id: str
    #: The agency code of the unit that says it (mã định danh, QĐ 20/2020/QĐ-TTg).
    sender: str = ""


@dataclass(frozen=True)
class Done:
    """What came of a notice, in words that name nobody, with the dossier it was about, if any."""

    outcome: str
    dossier: Dossier | None = None


@dataclass(frozen=True)
class NoticeKind:
    """A notice that a peer may hand in: how it looks, and what is done about it (in a transaction of the worker)."""

    schema: Schema
    take: Callable[[Connection, dict[str, Any]], Done]


class PeerDriver(ABC):
    """A way of speaking with a system. Made anew for each message: it keeps nothing."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    kinds: ClassVar[frozenset[PeerKind]]
    notices: ClassVar[Mapping[str, NoticeKind]] = {}

    def __init__(self, reached: Reached) -> None:
        """Speak with whom this reaches."""
        self.reached = reached

    @abstractmethod
    def send(self, message: Message) -> Answer:
        """Say it and give the answer ({} where there is none). Raises Away, Rejected."""

    @abstractmethod
    def ask(self, message: Message) -> Answer:
        """Ask something that changes nothing there. Raises Away, Rejected."""

    @abstractmethod
    def try_out(self, message: Message) -> None:
        """See whether the peer answers and knows us, leaving nothing there. Raises Away, Rejected."""
