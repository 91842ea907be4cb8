"""What the worker does for the exchange with the national portal. Every task can run again at any time."""

from __future__ import annotations

from celery import shared_task

from portal.national import proving, reconciling


@shared_task(name="national.forget_proofs", ignore_result=True)
def forget_proofs() -> None:
    """Forgets what need not be proved any more."""
    proving.forget_old()


@shared_task(name="national.reconcile", ignore_result=True)
def reconcile() -> None:
    """Compares a sample with the national portal; nothing while none is set."""
    reconciling.check_sample()


@shared_task(name="national.reconcile_all", ignore_result=True)
def reconcile_all() -> None:
    """Compares everything; once a week."""
    reconciling.check_all()
