"""Ordering that the post fetches a result: written with the move that makes it ready, told by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from dossiers import posting, posting_replaced
from dossiers.models import Dossier
from dossiers.statuses import Status
from portal.peers import choosing
from portal.peers.drivers.base import Away, Message, PeerDriver
from portal.peers.models import Connection, PostalOrder
from portal.peers.models.orders import TO_DECIDE, UNDER_WAY, OrderState
from portal.peers.postal import parcels
from portal.peers.postal.parcels import Recipient
from portal.peers.postal.words import AGAIN, ORDER, RETURN, day_told
from portal.peers.sending import say

if TYPE_CHECKING:
    from datetime import date, datetime

#: States in which the parcel is not with the post yet, so that an order may simply be called off.
NOT_HANDED_OVER = (OrderState.WAITING, OrderState.ORDERED)
_LONGEST_CODE = 30
_LONGEST_REASON = 300
NO_ADDRESS = "Thiếu địa chỉ hoặc số điện thoại của người nhận."


def order_if_ready(dossier: Dossier) -> PostalOrder | None:
    """Order for a locked dossier whose result waits to go by post; None where none does or no post office serves it."""
    if not posting.may_be_posted(dossier) or dossier.postal_orders.filter(state__in=UNDER_WAY).exists():
        return None
    office = choosing.post_office(dossier)
    return make(dossier, office, Recipient.of(dossier)) if office else None


def make(dossier: Dossier, office: Connection, recipient: Recipient, *, sender_pays: bool = False) -> PostalOrder:
    """A fresh order for a locked dossier; one that nobody could deliver waits for the counter instead of the post."""
    if not recipient.is_complete:
        return lay_before_counter(dossier, office, recipient, NO_ADDRESS, sender_pays=sender_pays)
    order = _row(dossier, office, recipient, sender_pays=sender_pays)
    order.save()
    say(office, ORDER, order.dossier.code, {"order": order.pk}, order.number)
    return order


def lay_before_counter(
    dossier: Dossier, office: Connection, recipient: Recipient, reason: str, *, sender_pays: bool = True
) -> PostalOrder:
    """An order of which the post hears nothing before somebody at the counter decided, for a reason in words."""
    order = _row(dossier, office, recipient, sender_pays=sender_pays)
    order.state, order.reason = OrderState.REFUSED, reason
    order.save()
    return order


def _row(dossier: Dossier, office: Connection, recipient: Recipient, *, sender_pays: bool) -> PostalOrder:
    return PostalOrder(
        dossier=dossier,
        connection=office,
        unit=dossier.receiving_unit,
        number=f"{dossier.code}-B{dossier.postal_orders.count() + 1}",
        told=recipient.as_kept(),
        round=posting_replaced.round_of(dossier),
        sender_pays=sender_pays,
    )


def call_off(dossier: Dossier) -> None:
    """On a locked dossier: what is not with the post yet does not go; what was ordered is called off there, too.

    Of a result that somebody has in hand nothing is to decide any more.
    """
    here = dossier.postal_orders.filter(state__in=NOT_HANDED_OVER, handed_at=None)
    for order in here.select_related("connection"):
        if order.item_code:
            say(order.connection, RETURN, dossier.code, {"order": order.pk}, f"{order.number}/off")
        order.state, order.state_at = OrderState.CANCELLED, timezone.now()
        order.save(update_fields=["state", "state_at"])
    if dossier.status == Status.RETURNED:
        undecided = dossier.postal_orders.filter(state__in=TO_DECIDE, settled_at=None)
        undecided.update(settled_at=timezone.now())


def place(driver: PeerDriver, _connection: Connection, payload: dict[str, Any], message_id: str) -> None:
    """The worker: order it at the post and keep its code; nothing for one called off or decided about meanwhile."""
    order = PostalOrder.objects.select_related("unit").get(pk=payload["order"])
    if order.state == OrderState.CANCELLED or order.settled_at is not None:
        return
    told = parcels.as_told(order)
    answer = driver.send(Message(ORDER, told, message_id, order.unit.code))
    code = str(answer.get("ItemCode", ""))
    if not (code and code.isascii() and code.isprintable() and len(code) <= _LONGEST_CODE):
        raise Away("câu trả lời không có mã bưu gửi")
    _ordered(order.pk, code, day_told(answer.get("ExpectedDate")), timezone.now())


def _ordered(order_id: int, code: str, expected_on: date | None, now: datetime) -> None:
    """What the post told meanwhile by a notice stays: it is further on than the answer that was late.

    What it refused once and took when it was asked again asks for no decision any more.
    """
    order = PostalOrder.objects.select_for_update().get(pk=order_id)
    order.item_code, order.heard_at, order.expected_on = code, now, order.expected_on or expected_on
    if order.state in (OrderState.WAITING, OrderState.REFUSED) and order.settled_at is None:
        order.state, order.state_at, order.reason = OrderState.ORDERED, now, ""
    order.save(update_fields=["item_code", "heard_at", "expected_on", "state", "state_at", "reason"])


def refused(payload: dict[str, Any], words: str) -> None:
    """The post will not take the order, or not try again: the counter decides, the second time anew."""
    orders, reason = PostalOrder.objects.filter(pk=payload["order"]), words[:_LONGEST_REASON]
    if payload["type"] == AGAIN:
        orders.filter(state=OrderState.FAILED, dossier__status=Status.FINISHED).update(settled_at=None, reason=reason)
    else:
        waiting = orders.filter(state=OrderState.WAITING)
        waiting.update(state=OrderState.REFUSED, state_at=timezone.now(), reason=reason)
