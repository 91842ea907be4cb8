"""What accountants read of one order: everything that is known of its money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payments import platform_receipts
from payments.models import (
    Decision,
    LedgerEntry,
    Order,
    OrderEvent,
    OrderLine,
    Payment,
    PlatformReceipt,
    Receipt,
    Refund,
)


@dataclass(frozen=True)
class OrderFile:
    """The parts of the page, each in the order in which it came."""

    lines: Sequence[OrderLine]
    payments: Sequence[Payment]
    decisions: Sequence[Decision]
    refunds: Sequence[Refund]
    receipts: Sequence[Receipt]
    platform_receipts: Sequence[PlatformReceipt]
    entries: Sequence[LedgerEntry]
    events: Sequence[OrderEvent]


def read(order: Order) -> OrderFile:
    """Eight queries, however long the story is."""
    return OrderFile(
        lines=list(order.lines.all()),
        payments=list(order.payments.order_by("received_at", "pk")),
        decisions=list(order.decisions.select_related("payment", "made_by").order_by("pk")),
        refunds=list(order.refunds.select_related("asked_by", "decided_by").order_by("pk")),
        receipts=list(order.receipts.select_related("document", "replaces", "replaced_by")),
        platform_receipts=list(platform_receipts.of_order(order)),
        entries=list(order.entries.order_by("pk")),
        events=list(order.events.select_related("actor")),
    )
