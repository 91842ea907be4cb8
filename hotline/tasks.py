"""What the worker does for the hotline. Every task can run again at any time."""

from __future__ import annotations

from celery import shared_task

from hotline import escalating


@shared_task(name="hotline.climb", ignore_result=True)
def climb() -> None:
    """Lets unanswered tickets climb the ladder."""
    escalating.climb()
