"""Reconciling the tills: each shift's drawer and card terminal, as the ledger has them, held against what was counted.

Cash of a shift agrees once the treasurer took over what the ledger says the drawer must hold; until then it is missing
there, so that a shift that nobody closed or handed over stands in the aged list. Cards agree with the total that the
terminal printed. A shift belongs to the day on which it was opened; a unit's till has no account number.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from payments import day_comparing
from payments.list_filters import end_of, start_of
from payments.vocabulary import Provider
from units.models import today_in_vietnam

#: So far back shifts are compared again: what is handed over late ends its difference by itself.
LOOKS_BACK = dt.timedelta(days=45)

_FOUND = """
INSERT INTO found
WITH sums AS (
    SELECT shift.id, shift.unit_id, shift.closed_at, shift.counted_dong, shift.terminal_dong, shift.handed_over_at,
        (shift.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day,
        coalesce(sum(entry.amount_dong) FILTER (
            WHERE entry.kind NOT IN ('card', 'card_back', 'difference', 'handed_over')), 0) AS cash,
        coalesce(sum(entry.amount_dong) FILTER (WHERE entry.kind IN ('card', 'card_back')), 0) AS cards,
        count(*) FILTER (WHERE entry.kind = 'card') AS slips
    FROM payments_shift shift LEFT JOIN payments_shiftentry entry ON entry.shift_id = shift.id
    WHERE shift.opened_at >= %(start)s AND shift.opened_at < %(end)s GROUP BY shift.id
)
SELECT 'cash', unit_id, '', day,
    CASE WHEN closed_at IS NULL OR handed_over_at IS NULL THEN 'missing_there'
         WHEN counted_dong = cash THEN 'matched' ELSE 'differing' END,
    'CA-' || id, cash, CASE WHEN handed_over_at IS NOT NULL THEN counted_dong END, NULL::bigint, NULL::bigint
FROM sums
UNION ALL
SELECT 'card', unit_id, '', day,
    CASE WHEN closed_at IS NULL THEN 'missing_there'
         WHEN coalesce(terminal_dong, 0) = cards THEN 'matched' ELSE 'differing' END,
    'CA-' || id, cards, CASE WHEN closed_at IS NOT NULL THEN coalesce(terminal_dong, 0) END, NULL, NULL
FROM sums WHERE slips > 0
UNION ALL
SELECT payment.provider, coalesce("order".unit_id, payment.desk_id), '',
    (payment.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 'missing_there', payment.provider_reference,
    payment.amount_dong, NULL, payment.id, NULL
FROM payments_payment payment LEFT JOIN payments_order "order" ON "order".id = payment.order_id
WHERE payment.provider IN ('cash', 'card') AND payment.account_number = ''
    AND payment.received_at >= %(start)s AND payment.received_at < %(end)s
    AND NOT EXISTS (SELECT FROM payments_shiftentry entry WHERE entry.payment_id = payment.id)
"""
_COVERED = """
INSERT INTO covered
SELECT DISTINCT provider, unit_id, account_number, day FROM found
UNION
SELECT DISTINCT provider, unit_id, account_number, day FROM payments_difference
WHERE provider IN ('cash', 'card') AND closed_at IS NULL AND day BETWEEN %(first)s AND %(last)s
"""


@transaction.atomic
def compare(today: dt.date | None = None) -> None:
    """Compare the shifts of the last weeks at all tills, today's left out: they may still be open."""
    day = today or today_in_vietnam()
    first, last = day - LOOKS_BACK, day - dt.timedelta(days=1)
    told = {"first": first, "last": last, "start": start_of(first), "end": end_of(last)}
    day_comparing.compare((_FOUND, _COVERED), told, Provider.CASH)
