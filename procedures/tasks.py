"""What the worker does for the catalogue. Every task can run again at any time."""

from __future__ import annotations

from celery import shared_task

from procedures import bulk_files, decision_publishing, popularity, print_store
from procedures.review import exporting, running


@shared_task(name="procedures.publish_due", ignore_result=True)
def publish_due() -> None:
    """Puts decisions in force whose day has come, and lets announced versions take over."""
    decision_publishing.publish_due()


@shared_task(name="procedures.run_imports", ignore_result=True)
def run_imports() -> None:
    """Does the imports, acceptances and exports that wait."""
    running.run_waiting()


@shared_task(name="procedures.forget_exports", ignore_result=True)
def forget_exports() -> None:
    """Drops the files of exports whose time is over."""
    exporting.forget_expired()


@shared_task(name="procedures.forget_printed", ignore_result=True)
def forget_printed() -> None:
    """Throws away printed papers that nobody asked for lately."""
    print_store.forget_unasked()


@shared_task(name="procedures.make_bulk_files", ignore_result=True)
def make_bulk_files() -> None:
    """Makes the files with the whole catalogue anew when something was announced or a day began."""
    bulk_files.make_if_stale()


@shared_task(name="procedures.count_popularity", ignore_result=True)
def count_popularity() -> None:
    """Counts the dossiers filed of each procedure and orders search by them."""
    popularity.count_anew()
