"""Publishes lists on their day. From then on nothing in them changes, and everybody may read how many were late."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dossiers.models import LateList
from dossiers.responsibility import telling


@transaction.atomic
def publish_due(now: datetime | None = None) -> int:
    """Publishes the lists whose day has come by `now` and tells who is in them; how many. Again does nothing."""
    moment = now or timezone.now()
    due = LateList.objects.filter(published_at=None, publish_on__lte=timezone.localdate(moment))
    lists = list(due.select_for_update().order_by("month"))
    for one in lists:
        one.published_at = moment
        one.save(update_fields=["published_at"])
        telling.tell_published(one, moment)
    return len(lists)
