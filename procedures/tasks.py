"""What the worker does for the catalogue. Every task can run again at any time."""

from __future__ import annotations

from celery import shared_task

from procedures import decision_publishing
from procedures.review import running


@shared_task(name="procedures.publish_due", ignore_result=True)
def publish_due() -> None:
    """Puts decisions in force whose day has come, and lets announced versions take over."""
    decision_publishing.publish_due()


@shared_task(name="procedures.run_imports", ignore_result=True)
def run_imports() -> None:
    """Does the imports and acceptances that wait."""
    running.run_waiting()
