"""What the post tells of a parcel, and asking after one of which nothing was heard.

Each move is kept once, whatever the order in which they come. Where the parcel is now is read from all of them, by the
moment at which things happened; who was told last does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from jsonschema import Draft202012Validator

from dossiers import lifecycle, posting, posting_replaced, returning
from dossiers.models import Dossier
from dossiers.statuses import ResultDelivery, Status
from portal.peers.drivers.base import Done, Message, PeerDriver, Rejected, Schema
from portal.peers.models import Connection, PostalEvent, PostalOrder
from portal.peers.models.orders import TO_DECIDE, TOLD_BY_POST, UNDER_WAY, OrderState
from portal.peers.postal import replaced
from portal.peers.postal.parcels import Recipient
from portal.peers.postal.words import STATES, WHERE, day_told
from portal.vietnamese import normalise

#: A clock that runs ahead by more than this tells of the future.
AHEAD = timedelta(minutes=10)
_NUMBER = {"type": "string", "minLength": 1, "maxLength": 50}
_MOVE: dict[str, Schema] = {
    "Status": {"enum": sorted(STATES)},
    "StatusTime": {"type": "string", "minLength": 20, "maxLength": 35},
    "Place": {"type": "string", "maxLength": 200},
    "Reason": {"type": "string", "maxLength": 300},
    "ReceivedBy": {"type": "string", "maxLength": 200},
    "ExpectedDate": {"type": "string", "maxLength": 10},
}
SCHEMA: Schema = {
    "type": "object",
    "properties": {"OrderNumber": _NUMBER, "ItemCode": {"type": "string", "maxLength": 30}, **_MOVE},
    "required": ["OrderNumber", "Status", "StatusTime"],
    "additionalProperties": False,
}
#: What is answered of a way; other fields beside those of a move say nothing new.
_WAY = Draft202012Validator(
    {"type": "array", "items": {"type": "object", "properties": _MOVE, "required": ["Status", "StatusTime"]}}
)


@dataclass(frozen=True)
class Move:
    """One thing that happened to a parcel."""

    state: OrderState
    at: datetime
    place: str = ""
    reason: str = ""
    received_by: str = ""
    #: The day on which the post means to deliver it.
    expected_on: date | None = None

    @classmethod
    def read(cls, told: dict[str, Any]) -> Move:
        """What a notice or an answer tells. Raises Rejected for what is no moment, or one that has not come."""
        try:
            at = parse_datetime(told["StatusTime"])
        except ValueError:
            at = None
        if at is None or at.tzinfo is None or at.year < 2000 or at > timezone.now() + AHEAD:
            raise Rejected("StatusTime không phải một thời điểm đã qua, có múi giờ.")
        place, reason, received_by = (normalise(told.get(name, "")) for name in ("Place", "Reason", "ReceivedBy"))
        expected_on = day_told(told.get("ExpectedDate"))
        return cls(STATES[told["Status"]], at, place, reason, received_by, expected_on)


def take(connection: Connection, data: dict[str, Any]) -> Done:
    """The worker, on a notice: keep the move and follow it. Raises Rejected for a parcel that is not this post's."""
    order = connection.orders.filter(number=data["OrderNumber"]).select_related("dossier").first()
    if order is None:
        raise Rejected("Không có đơn nào mang số này.")
    state = follow(order, [Move.read(data)], data.get("ItemCode", ""))
    return Done(str(state.label), order.dossier)


def where(driver: PeerDriver, connection: Connection, payload: dict[str, Any], message_id: str) -> None:
    """The worker, of a parcel long unheard of: ask for its whole way and follow what was missed."""
    order = PostalOrder.objects.select_related("dossier", "unit").get(pk=payload["order"], connection=connection)
    answer = driver.ask(Message(WHERE, {"OrderNumber": order.number}, message_id, order.unit.code))
    moves = answer.get("Moves", [])
    if not _WAY.is_valid(moves):
        raise Rejected("hành trình không đọc được")
    follow(order, [Move.read(one) for one in moves])


@transaction.atomic
def follow(order: PostalOrder, moves: Sequence[Move], item_code: str = "") -> OrderState:
    """Keep moves and bring order and dossier to where the parcel is; told again it is no change."""
    with lifecycle.locked(order.dossier) as dossier:
        held = PostalOrder.objects.select_for_update(of=("self",)).select_related("connection").get(pk=order.pk)
        PostalEvent.objects.bulk_create([_row(held, one) for one in moves], ignore_conflicts=True)
        held.heard_at, held.item_code = timezone.now(), held.item_code or item_code
        held.save(update_fields=["heard_at", "item_code"])
        now = max(held.events.all(), key=_place_on_the_way, default=None)
        if now is not None and (held.state, held.state_at) != (now.state, now.at) and not _is_overtaken(held, now):
            receivers = [one.received_by for one in moves if one.state == OrderState.DELIVERED]
            _bring_to(held, now, dossier, next(filter(None, receivers), ""))
    return OrderState(held.state)


def _row(order: PostalOrder, move: Move) -> PostalEvent:
    return PostalEvent(
        order=order,
        state=move.state,
        at=move.at,
        place=move.place,
        reason=move.reason,
        expected_on=move.expected_on,
    )


def _place_on_the_way(event: PostalEvent) -> tuple[bool, bool, datetime, int]:
    """Delivered is delivered and returned is returned, whatever clocks say; before that the last moment counts."""
    state = OrderState(event.state)
    is_over = state == OrderState.DELIVERED, state == OrderState.RETURNED
    return *is_over, event.at, TOLD_BY_POST.index(state)


def _is_overtaken(order: PostalOrder, event: PostalEvent) -> bool:
    """Whether another parcel of the same paper is on its way: this one can't be on its way again."""
    others = PostalOrder.objects.filter(dossier=order.dossier_id, round=order.round, state__in=UNDER_WAY)
    return event.state in UNDER_WAY and others.exclude(pk=order.pk).exists()


def _bring_to(order: PostalOrder, event: PostalEvent, dossier: Dossier, received_by: str) -> None:
    """The order first: what follows the dossier's move must find it where it is."""
    order.state, order.state_at, order.place, order.reason = event.state, event.at, event.place, event.reason
    is_by_post = _waits_for(order, dossier)
    # What the counter keeps, or has handed out, asks for no decision when the parcel comes back.
    order.settled_at = None if is_by_post or event.state not in TO_DECIDE else timezone.now()
    order.expected_on = event.expected_on or order.expected_on
    order.save(update_fields=["state", "state_at", "place", "reason", "settled_at", "expected_on"])
    if replaced.is_superseded(order):
        if event.state == OrderState.FAILED:
            replaced.call_back(order)
    elif event.state == OrderState.DELIVERED:
        _delivered(order, event, dossier, received_by or Recipient.kept(order).name)
    elif is_by_post:
        _on_its_way(order, event, dossier)


def _waits_for(order: PostalOrder, dossier: Dossier) -> bool:
    """Whether the dossier's result is in this parcel: not out yet, or corrected after it was and sent again."""
    if dossier.result_delivery != ResultDelivery.POST or replaced.is_superseded(order):
        return False
    return dossier.status == Status.FINISHED or _was_made_after_return(order, dossier)


def _was_made_after_return(order: PostalOrder, dossier: Dossier) -> bool:
    if dossier.status != Status.RETURNED or dossier.returned_at is None:
        return False
    return dossier.returned_at < order.made_at


def _delivered(order: PostalOrder, event: PostalEvent, dossier: Dossier, recipient: str) -> None:
    carrier, at = order.connection.name, min(event.at, timezone.now())
    if dossier.status == Status.FINISHED:
        returning.delivered_by_post(dossier, carrier, recipient=recipient, at=at)
    elif _was_made_after_return(order, dossier):
        posting_replaced.delivered(dossier, carrier, recipient=recipient, at=at, since=order.made_at)


def _on_its_way(order: PostalOrder, event: PostalEvent, dossier: Dossier) -> None:
    carrier = order.connection.name
    if event.state in TO_DECIDE:
        posting.post_failed(dossier, carrier, event.reason or str(OrderState(event.state).label))
    else:
        note = f"Mã bưu gửi {order.item_code}." if order.item_code else ""
        posting.hand_to_post(dossier, carrier, note, sender_pays=order.sender_pays)
