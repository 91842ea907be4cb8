"""Due times of invented dossiers: terms of working days, each counted once for its first day."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from dossiers.loading.copying import written
from units import working_time
from units.working_time import VIETNAM, Calendar, DueTime


class Term(NamedTuple):
    """When something is due, and the sum that shows why, as COPY reads it."""

    due_at: datetime
    told: str


class Terms:
    """The terms on one calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[tuple[int, int], Term] = {}

    def term(self, first_day: int, days: int) -> Term:
        """The term of `days` working days that begins on a day (its ordinal)."""
        key = first_day, days
        if key not in self._known:
            start = datetime.fromordinal(first_day).replace(hour=9, tzinfo=VIETNAM)
            due = working_time.add(self._calendar, start, Decimal(days), "working_day")
            self._known[key] = Term(due.at.astimezone(UTC), _told(due, days))
        return self._known[key]

    def closing(self, moment: datetime, *, is_past: bool) -> datetime:
        """The last closing of a working day next to a moment: the one before it, or the one after it."""
        day = moment.astimezone(VIETNAM).date()
        closes = self._calendar.last_closing(self._calendar.working_day_from(day))
        if is_past and closes > moment:
            closes = self._calendar.last_closing(self._calendar.working_day_before(day))
        elif not is_past and closes < moment:
            closes = self._calendar.last_closing(self._calendar.working_day_after(day))
        return closes.astimezone(UTC)


def _told(due: DueTime, days: int) -> str:
    return written(
        {
            "amount": str(days),
            "unit": "working_day",
            "counted": [day.isoformat() for day in due.counted],
            "skipped": [[day.isoformat(), reason] for day, reason in due.skipped],
        }
    )
