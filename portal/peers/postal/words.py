"""The closed lists of messages with the post office, one table each; assumed until a province agrees on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.dateparse import parse_date

from portal.peers.models.orders import OrderState

ORDER, AGAIN, RETURN, WHERE = "post.order", "post.again", "post.return", "post.where"
MANIFEST, MANIFEST_OFF = "post.manifest", "post.manifest_off"
MOVED = "parcel.moved"

#: Status in notices and answers.
STATES: dict[str, OrderState] = {
    "ACCEPTED": OrderState.ACCEPTED,
    "IN_TRANSIT": OrderState.IN_TRANSIT,
    "DELIVERED": OrderState.DELIVERED,
    "FAILED": OrderState.FAILED,
    "RETURNED": OrderState.RETURNED,
}
#: FlagConfig: the recipient pays the postage (what people read when they choose the post).
RECIPIENT_PAYS = "1"
#: The sender pays it: a corrected result is sent at the cost of whoever made the mistake (NĐ 61/2018 Đ21).
SENDER_PAYS = "2"


def day_told(text: Any) -> date | None:
    """The day that the post names (ISO 8601) for a delivery; None for what is none: it decides nothing, it is shown."""
    try:
        day = parse_date(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return day if day is not None and 2000 <= day.year < 2100 else None
