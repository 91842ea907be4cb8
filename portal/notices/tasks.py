"""What is done about notices in the background."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from portal.notices.models import SentText

#: As long as the outbox keeps what it sent.
KEPT = timedelta(days=90)
_BATCH = 5_000


@shared_task(name="notices.forget_texts", ignore_result=True)
def forget_texts() -> None:
    """Forget text messages of long ago, in batches; once a night."""
    old = SentText.objects.filter(sent_at__lt=timezone.now() - KEPT).order_by("sent_at")
    while ids := list(old.values_list("pk", flat=True)[:_BATCH]):
        SentText.objects.filter(pk__in=ids).delete()
