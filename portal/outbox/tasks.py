"""What the outbox does in the background."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from portal.outbox.delivery import deliver_due
from portal.outbox.forgetting import forget_sent
from portal.outbox.lanes import deliver_side_by_side

log = structlog.get_logger(__name__)
BATCH = 100
#: How long one run delivers before other tasks of the worker have their turn; beat calls as often.
SECONDS = 5.0


@shared_task(name="outbox.deliver")
def deliver_outbox() -> dict[str, int]:
    """Deliver what is due; runs every five seconds and after each commit that wrote something.

    While there is more it calls for its next run itself. That call expires as beat's do: no more runs are under way
    than workers have time for, however long the queue.
    """
    if settings.OUTBOX_LANES == 1:
        return dict(deliver_due(BATCH))
    worked = deliver_side_by_side(settings.OUTBOX_LANES, SECONDS)
    if not worked.is_dry:
        _go_on()
    return dict(worked.outcomes)


def _go_on() -> None:
    try:
        deliver_outbox.apply_async(expires=SECONDS, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("worker_not_woken", task=deliver_outbox.name, error=type(error).__name__)


@shared_task(name="outbox.forget_sent", ignore_result=True)
def forget_sent_messages() -> None:
    """Forget what was sent long ago; once a night."""
    forget_sent()
