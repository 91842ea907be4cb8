"""The worker's daily round: last month's list is made once, and what is due is published."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from dossiers.models import LateList
from dossiers.responsibility import making, publishing
from dossiers.responsibility.months import month_before


def keep(now: datetime | None = None) -> None:
    """Makes the list of the last month unless it is there, then publishes the lists whose day has come."""
    moment = now or timezone.now()
    month = month_before(moment)
    if not LateList.objects.filter(month=month).exists():
        making.make(month, moment)
    publishing.publish_due(moment)
