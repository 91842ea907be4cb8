"""The worker's round over clocks: dossiers that became due soon or overdue are marked, each once.

One UPDATE each over the partial index of running clocks, so the cost is that of the rows marked and
not of the archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from dossiers.models import Dossier
from dossiers.statuses import RUNNING


@dataclass(frozen=True)
class Marked:
    """How many dossiers one round marked."""

    due_soon: int
    overdue: int


def mark(now: datetime | None = None) -> Marked:
    """Marks what became due soon or overdue by `now`; running it again marks nothing twice."""
    now = now or timezone.now()
    running: QuerySet[Dossier] = Dossier.objects.filter(status__in=RUNNING)
    due_soon = running.filter(due_soon_at=None, due_soon_from__lte=now).update(due_soon_at=now)
    overdue = running.filter(overdue_at=None, due_at__lt=now).update(overdue_at=now)
    return Marked(due_soon, overdue)
