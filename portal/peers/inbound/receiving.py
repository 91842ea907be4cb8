"""Taking a notice in: kept once under the id that its sender gave it, whole, before anything is done about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal.outbox import standard_webhooks
from portal.outbox.waking import wake_on_commit
from portal.peers.models import Connection, PeerNotice

TAKE_IN = "peers.take_in"
#: What proves who sent it and when, with the secret of that time.
_PROOF = (standard_webhooks.ID, standard_webhooks.TIMESTAMP, standard_webhooks.SIGNATURE)


class OtherBefore(Exception):
    """Another notice came under this id: an id means one notice for good."""


@transaction.atomic
def take(
    connection: Connection, body: bytes, headers: Mapping[str, str], notice: dict[str, Any]
) -> tuple[PeerNotice, bool]:
    """Keep a notice that was found authentic and readable; whether it is news. Raises OtherBefore."""
    digest = hashlib.sha256(body).hexdigest()
    kept, is_news = PeerNotice.objects.get_or_create(
        connection=connection,
        message_id=headers[standard_webhooks.ID],
        defaults={
            "type": notice["type"],
            "digest": digest,
            "received": {"body": body.decode(), "headers": {name: headers[name] for name in _PROOF}},
        },
    )
    if kept.digest != digest:
        raise OtherBefore(kept.message_id)
    if is_news:
        wake_on_commit(TAKE_IN)
    return kept, is_news
