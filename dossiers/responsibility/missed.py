"""Which due times were missed in a stretch of time, and who held each dossier then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from dossiers.responsibility.missed_sql import MISSED


class Missed(NamedTuple):
    """One missed due time; `person` held the task then, None where it lay in its unit's pool."""

    dossier: int
    kind: str
    due_at: datetime
    done_at: datetime | None
    reason: str
    unit: int
    role: str
    person: int | None
    step_name: str


@dataclass(frozen=True)
class Stretch:
    """From one moment to before another."""

    start: datetime
    end: datetime


def missed_in(stretch: Stretch) -> list[Missed]:
    """The due times that were missed, by when they were due."""
    with connection.cursor() as cursor:
        cursor.execute(MISSED, {"start": stretch.start, "end": stretch.end})
        return [Missed(*row) for row in cursor.fetchall()]
