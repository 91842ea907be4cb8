"""Reconciling the national platform: it has no list of a day (its messages: docs/payments-platform.md), so it is asked.

Each night every attempt of the last days is asked for, with what lies at a desk; each answer "paid" is kept as a line
that the platform stated, under the platform's own number. What it knows of and we had not booked is booked on the spot,
as the poller does. Then the books are held against the lines, by unit, account and day. A round in which the platform
left a question open compares nothing: a day half known would be full of differences that are none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from django.db import transaction

from payments import day_comparing, receiving
from payments.list_filters import end_of, start_of
from payments.models import Notice, OrderEvent, Payment, StatedLine
from payments.national_platform import State, Told
from payments.providers import national_platform
from payments.providers.national_platform import PlatformRefused, PlatformUnreachable
from payments.vocabulary import TOO_MUCH_DONG, EventKind, Provider
from portal.vietnamese.moments import VIETNAM
from units.models import Unit, UnitKind, today_in_vietnam

log = structlog.get_logger(__name__)

LOOKS_BACK = dt.timedelta(days=3)
#: The platform ends an attempt that nobody pays before that: what was paid in a day began at most so long ago.
_LIVES = dt.timedelta(days=2)
_CHUNK = 500
#: So many questions in a row without an answer: the platform is down, and the next night asks again.
_DOWN = 3

#: A line's text is MaThamChieu: the order's code, a dot, and fourteen digits.
_FOUND = """
INSERT INTO found
SELECT line.provider, coalesce("order".unit_id, payment.desk_id, %(province)s), coalesce(account.number, ''),
    line.booked_on,
    CASE WHEN payment.id IS NULL THEN 'missing_here'
         WHEN payment.amount_dong = line.amount_dong THEN 'matched' ELSE 'differing' END,
    line.reference, payment.amount_dong, line.amount_dong, payment.id, line.id
FROM payments_statedline line
LEFT JOIN payments_payment payment
    ON payment.provider = line.provider AND payment.provider_reference = line.reference
LEFT JOIN payments_order "order" ON "order".id = coalesce(payment.order_id, (
    SELECT id FROM payments_order WHERE code = left(line.text, greatest(length(line.text) - 15, 0))))
LEFT JOIN payments_bankaccount account ON account.id = "order".account_id
WHERE line.provider = %(provider)s AND line.booked_on BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT payment.provider, coalesce("order".unit_id, payment.desk_id, %(province)s), coalesce(account.number, ''),
    (payment.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 'missing_there', payment.provider_reference,
    payment.amount_dong, NULL, payment.id, NULL
FROM payments_payment payment
LEFT JOIN payments_order "order" ON "order".id = payment.order_id
LEFT JOIN payments_bankaccount account ON account.id = "order".account_id
WHERE payment.provider = %(provider)s AND payment.account_number = ''
    AND payment.received_at >= %(start)s AND payment.received_at < %(end)s
    AND NOT EXISTS (
        SELECT FROM payments_statedline line
        WHERE line.provider = payment.provider AND line.reference = payment.provider_reference)
"""
#: A day of which nothing is left must still end its differences, and what went to another unit is not counted twice.
_COVERED = """
INSERT INTO covered
SELECT DISTINCT provider, unit_id, account_number, day FROM found
UNION
SELECT DISTINCT provider, unit_id, account_number, day FROM payments_difference
WHERE provider = %(provider)s AND closed_at IS NULL AND day BETWEEN %(first)s AND %(last)s
UNION
SELECT provider, unit_id, account_number, day FROM payments_reconciliation
WHERE provider = %(provider)s AND day BETWEEN %(first)s AND %(last)s
"""


@dataclass
class Round:
    """What one round did: how many attempts were asked for, how many were left open, what was booked late."""

    asked: int = 0
    unanswered: int = 0
    received: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether everything was answered, so that days may be compared."""
        return self.unanswered == 0


def reconcile(today: dt.date | None = None) -> Round:
    """Ask for the attempts of the last days and compare these days, today's left out: it is not over."""
    day = today or today_in_vietnam()
    first, last = day - LOOKS_BACK, day - dt.timedelta(days=1)
    done = _ask_for_all(first, last)
    if done.is_whole:
        compare(first, last)
    else:
        log.warning("platform_not_reconciled", asked=done.asked, unanswered=done.unanswered)
    return done


@transaction.atomic
def compare(first: dt.date, last: dt.date) -> None:
    """Hold the books of these days against what the platform stated; what is nobody's is the province's."""
    province = Unit.objects.filter(kind=UnitKind.PROVINCIAL_COMMITTEE)
    told = {
        "provider": Provider.NATIONAL_PLATFORM,
        "first": first,
        "last": last,
        "start": start_of(first),
        "end": end_of(last),
        "province": province.values_list("pk", flat=True).order_by("pk").first(),
    }
    day_comparing.compare((_FOUND, _COVERED), told, Provider.NATIONAL_PLATFORM)


def _ask_for_all(first: dt.date, last: dt.date) -> Round:
    done, in_a_row = Round(), 0
    wanted = {*_attempts(first - _LIVES, last), *_of_payments(first, last)} - _stated(first - _LIVES)
    for reference in sorted(wanted):
        done.asked += 1
        try:
            told = national_platform.ask(reference)
        except PlatformRefused:
            # It knows of no such attempt: an answer, though to nobody's credit.
            in_a_row = 0
            continue
        except PlatformUnreachable:
            done.unanswered, in_a_row = done.unanswered + 1, in_a_row + 1
            if in_a_row >= _DOWN:
                break
            continue
        in_a_row = 0
        if told.state in (State.PAID, State.REFUNDED):
            done.received += _keep(told)
    return done


def _stated(since: dt.date) -> set[str]:
    """The attempts of which the platform stated before that they were paid: asked once, a fact stays one."""
    lines = StatedLine.objects.filter(provider=Provider.NATIONAL_PLATFORM, booked_on__gte=since)
    return set(lines.values_list("text", flat=True))


def _attempts(first: dt.date, last: dt.date) -> Iterator[str]:
    """The attempts that began in these days; one of the last evening may be paid after midnight and is asked again."""
    began = OrderEvent.objects.filter(kind=EventKind.STARTED, at__gte=start_of(first), at__lt=end_of(last))
    yield from began.values_list("note", flat=True).iterator(_CHUNK)


def _of_payments(first: dt.date, last: dt.date) -> Iterator[str]:
    """Those of money that came by the platform and named no order of ours: no history has its attempt."""
    lying = Payment.objects.filter(
        provider=Provider.NATIONAL_PLATFORM, order=None, received_at__gte=start_of(first), received_at__lt=end_of(last)
    )
    for notice in Notice.objects.filter(payment__in=lying).iterator(_CHUNK):
        if reference := str(notice.told.get("message", {}).get("reference", "")):
            yield reference


@transaction.atomic
def _keep(told: Told) -> bool:
    """Keep what the platform stated, and book it where it is news; whether it was."""
    if 0 < told.amount_dong < TOO_MUCH_DONG:
        StatedLine.objects.get_or_create(
            provider=Provider.NATIONAL_PLATFORM,
            account_number="",
            booked_on=told.at.astimezone(VIETNAM).date(),
            reference=told.transaction,
            amount_dong=told.amount_dong,
            defaults={"booked_at": told.at, "text": told.reference, "row": 0},
        )
    known = Payment.objects.filter(provider=Provider.NATIONAL_PLATFORM, provider_reference=told.transaction).exists()
    if known or told.state != State.PAID:
        return False
    return receiving.receive(national_platform.reported(told)).payment_id is not None
