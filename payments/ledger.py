"""Posting to the ledger and asking it for balances. Nothing else writes entries; nothing ever changes them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from payments.models import LedgerEntry, Order, Payment
from payments.vocabulary import Account, Posting


@dataclass(frozen=True)
class Entry:
    """One line to be posted: debit positive, credit negative, whole đồng."""

    account: Account
    amount_dong: int
    order: Order | None = None


def post(kind: Posting, entries: Iterable[Entry], payment: Payment | None = None) -> uuid.UUID | None:
    """Write one transaction and return its number; None where every amount is nothing.

    ValueError when it does not sum to zero; PostgreSQL would refuse it at commit too.
    """
    lines = [entry for entry in entries if entry.amount_dong]
    if sum(entry.amount_dong for entry in lines):
        raise ValueError(f"the transaction {kind} does not sum to zero")
    if not lines:
        return None
    number = uuid.uuid4()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            transaction=number,
            kind=kind,
            account=entry.account,
            amount_dong=entry.amount_dong,
            order=entry.order,
            payment=payment,
        )
        for entry in lines
    )
    return number


def balances(entries: QuerySet[LedgerEntry]) -> dict[str, int]:
    """The balance of every account over some entries, in whole đồng; 0 where nothing stands."""
    found = dict(entries.order_by().values_list("account").annotate(Sum("amount_dong")))
    return {account: int(found.get(account) or 0) for account in Account.values}


def balances_of(order: Order) -> dict[str, int]:
    """The balances of one order."""
    return balances(LedgerEntry.objects.filter(order=order))


def totals_of(order: Order) -> tuple[int, int]:
    """What came for an order, and what of it went back: the totals its state derives from."""
    sent = Q(kind=Posting.REFUND_SENT)
    with_provider = LedgerEntry.objects.filter(order=order, account=Account.PROVIDER)
    found = with_provider.aggregate(came=Sum("amount_dong", filter=~sent), went=Sum("amount_dong", filter=sent))
    return int(found["came"] or 0), -int(found["went"] or 0)
