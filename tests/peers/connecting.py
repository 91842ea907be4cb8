"""Connections, parcels and notices for tests, and the worker's rounds."""

from __future__ import annotations

import json
import time
import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import lifecycle
from dossiers.models import Dossier
from portal.accounts.models import User
from portal.outbox.delivery import deliver_due
from portal.outbox.models import Circuit, OutboxMessage, State
from portal.outbox.standard_webhooks import Signed, sign
from portal.peers.inbound import working
from portal.peers.models import Connection, PostalOrder
from tests.dossiers import filings, stages
from tests.dossiers.world import World

CUSTOMER = "HCM-01"
SECRET = "a-secret-that-we-sign-with-for-the-post"
NOTICE_SECRET = "a-secret-that-the-post-signs-with-for-us"


def connected(address: str, kind: str = "post", **changes: Any) -> Connection:
    """A connection in force since last year."""
    told = {
        "kind": kind,
        "driver": "post" if kind == "post" else "signed_json",
        "name": "Bưu điện Thành phố",
        "short_name": f"{kind}-1",
        "address": address,
        "account": CUSTOMER,
        "agency_code": "G09.99",
        "secret": SECRET,
        "notice_secret": NOTICE_SECRET,
        "active_from": timezone.localdate() - timedelta(days=365),
    }
    return Connection.objects.create(**(told | changes))


def as_(user: User) -> Client:
    """Somebody's browser."""
    client = Client()
    client.force_login(user)
    return client


def ready(world: World, **changes: Any) -> Dossier:
    """A dossier whose result was just signed and is to go by post; with a post office it is ordered."""
    return stages.issue(filings.approved(world, result_delivery="post", **changes))


def deliver() -> dict[str, int]:
    """Everything that waits for peers, as if every pause were over."""
    waiting = OutboxMessage.objects.filter(channel="peer", state=State.WAITING)
    waiting.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    Circuit.objects.filter(open_until__isnull=False).update(open_until=timezone.now() - timedelta(seconds=1))
    OutboxMessage.objects.exclude(channel="peer").delete()
    return dict(deliver_due())


def ordered(world: World) -> PostalOrder:
    """An order that the post has."""
    dossier = ready(world)
    deliver()
    return dossier.postal_orders.get()


def notice(order: PostalOrder, state: str, at: Any = None, **words: str) -> dict[str, Any]:
    """What the post tells of a parcel, now or at another moment."""
    moment = at or timezone.now()
    data = {"OrderNumber": order.number, "ItemCode": order.item_code, "Status": state, "StatusTime": moment.isoformat()}
    return {"type": "parcel.moved", "data": data | words}


def signed(told: dict[str, Any] | bytes, name: str = "", secret: str = NOTICE_SECRET, at: float = 0) -> Signed:
    """A notice as its sender signs it; under an id of its own unless one is given."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return sign(body, name or f"tin-{uuid.uuid4().hex}", int(at or time.time()), secret)


def knock(connection: Connection, message: Signed, headers: dict[str, str] | None = None) -> Any:
    """Hand a signed message in at the door of a connection."""
    address = reverse("peer-door", args=[connection.public_id])
    told = {**message.headers, **(headers or {})}
    return Client().post(address, message.body, content_type="application/json", headers=told)


def tell(order: PostalOrder, state: str, at: Any = None, **words: str) -> None:
    """The post tells, and the worker does what it heard."""
    assert knock(order.connection, signed(notice(order, state, at, **words))).status_code == 202
    working.take_due()
    order.refresh_from_db()


def fresh(dossier: Dossier) -> Dossier:
    """The dossier as it stands in the database."""
    return Dossier.objects.get(pk=dossier.pk)


def acts(dossier: Dossier) -> list[str]:
    """What happened to a dossier since its result was there."""
    actions = list(dossier.events.values_list("action", flat=True))
    return actions[actions.index("issue") + 1 :]


def locked(dossier: Dossier) -> Any:
    """The lock under which apps act on a dossier."""
    return lifecycle.locked(dossier)


def parcel(dossier: Dossier, office: Connection, state: str = "ordered", **changes: Any) -> PostalOrder:
    """An order put straight into a state, for what looks at orders and sends nothing."""
    told = {"name": "Nguyễn Thị Lan", "phone": "+84901234567", "street": "12 Lê Lợi", "commune": "Phường Sài Gòn"}
    fresh_one = {
        "dossier": dossier,
        "connection": office,
        "unit": dossier.receiving_unit,
        "number": f"{dossier.code}-B{dossier.postal_orders.count() + 1}",
        "told": told,
        "state": state,
    }
    return PostalOrder.objects.create(**(fresh_one | changes))
