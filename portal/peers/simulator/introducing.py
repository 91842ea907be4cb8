"""The simulated post office in the registry: it writes itself in, so that a newcomer has a post to send with."""

from __future__ import annotations

from portal.outbox.standard_webhooks import new_secret
from portal.peers.drivers.post import PostOffice
from portal.peers.kinds import PeerKind
from portal.peers.models import Connection

SHORT_NAME, CUSTOMER = "Bưu điện mô phỏng", "DEMO"


def introduce(address: str) -> Connection:
    """The connection of the demonstration, at the address where the simulator listens today."""
    fresh = {
        "kind": PeerKind.POST,
        "driver": PostOffice.name,
        "name": "Bưu điện (mô phỏng)",
        "account": CUSTOMER,
        "is_simulated": True,
        "secret": new_secret(),
        "notice_secret": new_secret(),
    }
    connection, _is_new = Connection.objects.update_or_create(
        short_name=SHORT_NAME,
        is_simulated=True,
        defaults={"address": address},
        create_defaults=fresh | {"address": address},
    )
    return connection
