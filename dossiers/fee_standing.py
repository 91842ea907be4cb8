"""What the pages of a dossier show of its orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dossiers import fee_orders
from payments import order_page
from payments.vocabulary import AWAITING

if TYPE_CHECKING:
    from dossiers.filing_fees import Fees
    from dossiers.models import Dossier
    from payments.models import Order
    from portal.ui.parts import State


@dataclass(frozen=True)
class OrderShown:
    """An order with its state as a tag."""

    order: Order
    state: State


@dataclass(frozen=True)
class Paying:
    """The orders of a dossier, the newest first, and the one that waits for money."""

    orders: list[OrderShown]

    @property
    def awaited(self) -> Order | None:
        """What is to be paid now, if anything."""
        return next((shown.order for shown in self.orders if shown.order.state in AWAITING), None)


def paying_of(dossier: Dossier, fees: Fees) -> Paying:
    """How the dossier stands with money; no query for what has no fees at all."""
    if not fees.owed.lines:
        return Paying([])
    return Paying([OrderShown(order, order_page.state_of(order)) for order in fee_orders.orders_of(dossier)])
