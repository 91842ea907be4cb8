"""The closed lists of messages with the post office, one table each; assumed until a province agrees on them."""

from __future__ import annotations

from portal.peers.models.orders import OrderState

ORDER, AGAIN, RETURN, WHERE = "post.order", "post.again", "post.return", "post.where"
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
