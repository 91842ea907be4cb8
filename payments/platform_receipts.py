"""Fetching the national platform's receipts: wanted with the payment, asked for by the worker, checked like an upload.

The paper is the platform's, beside our own receipts: nothing depends on it, and no request waits for it.
"""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from payments.models import Order, Payment, PlatformReceipt
from payments.models.platform_receipts import MOST_TRIES, Hindrance
from payments.providers import national_platform
from payments.providers.national_platform import PlatformRefused, PlatformUnreachable
from payments.reported import Reported
from payments.vocabulary import Provider
from portal.files import inspection, store
from portal.files.refusals import UploadRefused
from portal.outbox.waking import wake_on_commit

log = structlog.get_logger(__name__)
TASK = "payments.fetch_platform_receipts"
#: Minutes until the next try after each.
RETRY_MINUTES = (1, 2, 5, 15, 60, 240)
_MOST_IN_A_ROW = 3


def want(payment: Payment, reported: Reported) -> None:
    """Want the platform's receipt for a new payment, in the transaction that books it; others have none."""
    reference = str(reported.told.get("reference", ""))
    if reported.provider == Provider.NATIONAL_PLATFORM and reference:
        PlatformReceipt.objects.get_or_create(payment=payment, defaults={"reference": reference})
        wake_on_commit(TASK)


def of_order(order: Order) -> QuerySet[PlatformReceipt]:
    """The platform's receipts for the payments of an order, wanted or here."""
    return PlatformReceipt.objects.filter(payment__order=order).select_related("payment").order_by("pk")


def fetch_waiting(limit: int = 50) -> int:
    """Fetch what is due, oldest first; how many came. A platform that is away is left alone until the next round."""
    fetched = silent = 0
    for _round in range(limit):
        claimed = _claim() if silent < _MOST_IN_A_ROW else None
        if claimed is None:
            break
        hindrance = _fetch(claimed)
        fetched += not hindrance
        silent = silent + 1 if hindrance == Hindrance.UNREACHABLE else 0
    return fetched


def _claim() -> PlatformReceipt | None:
    """One that is due, put off at once."""
    now = timezone.now()
    with transaction.atomic():
        due = PlatformReceipt.objects.filter(file=None, attempts__lt=MOST_TRIES, next_try_at__lte=now)
        receipt = due.select_for_update(skip_locked=True).order_by("next_try_at", "pk").first()
        if receipt is None:
            return None
        minutes = RETRY_MINUTES[min(receipt.attempts, len(RETRY_MINUTES) - 1)]
        receipt.attempts += 1
        receipt.next_try_at = now + dt.timedelta(minutes=minutes)
        receipt.save(update_fields=["attempts", "next_try_at"])
    return receipt


def _fetch(receipt: PlatformReceipt) -> str:
    """What stood in its way; "" when it is here."""
    try:
        content = national_platform.receipt(receipt.reference)
        name = f"{receipt.reference}.pdf"
        mime = inspection.inspect(content, name)
    except PlatformUnreachable as error:
        return _put_off(receipt, Hindrance.UNREACHABLE, error)
    except PlatformRefused as error:
        return _put_off(receipt, Hindrance.REFUSED, error)
    except (UploadRefused, ValueError) as error:
        return _put_off(receipt, Hindrance.UNUSABLE, error)
    stored = store.save(content, name, mime, scan=True)
    mine = PlatformReceipt.objects.filter(pk=receipt.pk, file=None)
    mine.update(file=stored, fetched_at=timezone.now(), hindrance="")
    return ""


def _put_off(receipt: PlatformReceipt, hindrance: Hindrance, error: Exception) -> str:
    log.info("platform_receipt_not_fetched", receipt=receipt.pk, hindrance=hindrance, error=type(error).__name__)
    PlatformReceipt.objects.filter(pk=receipt.pk).update(hindrance=hindrance)
    return hindrance
