"""Waking a worker after a commit, without ever slowing or failing the request that committed.

What waits is a row in the database, and beat's rounds find it: a call that gets lost costs seconds, never work.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.outbox.resting import Rest

log = structlog.get_logger(__name__)
#: A broker that did not answer is left alone for this long by every kind of call; beat does the work meanwhile.
broker_rest = Rest(seconds=5.0)


def wake_on_commit(task: str) -> None:
    """Wake a worker for the task of this name after the commit, once a transaction however often it is asked."""
    waiting = transaction.get_connection().run_on_commit
    waker = _waker(task)
    if not any(entry[1] is waker for entry in waiting):
        transaction.on_commit(waker, robust=True)


def wake(task: str) -> None:
    """Wake a worker for the task now; with the broker away it logs, within half a second, and leaves it to beat."""
    if broker_rest.is_on:
        return
    try:
        # By name: the caller need not import what the worker runs.
        current_app.send_task(task, retry=False)
    except (OperationalError, OSError) as error:
        broker_rest.start()
        log.warning("worker_not_woken", task=task, error=type(error).__name__)


@cache
def _waker(task: str) -> Callable[[], None]:
    """One callable a task, so that a transaction can tell that it waits already."""

    def wake_it() -> None:
        wake(task)

    return wake_it
