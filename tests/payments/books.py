"""What the books say, for tests that compare them before and after."""

from __future__ import annotations

from payments import ledger, nightly_check
from payments.models import LedgerEntry, Order, Payment


def state_of(order: Order) -> str:
    """The order's state as the database has it now."""
    return str(Order.objects.values_list("state", flat=True).get(pk=order.pk))


def balances(order: Order) -> dict[str, int]:
    """The accounts of an order that are not empty."""
    return {account: amount for account, amount in ledger.balances_of(order).items() if amount}


def everything() -> tuple[int, int, dict[str, int]]:
    """How many payments and entries there are, and all balances: equal when nothing was booked meanwhile."""
    return Payment.objects.count(), LedgerEntry.objects.count(), ledger.balances(LedgerEntry.objects.all())


def story(order: Order) -> list[str]:
    """The outcomes that the order's history tells, in order; what was no notice by its kind."""
    return [event.outcome or event.kind for event in order.events.all()]


def agree() -> bool:
    """Whether the nightly check finds nothing."""
    return not nightly_check.run().problems
