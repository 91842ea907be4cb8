"""Work on files that waits for a worker; each task can run again and again."""

from __future__ import annotations

from celery import shared_task

from portal.files import cleaning, scanning


@shared_task(name="files.scan_waiting")
def scan_waiting() -> int:
    """Scan what waits for the virus scanner (every 10 seconds)."""
    return scanning.scan_waiting()


@shared_task(name="files.remove_abandoned")
def remove_abandoned() -> int:
    """Remove abandoned uploads (every night)."""
    return cleaning.remove_abandoned()
