"""Writing the history of an order, which its page shows."""

from __future__ import annotations

from payments.models import Order, OrderEvent
from payments.vocabulary import EventKind
from portal.accounts.models import User


def note(
    order: Order,
    kind: EventKind,
    *,
    outcome: str = "",
    amount_dong: int | None = None,
    text: str = "",
    actor: User | None = None,
) -> OrderEvent:
    """Write one line of the order's history."""
    return OrderEvent.objects.create(
        order=order, kind=kind, outcome=outcome, amount_dong=amount_dong, note=text, actor=actor
    )
