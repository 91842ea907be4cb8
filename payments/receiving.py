"""Receiving what providers report: idempotent by the provider's reference, each report with its named outcome.

However often, late, doubled or out of order reports come, the ledger ends the same: a reference brings its money once.
Every report is kept as it came; what concerns an order stands in its history.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payments import desks, history, hooks, judging, ledger, platform_receipts, settling
from payments.ledger import Entry
from payments.models import Notice, Order, Payment
from payments.reported import Reported
from payments.vocabulary import Account, EventKind, Outcome, Posting
from portal import prepared

_LONGEST_REFERENCE = 100
_KNOWN = """
SELECT id, order_id, amount_dong, account_number FROM payments_payment WHERE provider = %s AND provider_reference = %s
"""
_LONGEST_PURPOSE = 500


@transaction.atomic
def receive(reported: Reported) -> Notice:
    """Take in one report and say what became of it; safe to repeat.

    ValueError when the report has no reference or one that is too long: the driver must refuse such a message itself.
    """
    if not 0 < len(reported.provider_reference) <= _LONGEST_REFERENCE:
        raise ValueError("a report needs its provider's reference")
    order = _lock_order(reported.order_code)
    outcome, payment = _judge(reported, order)
    if order:
        history.note(order, EventKind.REPORTED, outcome=outcome, amount_dong=_sayable(reported.amount_dong))
    if payment is not None and outcome in judging.HOLDS_MONEY:
        _book(payment, outcome)
    return _keep(reported, order, payment, outcome)


def told_again(reported: Reported) -> Notice | None:
    """Take in a report of a payment that we have, in the same words; None for any other, which `receive` judges.

    Banks repeat until they hear that we know: nothing is locked, nothing is looked up but the payment.
    """
    if judging.refused(reported, timezone.now()):
        return None
    row = prepared.ask(_KNOWN, [reported.provider, reported.provider_reference])
    if row is None:
        return None
    payment = Payment(pk=row[0], order_id=row[1], amount_dong=row[2], account_number=row[3])
    if judging.known_before(reported, payment) != Outcome.DUPLICATE:
        return None
    order = Order(pk=payment.order_id) if payment.order_id else None
    with transaction.atomic():
        if order:
            history.note(order, EventKind.REPORTED, outcome=Outcome.DUPLICATE, amount_dong=reported.amount_dong)
        return _keep(reported, order, payment, Outcome.DUPLICATE)


def split(order: Order, amount_dong: int) -> tuple[int, int]:
    """How much of some money pays what a locked order is owed, and how much exceeds it."""
    owed = owed_dong(order, order.received_dong)
    return min(amount_dong, owed), max(amount_dong - owed, 0)


def owed_dong(order: Order, received_dong: int) -> int:
    """What a payer owes of an order once so much has come; nothing of a cancelled one."""
    return 0 if order.cancelled_at else max(order.due_dong - received_dong, 0)


def _lock_order(code: str) -> Order | None:
    if not code:
        return None
    subject = Order.objects.filter(code=code).values_list("subject_ref", flat=True).first()
    if subject is None:
        return None
    hooks.lock_subject(subject)
    return Order.objects.select_for_update(of=("self",)).select_related("account", "former_account").get(code=code)


def _judge(reported: Reported, order: Order | None) -> tuple[Outcome, Payment | None]:
    """The outcome, and the payment it speaks of: a new one when money came, or the one we know."""
    refused = judging.refused(reported, timezone.now())
    if refused:
        return refused, None
    known = _known(reported)
    told = judging.known_before(reported, known)
    if told:
        return told, known
    misplaced = judging.misplaced(reported, order)
    if misplaced == Outcome.UNKNOWN_ACCOUNT:
        return misplaced, None
    owner = None if misplaced else order
    outcome = misplaced or _effect(reported, owner)
    payment, is_new = _record(reported, owner)
    if is_new:
        platform_receipts.want(payment, reported)
    if not is_new:
        # The same reference came in by another process meanwhile.
        return judging.known_before(reported, payment) or Outcome.DUPLICATE, payment
    return outcome, payment


def _effect(reported: Reported, order: Order | None) -> Outcome:
    return judging.effect_on(order, reported.amount_dong, reported.occurred_at) if order else Outcome.UNMATCHED


def _known(reported: Reported) -> Payment | None:
    return Payment.objects.filter(provider=reported.provider, provider_reference=reported.provider_reference).first()


def _record(reported: Reported, order: Order | None) -> tuple[Payment, bool]:
    return Payment.objects.get_or_create(
        provider=reported.provider,
        provider_reference=reported.provider_reference,
        defaults={
            "order": order,
            "amount_dong": reported.amount_dong,
            "account_number": reported.account_number,
            "desk_id": None if order else desks.desk_of(reported),
            "told_purpose": reported.purpose[:_LONGEST_PURPOSE],
            "received_at": _not_ahead(reported.occurred_at),
        },
    )


def _not_ahead(moment: datetime) -> datetime:
    """The moment told, or now where the provider's clock runs ahead of ours."""
    return min(moment, timezone.now())


def _book(payment: Payment, outcome: Outcome) -> None:
    """Post the money of a new payment: what is owed pays the order, the rest waits as a difference."""
    order = payment.order
    amount = payment.amount_dong
    owed, excess = split(order, amount) if order else (0, amount)
    ledger.post(
        Posting.PAYMENT,
        [
            Entry(Account.PROVIDER, amount, order),
            Entry(Account.PAYER, -owed, order),
            Entry(Account.DIFFERENCE, -excess, order),
        ],
        payment,
    )
    if order:
        settling.settle(order)


def _keep(reported: Reported, order: Order | None, payment: Payment | None, outcome: Outcome) -> Notice:
    return Notice.objects.create(
        provider=reported.provider,
        provider_reference=reported.provider_reference,
        happening=reported.happening,
        told={
            "order_code": reported.order_code,
            "amount": reported.amount_dong,
            "currency": reported.currency,
            "account": reported.account_number,
            "purpose": reported.purpose,
            "at": reported.occurred_at.isoformat(),
            "message": reported.told,
        },
        outcome=outcome,
        order=order,
        payment=payment,
    )


def _sayable(amount_dong: int) -> int | None:
    """The amount where a column can hold it; the notice keeps every other as it was told."""
    return amount_dong if abs(amount_dong) < 2**63 else None
