"""Taking a message in: kept once under the id that its sender gave it, whole, before anything is done about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal.national.messages.fields import moment_of
from portal.national.models import InboundMessage
from portal.outbox import standard_webhooks
from portal.outbox.waking import wake_on_commit

TAKE_IN = "national.take_in"
#: What proves who sent it and when, with the secret of that time.
_PROOF = (standard_webhooks.ID, standard_webhooks.TIMESTAMP, standard_webhooks.SIGNATURE)


class OtherBefore(Exception):
    """Another message came under this id: an id means one message for good."""


@transaction.atomic
def take(body: bytes, headers: Mapping[str, str], message: dict[str, Any]) -> tuple[InboundMessage, bool]:
    """Keep a message that was found authentic and readable; whether it is news. Raises OtherBefore."""
    message_id, digest = headers[standard_webhooks.ID], hashlib.sha256(body).hexdigest()
    kept, is_news = InboundMessage.objects.get_or_create(
        message_id=message_id,
        defaults={
            "service": message["service"],
            "key": message["data"].get("MaHoSo", ""),
            "digest": digest,
            "filed_there_at": moment_of(message["data"].get("NgayNopHoSo", "")),
            "received": {"body": body.decode(), "headers": {name: headers[name] for name in _PROOF}},
        },
    )
    if kept.digest != digest:
        raise OtherBefore(message_id)
    if is_news:
        wake_on_commit(TAKE_IN)
    return kept, is_news
