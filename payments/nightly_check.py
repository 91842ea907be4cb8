"""The nightly proof that the books agree: sums are zero, and orders, payments and refunds are those of the ledger.

Triggers refuse most of this at once; the check also finds what somebody did with the triggers off, or a restored backup
that lacks rows. It changes nothing.
"""

from __future__ import annotations

import structlog
from django.db import connection, transaction

from payments.models import LedgerEntry, NightlyCheck, Order

log = structlog.get_logger(__name__)

_MOST_TOLD = 100
_BOOKED = """
SELECT "order".id, "order".code, "order".due_dong, "order".received_dong, "order".refunded_dong, "order".cancelled_at,
    "order".paid_at, "order".state,
    coalesce(sum(entry.amount_dong), 0) AS everything,
    coalesce(sum(entry.amount_dong) FILTER (WHERE entry.account = 'payer'), 0) AS payer,
    coalesce(sum(entry.amount_dong) FILTER (WHERE entry.account = 'provider'), 0) AS provider,
    coalesce(sum(entry.amount_dong) FILTER (WHERE entry.account = 'provider' AND entry.kind <> 'refund_sent'), 0)
        AS received,
    coalesce(sum(entry.amount_dong) FILTER (WHERE entry.account = 'refund'), 0) AS refund
FROM payments_order "order" LEFT JOIN payments_ledgerentry entry ON entry.order_id = "order".id
GROUP BY "order".id
"""
_ASKED = """
WITH booked AS ({booked}), broken(subject) AS ({question})
SELECT subject, count(*) OVER () FROM broken ORDER BY subject LIMIT %s
"""
#: By rule: the subjects that break it.
RULES = {
    "a transaction sums to zero": """
        SELECT transaction::text FROM payments_ledgerentry GROUP BY transaction HAVING sum(amount_dong) <> 0
    """,
    "the entries of an order sum to zero": """
        SELECT code FROM booked WHERE everything <> 0
    """,
    "an order's totals are those of the ledger": """
        SELECT code FROM booked
        WHERE received <> received_dong OR provider <> received_dong - refunded_dong
    """,
    "a payer owes what an order still awaits": """
        SELECT code FROM booked
        WHERE payer <> CASE WHEN cancelled_at IS NULL THEN greatest(due_dong - received_dong, 0) ELSE 0 END
    """,
    "what waits to go back was approved": """
        SELECT code FROM booked WHERE -refund <> (
            SELECT coalesce(sum(amount_dong), 0) FROM payments_refund
            WHERE order_id = booked.id AND state = 'approved')
    """,
    "an order is the sum of its lines": """
        SELECT code FROM payments_order "order"
        WHERE due_dong <> (SELECT coalesce(sum(amount_dong), -1) FROM payments_orderline WHERE order_id = "order".id)
    """,
    "a paid order knows when": """
        SELECT code FROM booked
        WHERE state IN ('paid', 'overpaid') AND paid_at IS NULL
    """,
    "a paid order has its receipts": """
        SELECT DISTINCT "order".code FROM payments_order "order" JOIN payments_orderline line
            ON line.order_id = "order".id AND line.kind IN ('fee', 'charge')
        WHERE "order".paid_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM payments_receipt WHERE order_id = "order".id AND kind = line.kind)
    """,
    "a receipt that counts is for what was owed": """
        SELECT receipt.symbol || ' ' || receipt.number FROM payments_receipt receipt
        WHERE receipt.state = 'active' AND receipt.amount_dong <> (
            SELECT coalesce(sum(amount_dong), -1) FROM payments_orderline
            WHERE order_id = receipt.order_id AND kind = receipt.kind)
    """,
    "numbers of receipts have no gaps": """
        SELECT unit_id || ' ' || kind || ' ' || year FROM payments_receipt
        GROUP BY unit_id, kind, year HAVING max(number) <> count(*)
    """,
    "what the desk gave to orders stands in the ledger": """
        SELECT payment.provider || ' ' || payment.provider_reference
        FROM payments_payment payment JOIN payments_decision decision ON decision.payment_id = payment.id
        GROUP BY payment.id
        HAVING coalesce(sum(decision.amount_dong) FILTER (
            WHERE decision.order_id IS NOT NULL AND decision.undone_at IS NULL), 0) <> (
            SELECT coalesce(sum(amount_dong), 0) FROM payments_ledgerentry
            WHERE payment_id = payment.id AND account = 'provider' AND order_id IS NOT NULL
                AND kind IN ('matched', 'match_undone'))
    """,
    "a payment stands in the ledger once": """
        SELECT payment.provider || ' ' || payment.provider_reference FROM payments_payment payment
        LEFT JOIN payments_ledgerentry entry
            ON entry.payment_id = payment.id AND entry.account = 'provider' AND entry.kind = 'payment'
        GROUP BY payment.id HAVING coalesce(sum(entry.amount_dong), 0) <> payment.amount_dong
    """,
    "what was taken at the till stands in a shift": """
        SELECT payment.provider || ' ' || payment.provider_reference FROM payments_payment payment
        LEFT JOIN payments_shiftentry entry ON entry.payment_id = payment.id AND entry.kind = payment.provider
        WHERE payment.provider IN ('cash', 'card') AND entry.amount_dong IS DISTINCT FROM payment.amount_dong
    """,
    "a drawer moves as the ledger says": """
        SELECT entry.shift_id || ' ' || entry.kind FROM payments_shiftentry entry
        WHERE entry.kind NOT IN ('cash', 'card') AND entry.amount_dong <> (
            SELECT coalesce(sum(booked.amount_dong), 0) FROM payments_ledgerentry booked
            WHERE booked.transaction = entry.transaction AND booked.account = 'provider')
    """,
    "a closed shift holds what was counted and then nothing": """
        SELECT shift.id::text FROM payments_shift shift
        LEFT JOIN payments_shiftentry entry ON entry.shift_id = shift.id AND entry.kind NOT IN ('card', 'card_back')
        WHERE shift.closed_at IS NOT NULL GROUP BY shift.id
        HAVING coalesce(sum(entry.amount_dong), 0)
            <> CASE WHEN shift.handed_over_at IS NULL THEN shift.counted_dong ELSE 0 END
    """,
    "what left a drawer was seen by two": """
        SELECT entry.shift_id || ' ' || entry.payment_id FROM payments_shiftentry entry
        WHERE entry.kind IN ('cash_back', 'card_back') AND NOT EXISTS (
            SELECT FROM payments_reversal reversal JOIN payments_shiftentry taken ON taken.id = reversal.entry_id
            WHERE taken.payment_id = entry.payment_id AND reversal.state = 'approved'
                AND (reversal.moved_to_id IS NOT NULL OR reversal.decided_by_id <> reversal.asked_by_id))
    """,
}


def run() -> NightlyCheck:
    """Check the books and keep what was found; the log has an error for every broken rule."""
    with transaction.atomic():
        found = _find()
        check = NightlyCheck.objects.create(
            transactions=LedgerEntry.objects.values("transaction").distinct().count(),
            orders=Order.objects.count(),
            problems=found,
        )
    for problem in found:
        log.error("books_disagree", rule=problem["rule"], count=problem["count"])
    return check


def _find() -> list[dict[str, object]]:
    """Every broken rule with the number of subjects and the first of them.

    Each rule is one statement and so sees the books at one moment: money that comes meanwhile breaks none.
    """
    found: list[dict[str, object]] = []
    with connection.cursor() as cursor:
        for rule, question in RULES.items():
            cursor.execute(_ASKED.format(booked=_BOOKED, question=question), [_MOST_TOLD])
            rows = cursor.fetchall()
            if rows:
                found.append({"rule": rule, "count": rows[0][1], "subjects": [row[0] for row in rows]})
    return found
