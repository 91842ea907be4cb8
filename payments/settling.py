"""Bringing an order to where its ledger stands.

What follows when it is paid, in order:

1. its receipts are issued (NĐ 254/2026 Đ24: at the moment of collection),
2. whatever higher apps registered in `payments.hooks`.
"""

from __future__ import annotations

from django.utils import timezone

from payments import hooks, ledger, receipts
from payments.models import Order
from payments.vocabulary import EventKind


def settle(order: Order) -> None:
    """Take the totals of a locked order from the ledger; when it is paid for the first time, all that follows.

    What was taken back at the till and is paid again has everything follow again.
    """
    was_paid = order.paid_at is not None
    was_settled = was_paid and order.is_settled
    order.received_dong, order.refunded_dong = ledger.totals_of(order)
    order.save(update_fields=["received_dong", "refunded_dong"])
    order.refresh_from_db(fields=["state"])
    if not order.is_settled or was_settled or (was_paid and not _was_reversed(order)):
        return
    if not was_paid:
        order.paid_at = timezone.now()
        order.save(update_fields=["paid_at"])
    receipts.issue_for(order, again=was_paid)
    for follower in hooks.followers():
        follower.on_paid(hooks.Paid(order))


def _was_reversed(order: Order) -> bool:
    return order.events.filter(kind=EventKind.REVERSED).exists()
