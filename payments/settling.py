"""Bringing an order to where its ledger stands.

What follows when it is paid, in order:

1. its receipts are issued (NĐ 254/2026 Đ24: at the moment of collection),
2. whatever higher apps registered in `payments.hooks`.
"""

from __future__ import annotations

from django.utils import timezone

from payments import hooks, ledger, receipts
from payments.models import Order


def settle(order: Order) -> None:
    """Take the totals of a locked order from the ledger; when it is paid for the first time, all that follows."""
    order.received_dong, order.refunded_dong = ledger.totals_of(order)
    order.save(update_fields=["received_dong", "refunded_dong"])
    order.refresh_from_db(fields=["state"])
    if order.is_settled and order.paid_at is None:
        order.paid_at = timezone.now()
        order.save(update_fields=["paid_at"])
        receipts.issue_for(order)
        for follower in hooks.followers():
            follower.on_paid(hooks.Paid(order))
