"""Reconciling accounts at banks: what the books have of each, held against its statements, day by day.

A transfer is one by its provider's reference, whichever day either side gives it; the day is the statement's where it
has one. Only days that a statement covers are compared, and comparing again is safe: a difference that is gone, since a
later statement has it, ends by itself. The other providers: `platform_reconciling`, `counter.reconciling`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Min

from payments import day_comparing
from payments.list_filters import end_of, start_of
from payments.models import BankAccount, Difference, StatementFile
from payments.models.statements import FileState
from payments.vocabulary import Provider
from units.models import today_in_vietnam

#: So far back the nightly round compares what was compared before: corrections of banks come within weeks.
LOOKS_BACK = dt.timedelta(days=45)

_COVERED = """
INSERT INTO covered
SELECT DISTINCT %(provider)s, %(unit)s, %(number)s, day::date AS day FROM payments_statementfile file
JOIN payments_bankaccount account ON account.id = file.account_id
CROSS JOIN LATERAL generate_series(
    greatest(file.first_day, %(first)s), least(file.last_day, %(last)s), interval '1 day') AS day
WHERE file.state = 'done' AND account.number = %(number)s
"""
_FOUND = """
INSERT INTO found
SELECT %(provider)s, %(unit)s, %(number)s, line.booked_on AS day,
    CASE WHEN payment.id IS NULL THEN 'missing_here'
         WHEN payment.amount_dong = line.amount_dong THEN 'matched' ELSE 'differing' END AS kind,
    line.reference, payment.amount_dong AS here_dong, line.amount_dong AS there_dong,
    payment.id AS payment_id, line.id AS line_id
FROM payments_statedline line LEFT JOIN payments_payment payment
    ON payment.provider = line.provider AND payment.provider_reference = line.reference
WHERE line.provider = %(provider)s AND line.account_number = %(number)s AND line.amount_dong > 0
    AND line.booked_on IN (SELECT day FROM covered)
UNION ALL
SELECT %(provider)s, %(unit)s, %(number)s, covered.day, 'missing_there', payment.provider_reference,
    payment.amount_dong, NULL, payment.id, NULL
FROM payments_payment payment
JOIN covered ON covered.day = (payment.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
WHERE payment.provider = %(provider)s AND payment.account_number = %(number)s
    AND payment.received_at >= %(start)s AND payment.received_at < %(end)s
    AND NOT EXISTS (
        SELECT FROM payments_statedline line
        WHERE line.provider = payment.provider AND line.reference = payment.provider_reference
            AND line.account_number = payment.account_number AND line.amount_dong > 0)
"""


@transaction.atomic
def compare(account: BankAccount, first_day: dt.date, last_day: dt.date) -> int:
    """Compare the days of an account that its statements cover; how many differences are open then.

    Begins with the day of the oldest difference still open, since what ends it may have come since.
    """
    mine = Difference.objects.filter(account_number=account.number, provider=Provider.BANK, closed_at=None)
    oldest = mine.aggregate(Min("day"))["day__min"]
    first = min(first_day, oldest or first_day)
    told: dict[str, Any] = {
        "provider": Provider.BANK,
        "number": account.number,
        "unit": _unit_of(account),
        "first": first,
        "last": last_day,
        "start": start_of(first),
        "end": end_of(last_day),
    }
    day_comparing.compare((_COVERED, _FOUND), told, account.number)
    return mine.count()


def _unit_of(account: BankAccount) -> int:
    """Whose account it is: units of one agency may share a number, and then the one that had it last answers for it."""
    same = BankAccount.objects.filter(bank_bin=account.bank_bin, number=account.number)
    return same.order_by("-pk").values_list("unit", flat=True)[0]


def compare_file(file: StatementFile) -> int:
    """Compare the days of a statement that was taken in."""
    if file.first_day is None or file.last_day is None:
        return 0
    return compare(file.account, file.first_day, file.last_day)


def compare_lately() -> int:
    """Compare every account that has had a statement in the last weeks; how many accounts."""
    today = today_in_vietnam()
    recent = StatementFile.objects.filter(state=FileState.DONE, last_day__gte=today - LOOKS_BACK)
    latest = BankAccount.objects.filter(pk__in=recent.values("account")).order_by("number", "-pk").distinct("number")
    accounts = list(latest)
    for account in accounts:
        compare(account, today - LOOKS_BACK, today)
    return len(accounts)
