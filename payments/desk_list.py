"""What lies at the matching desk: money in the person's accounts that names no order, with what it may be for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from payments.accountants import orders_of
from payments.desks import desks_of
from payments.matching import Match, OpenOrder, OpenOrders, match
from payments.models import Decision, Order, Payment
from payments.order_lookup import code_told

if TYPE_CHECKING:
    from payments.models.orders import OrderQuerySet
    from portal.accounts.models import User

#: Orders that suggestions are chosen from, the newest first; a unit has seldom a tenth of them open.
_MOST_OPEN = 5_000


@dataclass(frozen=True)
class DeskTransfer:
    """A payment as matching reads it."""

    account: str
    amount_dong: int
    text: str
    counterparty: str = ""


def payments_of(user: User) -> QuerySet[Payment]:
    """All money that named no order and lies, or lay, at the person's desks."""
    return Payment.objects.filter(desks_of(user), order=None)


def orders_for(payment: Payment, user: User) -> OrderQuerySet:
    """The orders that a payment may be given to: the person's own; of nobody's money any, by its code."""
    return orders_of(user) if payment.desk_id else Order.objects.all()


def waiting_for(user: User) -> QuerySet[Payment]:
    """What of it waits for a decision."""
    return payments_of(user).filter(settled_at=None)


def decisions_of(user: User) -> QuerySet[Decision]:
    """What was decided about it."""
    found = Decision.objects.filter(payment__in=payments_of(user).values("pk"))
    return found.select_related("payment", "order", "made_by", "undone_by")


def open_orders_of(user: User) -> OpenOrders:
    """The person's orders that await money; one query."""
    awaiting = orders_of(user).awaiting().select_related("account").order_by("-placed_at", "-id")[:_MOST_OPEN]
    return OpenOrders(
        OpenOrder(order.code, order.missing_dong, order.account.number if order.account else "", order.payer_name)
        for order in awaiting
    )


def with_matches(payments: Iterable[Payment], orders: OpenOrders) -> list[tuple[Payment, Match]]:
    """Each payment with what speaks for which order."""
    return [(payment, match(_transfer(payment), orders)) for payment in payments]


def match_of(payment: Payment, remaining_dong: int, user: User) -> tuple[Match, str]:
    """What one payment may be for, and who sent it as far as the bank said."""
    counterparty = _counterparty(payment)
    transfer = DeskTransfer(payment.account_number, remaining_dong, payment.told_purpose, counterparty)
    return match(transfer, open_orders_of(user)), counterparty


def closed_order_named(payment: Payment, user: User) -> Order | None:
    """The order that the words name although it awaits no money any more: paid twice, or cancelled before."""
    code = code_told(payment.told_purpose, payment.account_number)
    return orders_of(user).filter(code=code).first() if code else None


def _transfer(payment: Payment) -> DeskTransfer:
    return DeskTransfer(payment.account_number, payment.amount_dong, payment.told_purpose)


def _counterparty(payment: Payment) -> str:
    notice = payment.notices.order_by("pk").first()
    message = notice.told.get("message", {}) if notice else {}
    return str(message.get("counterparty", ""))
