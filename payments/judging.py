"""What a report is worth: the outcomes that refuse it, and those that tell what its money does to the order."""

from __future__ import annotations

from datetime import datetime, timedelta

from payments.models import BankAccount, Order, Payment
from payments.reported import Reported
from payments.vocabulary import CURRENCY, TOO_MUCH_DONG, Happening, Outcome

#: Clocks of banks run ahead of ours at most so far; a payment of the day after tomorrow is a mistake.
MOST_AHEAD = timedelta(days=1)

HOLDS_MONEY = frozenset(
    {
        Outcome.PAID,
        Outcome.LATE,
        Outcome.PARTIAL,
        Outcome.EXCESS,
        Outcome.ORDER_CANCELLED,
        Outcome.WRONG_ACCOUNT,
        Outcome.UNMATCHED,
    }
)
"""Outcomes under which money really came and stands in the ledger."""


def refused(reported: Reported, now: datetime) -> Outcome | None:
    """Why a report counts for nothing by itself, whatever order it names; None when it may count."""
    if not reported.is_authentic:
        return Outcome.FORGED
    if reported.currency != CURRENCY:
        return Outcome.WRONG_CURRENCY
    if not 0 < reported.amount_dong < TOO_MUCH_DONG:
        return Outcome.WRONG_AMOUNT
    if reported.occurred_at > now + MOST_AHEAD:
        return Outcome.WRONG_TIME
    return None


def known_before(reported: Reported, payment: Payment | None) -> Outcome | None:
    """What a report says that speaks of a payment we have, or of one that brought no money; None when it is news."""
    if reported.happening != Happening.PAID:
        if payment is not None:
            return Outcome.OUT_OF_ORDER
        return Outcome.PENDING if reported.happening == Happening.PENDING else Outcome.FAILED
    if payment is None:
        return None
    # One way of hearing of a transfer names the account, another does not.
    accounts = {payment.account_number, reported.account_number} - {""}
    is_same = payment.amount_dong == reported.amount_dong and len(accounts) <= 1
    return Outcome.DUPLICATE if is_same else Outcome.CONFLICT


def misplaced(reported: Reported, order: Order | None) -> Outcome | None:
    """Whether the money came where it should: into the order's account, or one of ours; None when it did."""
    number = reported.account_number
    if order is not None and (not number or number in order.accounts):
        return None
    if number and not BankAccount.objects.filter(number=number).exists():
        return Outcome.UNKNOWN_ACCOUNT
    return Outcome.UNMATCHED if order is None else Outcome.WRONG_ACCOUNT


def effect_on(order: Order, amount_dong: int, received_at: datetime) -> Outcome:
    """What so much money does to a locked order."""
    if order.cancelled_at is not None:
        return Outcome.ORDER_CANCELLED
    total = order.received_dong + amount_dong
    if total > order.due_dong:
        return Outcome.EXCESS
    if total < order.due_dong:
        return Outcome.PARTIAL
    return Outcome.LATE if order.due_at and received_at > order.due_at else Outcome.PAID
