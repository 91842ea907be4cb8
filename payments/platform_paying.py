"""Paying on the national platform: a page asks, the worker begins, the page leads the payer there.

No request waits for another system. Every attempt is noted in the order's history before the platform hears of it, so
that the poller asks for it whatever happens then.
"""

from __future__ import annotations

import datetime as dt

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from payments import hooks, locking, polling
from payments.hooks import Subject
from payments.models import Order, OrderLine, PlatformAttempt
from payments.national_platform import Due, Payer, Paying, Service
from payments.providers import national_platform
from payments.providers.national_platform import PlatformRefused, PlatformUnreachable
from payments.vocabulary import LineKind, OrderState
from portal.outbox.waking import wake_on_commit

log = structlog.get_logger(__name__)
_MOST_A_ROUND = 50
#: Who presses again while the worker has not answered yet means the same attempt.
_SAME_WITHIN = dt.timedelta(minutes=1)
#: LoaiPhiLePhi knows phí and lệ phí only; what is neither is a price, nearer to phí.
_KINDS = {LineKind.FEE: "fee", LineKind.CHARGE: "charge", LineKind.OTHER: "charge"}


def is_offered(order: Order) -> bool:
    """Whether an order can be paid there: whole, into an account, where we are connected.

    The platform takes the lines of an order and no part of them.
    """
    is_connected = bool(settings.PAYMENT_PLATFORM_URL and settings.PAYMENT_PLATFORM_SECRET)
    return is_connected and order.state == OrderState.OPEN and order.account_id is not None


def ask(order: Order, ip: str) -> PlatformAttempt | None:
    """Ask the worker to begin an attempt; None where it is not offered (any more)."""
    with locking.locked(order) as current:
        if not is_offered(current):
            return None
        now = timezone.now()
        recent = PlatformAttempt.objects.filter(order=current, asked_at__gt=now - _SAME_WITHIN)
        waiting = recent.filter(address="", problem="").order_by("pk").last()
        if waiting is not None:
            return waiting
        reference = national_platform.reference_of(current.code, now)
        told = {"order": current, "ip": ip or None, "asked_at": now}
        attempt, _is_new = PlatformAttempt.objects.get_or_create(reference=reference, defaults=told)
        wake_on_commit("payments.begin_on_platform")
    return attempt


def begin_waiting() -> int:
    """Begin what waits, each attempt by one worker only; how many have an address to pay at now."""
    waiting = PlatformAttempt.objects.filter(claimed_at=None).select_related("order__unit", "order__account")
    return sum(_begin(attempt) for attempt in waiting.order_by("pk")[:_MOST_A_ROUND])


def _begin(attempt: PlatformAttempt) -> bool:
    """Whether the platform gave an address. A worker killed in between leaves an attempt that its page gives up."""
    with transaction.atomic():
        mine = PlatformAttempt.objects.filter(pk=attempt.pk, claimed_at=None).update(claimed_at=timezone.now())
        if not mine:
            return False
        polling.note_attempt(attempt.order, attempt.reference)
    told = {"address": "", "problem": "", "ip": None}
    try:
        told["address"] = national_platform.begin(_paying(attempt))
    except (PlatformUnreachable, PlatformRefused, ValueError) as error:
        log.warning("platform_payment_not_begun", reference=attempt.reference, error=type(error).__name__)
        told["problem"] = str(error)[:200]
    PlatformAttempt.objects.filter(pk=attempt.pk).update(**told)
    return bool(told["address"])


def _paying(attempt: PlatformAttempt) -> Paying:
    order = attempt.order
    subject = hooks.describe(order.subject_ref) or Subject("", "", "")
    return Paying(
        reference=attempt.reference,
        started_at=national_platform.attempt_of(attempt.reference)[1],
        ip=attempt.ip or "",
        purpose=order.purpose,
        service=_service(order, subject),
        payer=Payer(order.payer_name, subject.payer_id_number, subject.payer_address, subject.payer_province),
        dues=[_due(line) for line in order.lines.all() if line.amount_dong],
    )


def _service(order: Order, subject: Subject) -> Service:
    account = order.account
    return Service(
        service_code=subject.procedure_code,
        service_name=subject.procedure_name,
        procedure_code=subject.procedure_code,
        procedure_name=subject.procedure_name,
        unit_code=order.unit.code,
        unit_name=order.unit.name,
        dossier_code=order.subject_ref,
        account=account.number if account else "",
        bank_bin=account.bank_bin if account else "",
        holder=account.holder if account else "",
    )


def _due(line: OrderLine) -> Due:
    return Due(_KINDS[LineKind(line.kind)], line.code, line.name, line.amount_dong)
