"""Bringing an order to where its ledger stands, and telling those who wait for it. The one place that locks orders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from payments import hooks, ledger
from payments.models import Order, OrderEvent
from payments.vocabulary import EventKind
from portal.accounts.models import User


@contextmanager
def locked(order: Order) -> Iterator[Order]:
    """A transaction in which the order's row is locked and fresh, and its subject before it."""
    with transaction.atomic():
        hooks.lock_subject(order.subject_ref)
        yield Order.objects.select_for_update(of=("self",)).select_related("account").get(pk=order.pk)


def settle(order: Order) -> None:
    """Take the totals of a locked order from the ledger; tell the followers when it is paid for the first time."""
    order.received_dong, order.refunded_dong = ledger.totals_of(order)
    order.save(update_fields=["received_dong", "refunded_dong"])
    order.refresh_from_db(fields=["state"])
    if order.is_settled and order.paid_at is None:
        order.paid_at = timezone.now()
        order.save(update_fields=["paid_at"])
        for follower in hooks.followers():
            follower.on_paid(hooks.Paid(order))


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
