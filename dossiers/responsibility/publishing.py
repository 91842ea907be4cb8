"""Publishes lists on their day. From then on nothing in them changes, and everybody may read how many were late."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from dossiers.models import LateList


def publish_due(now: datetime | None = None) -> int:
    """Publishes the lists whose day has come by `now`; how many. Again does nothing."""
    moment = now or timezone.now()
    due = LateList.objects.filter(published_at=None, publish_on__lte=timezone.localdate(moment))
    return due.update(published_at=moment)
