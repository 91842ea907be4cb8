"""Telling other systems of money: the webhooks `payment.paid`, `payment.refunded` and `payment.refund_failed`.

They name no person.
"""

from __future__ import annotations

from typing import Any

from payments.hooks import CameBack, Follower, Paid, Refunded
from payments.models import Order
from portal.outbox import webhooks

PAID, REFUNDED, REFUND_FAILED = "payment.paid", "payment.refunded", "payment.refund_failed"


def tell_paid(paid: Paid) -> None:
    """Once an order is paid, also one of 0 đồng; told again when it is paid again after a mistake at the till."""
    if not webhooks.is_asked_for(PAID):
        return
    order = paid.order
    at = order.paid_at.isoformat() if order.paid_at else None
    data = {**_told(order), "amount_dong": order.kept_dong, "paid_at": at}
    _publish(PAID, order, data, f"{order.public_id}/{order.events.count()}")


def tell_refunded(refunded: Refunded) -> None:
    """Once money has gone back; told again when it is sent again after a transfer that failed."""
    if not webhooks.is_asked_for(REFUNDED):
        return
    order, refund = refunded.order, refunded.refund
    data = {**_told(order), "amount_dong": refund.amount_dong, "reference": refund.sent_reference}
    failed = refund.failures.count()
    _publish(REFUNDED, order, data, f"{order.public_id}/{refund.pk}" + (f"/{failed}" if failed else ""))


def tell_came_back(back: CameBack) -> None:
    """Once money that had gone back did not arrive: what `payment.refunded` told of this reference is void."""
    if not webhooks.is_asked_for(REFUND_FAILED):
        return
    order, refund = back.order, back.refund
    data = {**_told(order), "amount_dong": refund.amount_dong, "reference": back.reference}
    _publish(REFUND_FAILED, order, data, f"{order.public_id}/{refund.pk}/{back.attempt}")


def _told(order: Order) -> dict[str, Any]:
    return {"order": order.code, "subject": order.subject_ref, "unit": order.unit.code, "due_dong": order.due_dong}


def _publish(event: str, order: Order, data: dict[str, Any], once: str) -> None:
    webhooks.publish(event, data, audience=order.unit.code, key=order.code, once=once)


def _lock_nothing(_subject_ref: str) -> None:
    """What is told needs no lock but the order's."""


FOLLOWER = Follower(_lock_nothing, tell_paid, tell_refunded, on_came_back=tell_came_back)
