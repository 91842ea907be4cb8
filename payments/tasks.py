"""What the worker does about money by the clock; every task can run again."""

from __future__ import annotations

from celery import shared_task

from payments import nightly_check


@shared_task(name="payments.check_books", ignore_result=True)
def check_books() -> int:
    """Prove that the books agree; returns how many rules are broken."""
    return len(nightly_check.run().problems)
