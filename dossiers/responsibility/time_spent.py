"""How long each step took and with whom, in the working hours of the unit that had it; pauses are left out.

Pure functions over tasks and events that a page has read already. A task's time with each person is told by the events
in which it changed hands; what nobody had taken is the pool's. While the clock stands still (papers awaited, fees
owed, stopped) nobody's time runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dossiers.spans import span_in_words
from dossiers.statuses import PAUSED, Action
from units import calendars, working_time

if TYPE_CHECKING:
    from dossiers.models import Event, Task

_CHANGED_HANDS = (Action.CLAIM, Action.ASSIGN, Action.RELEASE)

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Held:
    """A stretch of a step with one person ("" for the pool of the unit)."""

    task: Task
    person: str
    since: datetime
    until: datetime
    spent: timedelta

    @property
    def spent_in_words(self) -> str:
        """The working time, in whole hours and minutes."""
        return span_in_words(self.spent)

    @property
    def is_open(self) -> bool:
        """Whether the person has it still."""
        return self.task.finished_at is None


def time_spent(tasks: Iterable[Task], events: Sequence[Event], now: datetime) -> list[Held]:
    """Every stretch in order; `tasks` come with step, unit and its calendar, and people, `events` in order."""
    pauses = _pauses(events, now)
    return [held for task in tasks for held in _of_task(task, events, pauses, now)]


def _of_task(task: Task, events: Sequence[Event], pauses: list[Span], now: datetime) -> list[Held]:
    end = task.finished_at or now
    changes = [event for event in events if event.action in _CHANGED_HANDS and event.data.get("task") == task.pk]
    moments = [task.opened_at, *(event.at for event in changes), end]
    last = task.assignee.full_name if task.assignee else task.finished_by.full_name if task.finished_by else ""
    people = [*(event.data.get("from_name", "") for event in changes), last]
    return [
        Held(task, person, since, until, _working(task, since, until, pauses))
        for person, since, until in zip(people, moments, moments[1:], strict=False)
        if person or until > since
    ]


def _working(task: Task, since: datetime, until: datetime, pauses: list[Span]) -> timedelta:
    calendar = calendars.calendar_of(task.unit)
    paused = ((max(since, start), min(until, end)) for start, end in pauses)
    left_out = sum((working_time.between(calendar, a, b) for a, b in paused if b > a), timedelta())
    return working_time.between(calendar, since, until) - left_out


def _pauses(events: Sequence[Event], now: datetime) -> list[Span]:
    """From each event that paused the clock to the one that let it run again."""
    pauses, began = [], None
    for event in events:
        if began is None and event.status_to in PAUSED:
            began = event.at
        elif began is not None and event.status_to not in PAUSED:
            pauses.append((began, event.at))
            began = None
    return [*pauses, (began, now)] if began else pauses
