"""Waking the worker after a commit.

A broker that is down must never slow or break the request that took the dossier: whatever waits is a row in
the database, and the worker's own rounds (Celery beat) find it later.
"""

from __future__ import annotations

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def kick_paperwork() -> None:
    """Asks the worker to make waiting documents now; with no broker it only logs."""
    _send("dossiers.make_paperwork")


def _send(task: str) -> None:
    try:
        current_app.send_task(task, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("worker_not_woken", task=task, reason=type(error).__name__)
