"""What the outbox does in the background."""

from __future__ import annotations

from celery import shared_task

from portal.outbox.delivery import deliver_due

BATCH = 100


@shared_task(name="outbox.deliver")
def deliver_outbox() -> dict[str, int]:
    """Deliver what is due, a batch at a time; runs every five seconds and after each commit that wrote something."""
    return dict(deliver_due(BATCH))
