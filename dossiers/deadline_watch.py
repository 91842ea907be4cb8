"""The worker's round over what can be late: each dossier and step is marked once, and whoever has the work is told.

One statement each over a partial index (`watched`), so the cost is that of the rows marked and not of the archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from dossiers.alert_kinds import AlertKind
from dossiers.watched import MARK_AND_TELL, WATCHED, Watched


@dataclass(frozen=True)
class Marked:
    """How many clocks of dossiers one round marked; what else is late stands in its alerts."""

    due_soon: int
    overdue: int


def mark(now: datetime | None = None) -> Marked:
    """Marks what became due soon or late by `now`; running it again marks nothing twice."""
    moment = now or timezone.now()
    counts = {watched.kind: _mark(watched, moment) for watched in WATCHED}
    return Marked(counts[AlertKind.DUE_SOON], counts[AlertKind.OVERDUE])


def _mark(watched: Watched, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(MARK_AND_TELL.format(mark=watched.mark), {"now": now, "kind": watched.kind.value})
        row = cursor.fetchone()
    return int(row[0]) if row else 0
