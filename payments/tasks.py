"""What the worker does about money by the clock; every task can run again."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from payments import nightly_check, polling, receipt_drawing


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
