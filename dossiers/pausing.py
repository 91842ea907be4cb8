"""Why the clock of a dossier stands still: who paused it, since when, and how much working time was left then.

The clock stands still while papers are awaited, while the owner has to pay, and once processing stopped (5, 6, 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dossiers import deadlines
from dossiers.spans import span_in_words
from dossiers.statuses import PAUSED, Status

if TYPE_CHECKING:
    from dossiers.models import Dossier, Event


@dataclass(frozen=True)
class Pause:
    """A clock that stands still. `left` is None where the term had not begun: the dossier was not received yet."""

    since: datetime
    by: str
    unit: str
    left: timedelta | None

    @property
    def left_in_words(self) -> str:
        """The working time left, in whole hours and minutes."""
        if self.left is None:
            return ""
        return span_in_words(self.left)


def pause_of(dossier: Dossier, events: Sequence[Event]) -> Pause | None:
    """The pause a dossier is in, from its events in order with their units; None while its clock runs."""
    if dossier.status not in PAUSED:
        return None
    began = next((e for e in reversed(events) if e.status_to == dossier.status != e.status_from), None)
    if began is None:
        return None
    is_running = began.status_from != Status.SUBMITTED
    left = deadlines.time_left(dossier, began.at) if is_running else None
    return Pause(began.at, began.actor_name, began.unit.name if began.unit else "", left)
