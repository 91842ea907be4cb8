"""When a dossier and a step are due. All arithmetic is `units.working_time`; here only the rules that choose it.

NĐ 309/2026 Đ17(3): the clock starts when the dossier is fully and properly received; for a dossier handed in
elsewhere (non-territorial), when the competent agency receives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.utils import timezone

from procedures.choices import TimeUnit
from procedures.process_plan import plan_of
from procedures.process_rules import longest_hours
from units import calendars, working_time
from units.working_time import DueTime

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from procedures.models import Case, InternalProcess, Step
    from units.models import Unit

DUE_SOON_SHARE = Decimal("0.75")
"""A dossier is "due soon" once three quarters of its working time are used."""

PROMISED_THERE = "promised_there"
"""The measure of a due time that came over from an older system: no sum of ours leads to it, and none moves it."""


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


def kept(unit: Unit, start: datetime, due_at: datetime) -> Clock:
    """The clock of a promise that another system made: it stays, whatever its sum there was."""
    soon = _due_soon_from(calendars.calendar_of(unit), start, DueTime(due_at, [], []))
    return Clock(start, due_at, soon, {"amount": "", "unit": PROMISED_THERE, "counted": [], "skipped": []})


def resumed(dossier: Dossier, paused_at: datetime, now: datetime, *, why: str = "") -> Clock:
    """The clock of a dossier that goes on where it stood when it paused; `why` is kept in its sum.

    The working time left is counted from `now`. A term that was over when the clock paused stays over: nothing is left.
    """
    calendar = calendars.calendar_of(dossier.competent_unit)
    left = time_left(dossier, paused_at)
    hours = in_hours(left)
    due = working_time.add(calendar, now, hours, "working_hour") if left else DueTime(dossier.due_at, [], [])
    soon = working_time.between(calendar, paused_at, dossier.due_soon_from)
    soon_from = _later(calendar, now, soon) if left else dossier.due_soon_from
    went_on = {"paused_at": paused_at.isoformat(), "left_seconds": left.total_seconds()} | ({"why": why} if why else {})
    told = _sum(due, hours, TimeUnit.WORKING_HOUR) | {"resumed": went_on}
    return Clock(now, due.at, soon_from, told)


def apology_until(dossier: Dossier) -> datetime:
    """The latest moment for an apology: the end of the working day before the due day (NĐ 61/2018 Đ19(9))."""
    calendar = calendars.calendar_of(dossier.competent_unit)
    return calendar.last_closing(calendar.working_day_before(timezone.localdate(dossier.due_at)))


def promised(dossier: Dossier, day: date, now: datetime) -> Clock:
    """The clock after an apology that promises the end of a working day later than the due time.

    The sum counts the working days from the old due day. ValueError when nobody works on `day` or it is too early.
    """
    calendar = calendars.calendar_of(dossier.competent_unit)
    amount = _working_days(calendar, dossier.due_at, day)
    if amount < 1 or not calendar.is_working_day(day) or calendar.last_closing(day) <= now:
        raise ValueError(f"{day} can't be promised")
    due = working_time.add(calendar, dossier.due_at, Decimal(amount), "working_day")
    told = _sum(due, Decimal(amount), TimeUnit.WORKING_DAY) | {"promised": {"before": dossier.due_at.isoformat()}}
    soon = _due_soon_from(calendar, now, due)
    return Clock(dossier.clock_started_at, due.at, soon, told)


def recounted(dossier: Dossier, calendar: working_time.Calendar) -> Clock:
    """The same sum on a calendar of which a day changed: from the same start, by the same rule."""
    told, start = dossier.due_sum, dossier.clock_started_at
    due = _recount(told, calendar, start, dossier.due_at)
    kept = {key: value for key, value in told.items() if key not in ("counted", "skipped")}
    return Clock(start, due.at, _due_soon_from(calendar, start, due), kept | _days(due))


def _recount(told: dict[str, Any], calendar: working_time.Calendar, start: datetime, due_at: datetime) -> DueTime:
    if "promised" in told:
        before = datetime.fromisoformat(told["promised"]["before"])
        day = calendar.working_day_from(timezone.localdate(due_at))
        return working_time.add(calendar, before, Decimal(_working_days(calendar, before, day)), "working_day")
    if told["unit"] == PROMISED_THERE:
        return DueTime(due_at, [], [])
    if told["unit"] == "same_day":
        return working_time.same_day_due(calendar, start)
    if "resumed" in told:
        left = timedelta(seconds=told["resumed"]["left_seconds"])
        return working_time.add(calendar, start, in_hours(left), "working_hour") if left else DueTime(due_at, [], [])
    return working_time.add(calendar, start, Decimal(told["amount"]), told["unit"])


def _working_days(calendar: working_time.Calendar, after: datetime, until: date) -> int:
    """How many working days lie after the date of a moment, up to and with another date."""
    first = timezone.localdate(after)
    ahead = (first + timedelta(days=step) for step in range(1, (until - first).days + 1))
    return sum(calendar.is_working_day(each) for each in ahead)


def time_left(dossier: Dossier, at: datetime) -> timedelta:
    """The working time of the competent agency between a moment and the due time; none once it is past."""
    left = working_time.between(calendars.calendar_of(dossier.competent_unit), at, dossier.due_at)
    return max(left, timedelta())


def in_hours(span: timedelta) -> Decimal:
    """Working time as hours, to the microsecond."""
    return Decimal(span // timedelta(microseconds=1)) / 3_600_000_000


def _later(calendar: working_time.Calendar, start: datetime, span: timedelta) -> datetime:
    return working_time.add(calendar, start, in_hours(max(span, timedelta())), "working_hour").at


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
    return {"amount": f"{round(amount, 2).normalize():f}", "unit": measure, **_days(due)}


def _days(due: DueTime) -> dict[str, Any]:
    return {
        "counted": [day.isoformat() for day in due.counted],
        "skipped": [[day.isoformat(), reason] for day, reason in due.skipped],
    }
