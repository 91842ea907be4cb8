"""What rest does in the background."""

from __future__ import annotations

from celery import shared_task

from portal.rest import idempotency


@shared_task(name="rest.purge_idempotent_requests")
def purge_idempotent_requests() -> int:
    """Forget idempotency keys older than 24 hours."""
    return idempotency.purge()
