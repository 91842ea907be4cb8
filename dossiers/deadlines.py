"""When a dossier and a step are due. All arithmetic is `units.working_time`; here only the rules that choose it.

NĐ 309/2026 Đ17(3): the clock starts when the dossier is fully and properly received; for a dossier handed in
elsewhere (non-territorial), when the competent agency receives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from procedures.choices import TimeUnit
from procedures.process_plan import plan_of
from procedures.process_rules import longest_hours
from units import calendars, working_time
from units.working_time import DueTime

if TYPE_CHECKING:
    from procedures.models import Case, InternalProcess, Step
    from units.models import Unit

DUE_SOON_SHARE = Decimal("0.75")
"""A dossier is "due soon" once three quarters of its working time are used."""


@dataclass(frozen=True)
class Clock:
    """The due moment of a dossier with all that is needed to check it by hand."""

    started_at: datetime
    due_at: datetime
    due_soon_from: datetime
    due_sum: dict[str, Any]

    def as_changes(self) -> dict[str, Any]:
        """The fields of a dossier that a (re)started clock sets; earlier marks no longer count."""
        return {
            "clock_started_at": self.started_at,
            "due_at": self.due_at,
            "due_soon_from": self.due_soon_from,
            "due_sum": self.due_sum,
            "due_soon_at": None,
            "overdue_at": None,
        }


def clock(case: Case, process: InternalProcess, channel: str, unit: Unit, start: datetime) -> Clock:
    """The clock of a dossier of `case` that `unit` settles, started at `start` (aware).

    Without an announced time limit the hours of the approved internal process count, since a dossier
    without a due time would be nobody's.
    """
    calendar = calendars.calendar_of(unit)
    limit = case.time_limit(channel)
    if limit is not None and limit.same_day_before_15:
        due, amount, measure = working_time.same_day_due(calendar, start), limit.amount, "same_day"
    else:
        hours = limit.amount if limit else longest_hours(plan_of(process.steps.all()))
        amount, measure = hours, limit.unit if limit else TimeUnit.WORKING_HOUR
        due = working_time.add(calendar, start, amount, cast("working_time.TimeUnit", str(measure)))
    return Clock(start, due.at, _due_soon_from(calendar, start, due), _sum(due, amount, str(measure)))


def step_due(step: Step, unit: Unit, start: datetime) -> datetime:
    """When a step that arrived at `unit` at `start` is due (its working hours, on the unit's calendar)."""
    return working_time.add(calendars.calendar_of(unit), start, step.working_hours, "working_hour").at


def answer_due(unit: Unit, start: datetime, working_days: int) -> datetime:
    """Until when the owner is asked to answer a supplement request."""
    return working_time.add(calendars.calendar_of(unit), start, Decimal(working_days), "working_day").at


def reception_due(unit: Unit, start: datetime) -> datetime:
    """Until when an online dossier is to be received: one working day (NĐ 118/2025 Đ17–18)."""
    return working_time.add(calendars.calendar_of(unit), start, Decimal(1), "working_day").at


def opinion_due(unit: Unit, start: datetime, amount: Decimal, measure: str) -> datetime:
    """Until when a unit that is consulted at `start` is to answer, on its own calendar (NĐ 61/2018 Đ19(5))."""
    unit_of_time = cast("working_time.TimeUnit", str(measure))
    return working_time.add(calendars.calendar_of(unit), start, amount, unit_of_time).at


def hand_over_due(unit: Unit, received_at: datetime) -> datetime:
    """Same working day, or the start of the next one when received after 15:00 (NĐ 309/2026 Đ18(2))."""
    return working_time.hand_over_due(calendars.calendar_of(unit), received_at).at


def _due_soon_from(calendar: working_time.Calendar, start: datetime, due: DueTime) -> datetime:
    used = working_time.between(calendar, start, due.at) * float(DUE_SOON_SHARE)
    minutes = Decimal(int(used.total_seconds() // 60))
    return working_time.add(calendar, start, minutes / 60, "working_hour").at if minutes else due.at


def _sum(due: DueTime, amount: Decimal, measure: str) -> dict[str, Any]:
    return {
        "amount": f"{amount.normalize():f}",
        "unit": measure,
        "counted": [day.isoformat() for day in due.counted],
        "skipped": [[day.isoformat(), reason] for day, reason in due.skipped],
    }
