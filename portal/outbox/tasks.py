"""What the outbox does in the background."""

from __future__ import annotations

from celery import shared_task

from portal.outbox.delivery import deliver_due
from portal.outbox.forgetting import forget_sent

BATCH = 100


@shared_task(name="outbox.deliver")
def deliver_outbox() -> dict[str, int]:
    """Deliver what is due, a batch at a time; runs every five seconds and after each commit that wrote something."""
    return dict(deliver_due(BATCH))


@shared_task(name="outbox.forget_sent", ignore_result=True)
def forget_sent_messages() -> None:
    """Forget what was sent long ago; once a night."""
    forget_sent()
