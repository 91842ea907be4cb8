"""The month that figures are counted for, and what a count is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from payments.list_filters import end_of, start_of


@dataclass(frozen=True)
class Count:
    """So many of so many."""

    numerator: int
    denominator: int


@dataclass(frozen=True)
class Month:
    """A month by its first day."""

    first: dt.date

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return (self.first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)

    @property
    def starts_at(self) -> dt.datetime:
        """The moment at which it begins in Vietnam."""
        return start_of(self.first)

    @property
    def ends_at(self) -> dt.datetime:
        """The moment at which the next one begins."""
        return end_of(self.last)

    @property
    def judged_at(self) -> dt.datetime:
        """The moment as of which what is open is late or not."""
        return min(self.ends_at, timezone.now())

    @property
    def judged_on(self) -> dt.date:
        """The day as of which what lasts is judged: its last one, today while it runs."""
        return min(self.last, timezone.localdate())
