"""The ways of speaking with other systems; a new one takes its line here and passes the same contract tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.peers.drivers.base import PeerDriver, Reached
from portal.peers.drivers.post import PostOffice
from portal.peers.drivers.signed_json import SignedJson
from portal.peers.kinds import PeerKind

if TYPE_CHECKING:
    from portal.peers.models import Connection

DRIVERS: dict[str, type[PeerDriver]] = {driver.name: driver for driver in (PostOffice, SignedJson)}


def driver_for(connection: Connection) -> PeerDriver:
    """The driver of a connection. KeyError for one that this version does not know any more."""
    return DRIVERS[connection.driver](Reached.of(connection))


def fits(driver: str, kind: str) -> bool:
    """Whether a way is one for a kind of system."""
    return driver in DRIVERS and PeerKind(kind) in DRIVERS[driver].kinds
