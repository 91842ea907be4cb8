"""What the worker does for imports. Every task can run again at any time."""

from __future__ import annotations

from celery import shared_task

from portal.inheritance import running


@shared_task(name="inheritance.run", ignore_result=True)
def run_imports() -> None:
    """Runs the imports that wait, and those whose worker was lost."""
    running.run_waiting()
