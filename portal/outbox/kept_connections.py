"""Connections to other systems that stay open for the next message; each is of one host at one network address.

A kept connection saves its handshake, never a check: who takes one says which addresses the name was just judged to
have, and gets one that was made to such an address or none. Kept for a process, shared by its lanes.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

#: Shorter than servers and proxies usually keep theirs (60 to 75 s), so that few are found shut by the other side.
KEPT_SECONDS = 30.0
MOST_KEPT = 64
MOST_KEPT_OF_A_HOST = 4

#: Scheme, host and port: TLS was proved for this name.
Place = tuple[str, str, int]


class Closable(Protocol):
    """A connection, whatever it speaks."""

    def close(self) -> None:
        """End it; never raises, and waits for nobody."""


Connection = TypeVar("Connection", bound=Closable)


@dataclass(frozen=True)
class Kept(Generic[Connection]):
    """A connection with the network address it was made to, and since when it rests."""

    connection: Connection
    ip: str
    since: float


class KeptConnections(Generic[Connection]):
    """The connections of one process that nobody uses now, the latest used first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._resting: dict[Place, list[Kept[Connection]]] = {}
        self._lock = threading.Lock()
        self._process = os.getpid()

    def take(self, place: Place, allowed: Collection[str]) -> Kept[Connection] | None:
        """The latest used connection to one of these addresses, no longer kept here; those grown old are closed."""
        with self._lock:
            self._forget_those_of_a_parent()
            self._close_old_ones()
            rows = self._resting.get(place, [])
            found = next((one for one in reversed(rows) if one.ip in allowed), None)
            if found is not None:
                rows.remove(found)
        return found

    def put(self, place: Place, connection: Connection, ip: str) -> None:
        """Keep one for the next message, or close it where enough are kept."""
        with self._lock:
            self._forget_those_of_a_parent()
            rows = self._resting.setdefault(place, [])
            is_room = len(rows) < MOST_KEPT_OF_A_HOST and sum(map(len, self._resting.values())) < MOST_KEPT
            if is_room:
                rows.append(Kept(connection, ip, time.monotonic()))
        if not is_room:
            connection.close()

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            for one in self._all():
                one.connection.close()
            self._resting.clear()

    def _all(self) -> list[Kept[Connection]]:
        return [one for rows in self._resting.values() for one in rows]

    def _close_old_ones(self) -> None:
        oldest = time.monotonic() - KEPT_SECONDS
        for place, rows in list(self._resting.items()):
            for one in [row for row in rows if row.since < oldest]:
                one.connection.close()
                rows.remove(one)
            if not rows:
                del self._resting[place]

    def _forget_those_of_a_parent(self) -> None:
        """After a fork the parent goes on with its connections; two processes on one would mix their messages."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._resting.clear()
