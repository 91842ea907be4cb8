"""What the worker does for dossiers, on a schedule or when woken. Every task can run again at any time."""

from __future__ import annotations

from celery import shared_task

from dossiers import (
    alert_digest,
    bulk_acting,
    consultation_watch,
    day_digest,
    deadline_watch,
    escalating,
    older_changes,
    papermaking,
    standing_in,
)
from dossiers.responsibility import keeping


@shared_task(name="dossiers.make_paperwork", ignore_result=True)
def make_paperwork() -> None:
    """Makes the documents that wait (receipts, slips, signed results)."""
    papermaking.make_waiting()


@shared_task(name="dossiers.carry_bulk_acts", ignore_result=True)
def carry_bulk_acts() -> None:
    """Carries out what people asked for on many dossiers at once."""
    bulk_acting.carry_waiting()


@shared_task(name="dossiers.watch_deadlines", ignore_result=True)
def watch_deadlines() -> None:
    """Marks what became due soon or late, and tells the next rung of what has stayed so."""
    deadline_watch.mark()
    escalating.climb()


@shared_task(name="dossiers.mail_alerts", ignore_result=True)
def mail_alerts() -> None:
    """Writes each person one letter about the alerts that are new to them."""
    alert_digest.send_round()


@shared_task(name="dossiers.watch_consultations", ignore_result=True)
def watch_consultations() -> None:
    """Tells heads of late opinions, and asks the heirs of units that have ended."""
    consultation_watch.watch()


@shared_task(name="dossiers.seal_yesterday", ignore_result=True)
def seal_yesterday() -> None:
    """Signs the digest of the day before."""
    day_digest.seal_yesterday()


@shared_task(name="dossiers.move_work_of_the_absent", ignore_result=True)
def move_work_of_the_absent() -> None:
    """Gives the tasks of whoever is away to their stand-ins, and back what is untouched."""
    standing_in.move_work()


@shared_task(name="dossiers.keep_late_lists", ignore_result=True)
def keep_late_lists() -> None:
    """Makes the list of what came late last month, and publishes the lists whose day has come."""
    keeping.keep()


@shared_task(name="dossiers.take_in_older_changes", ignore_result=True)
def take_in_older_changes() -> None:
    """Takes what happened before clients of REST could follow changes into their feeds; once, then never again."""
    older_changes.take_in_for_a_round()
