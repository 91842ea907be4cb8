"""What the worker does about money by the clock; every task can run again."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from payments import (
    nightly_check,
    platform_paying,
    platform_receipts,
    platform_reconciling,
    platform_refunds,
    polling,
    receipt_drawing,
    reconciling,
    statement_files,
)
from payments.counter import reconciling as tills
from payments.tax_office import collecting, sending


@shared_task(name="payments.check_books", ignore_result=True)
def check_books() -> int:
    """Prove that the books agree; returns how many rules are broken."""
    return len(nightly_check.run().problems)


@shared_task(name="payments.ask_platform", ignore_result=True)
def ask_platform() -> int:
    """Ask the national platform for payments that never called back; returns how many were found paid."""
    return polling.ask_for_silent(timezone.now()).received


@shared_task(name="payments.draw_receipts", ignore_result=True)
def draw_receipts() -> None:
    """Draw and sign the receipts that wait."""
    receipt_drawing.draw_waiting()


@shared_task(name="payments.take_statements", ignore_result=True)
def take_statements() -> None:
    """Take in the statements that wait."""
    statement_files.take_waiting()


@shared_task(name="payments.reconcile", ignore_result=True)
def reconcile() -> int:
    """Hold the books against the statements of the last weeks; returns how many accounts were compared.

    The counts of the tills come first: they need nobody outside.
    """
    tills.compare()
    return reconciling.compare_lately()


@shared_task(name="payments.reconcile_platform", ignore_result=True)
def reconcile_platform() -> int:
    """Ask the national platform for the attempts of the last days and compare; how many it left open.

    And for the refunds that its operator was asked for.
    """
    if not settings.PAYMENT_PLATFORM_URL:
        return 0
    platform_refunds.confirm_what_went()
    return platform_reconciling.reconcile().unanswered


@shared_task(name="payments.fetch_platform_receipts", ignore_result=True)
def fetch_platform_receipts() -> int:
    """Fetch the platform's receipts that are due; returns how many came."""
    return platform_receipts.fetch_waiting()


@shared_task(name="payments.begin_on_platform", ignore_result=True)
def begin_on_platform() -> int:
    """Begin the attempts that wait at a page; returns how many have an address to pay at."""
    return platform_paying.begin_waiting()


@shared_task(name="payments.tell_tax_office", ignore_result=True)
def tell_tax_office() -> int:
    """Summarise the days that ended, and today from 23:00 on, and send what waits; how many are on their way now."""
    collecting.collect_due(timezone.now())
    return sending.send_waiting()
