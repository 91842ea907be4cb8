"""Working time: when something is due, and how much working time lies between two moments.

Pure functions over a calendar value, no database. All moments are aware and come back in
Asia/Ho_Chi_Minh. Reasons are shown to citizens, therefore in Vietnamese.

Sources: Civil Code 2015 Đ147–148 (the first day is not counted; a term that ends on a day off
ends with the next working day); NĐ 309/2026 Đ18(2) (the 15:00 rule of handing over).
"""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
#: Received later than this on a working day, a dossier is handed over the next working day.
HAND_OVER_UNTIL = dt.time(15, 0)
#: A calendar without one open hour in this many days is a mistake, not a long holiday.
LONGEST_SHUT_DAYS = 400

Period: TypeAlias = tuple[dt.time, dt.time]
TimeUnit: TypeAlias = Literal["working_hour", "working_day", "day", "month"]
#: A century: no term of the law is longer, and a number beyond it is a slip of the finger.
MOST: dict[str, int] = {"working_hour": 250_000, "working_day": 31_000, "day": 36_525, "month": 1_200}
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@dataclass(frozen=True)
class Calendar:
    """Weekly hours (Monday = 0) with the dates that depart from them.

    An exception with an empty list is a day off; with hours it is a worked day. ValueError when a
    period closes before it opens, periods of a day overlap, or a weekday is not 0–6.
    """

    weekly: dict[int, list[Period]]
    exceptions: dict[dt.date, list[Period]] = field(default_factory=dict)
    reasons: dict[dt.date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not set(self.weekly) <= set(range(7)):
            raise ValueError("weekdays run from 0 (Monday) to 6 (Sunday)")
        weekly = {day: _in_order(periods) for day, periods in self.weekly.items()}
        exceptions = {day: _in_order(periods) for day, periods in self.exceptions.items()}
        object.__setattr__(self, "weekly", weekly)
        object.__setattr__(self, "exceptions", exceptions)
        object.__setattr__(self, "reasons", dict(self.reasons))

    def periods(self, day: dt.date) -> list[Period]:
        """Open hours of a date in order; empty on a day off."""
        if day in self.exceptions:
            return self.exceptions[day]
        return self.weekly.get(day.weekday(), [])

    def is_working_day(self, day: dt.date) -> bool:
        """Whether the date has any open hour."""
        return bool(self.periods(day))

    def reason(self, day: dt.date) -> str:
        """Why a date is off, in Vietnamese."""
        if day in self.reasons:
            return self.reasons[day]
        return "Ngày nghỉ" if day in self.exceptions else f"{WEEKDAYS[day.weekday()]}, nghỉ hằng tuần"

    def last_closing(self, day: dt.date) -> dt.datetime:
        """End of the last open period of a working day."""
        return _at(day, self.periods(day)[-1][1])

    def working_day_from(self, day: dt.date) -> dt.date:
        """The date itself when worked, else the next working day; ValueError when none comes."""
        for ahead in range(LONGEST_SHUT_DAYS):
            candidate = day + dt.timedelta(days=ahead)
            if self.is_working_day(candidate):
                return candidate
        raise ValueError(f"the calendar has no working day in {LONGEST_SHUT_DAYS} days from {day}")

    def working_day_before(self, day: dt.date) -> dt.date:
        """The last working day strictly before a date; ValueError when none comes."""
        for back in range(1, LONGEST_SHUT_DAYS):
            candidate = day - dt.timedelta(days=back)
            if self.is_working_day(candidate):
                return candidate
        raise ValueError(f"the calendar has no working day in {LONGEST_SHUT_DAYS} days before {day}")

    def working_day_after(self, day: dt.date) -> dt.date:
        """The first working day strictly after a date."""
        return self.working_day_from(day + dt.timedelta(days=1))


@dataclass(frozen=True)
class DueTime:
    """A due moment with the dates that were counted, and those skipped with the reason of each."""

    at: dt.datetime
    counted: list[dt.date]
    skipped: list[tuple[dt.date, str]]


def add(calendar: Calendar, start: dt.datetime, amount: Decimal, unit: TimeUnit) -> DueTime:
    """When an amount of time that starts at an aware moment is over.

    `working_hour` counts open minutes from `start` (parts allowed); `working_day` ends at the last
    closing of the N-th working day strictly after the date of `start`; `day` and `month` end at the
    last closing of that date, or of the next working day if it is off. ValueError for a naive
    start, an unknown unit, a negative amount, more than a century, or anything but whole days and months from 1.
    """
    moment, length = _local(start), Decimal(amount)
    if length.is_finite() and length > MOST.get(unit, length):
        raise ValueError(f"{amount} of {unit} is longer than any term")
    if unit == "working_hour":
        return _add_hours(calendar, moment, length)
    if unit not in ("working_day", "day", "month"):
        raise ValueError(f"unknown unit of time: {unit!r}")
    if not length.is_finite() or length < 1 or length != length.to_integral_value():
        raise ValueError(f"{unit} needs a whole amount from 1, not {amount}")
    if unit == "working_day":
        return _add_working_days(calendar, moment.date(), int(length))
    return _end_on(calendar, moment.date(), _date_after(moment.date(), int(length), unit))


def between(calendar: Calendar, a: dt.datetime, b: dt.datetime) -> dt.timedelta:
    """Working time from one aware moment to another; negative when `b` comes first."""
    first, last = _local(a), _local(b)
    if last < first:
        return -between(calendar, b, a)
    total = dt.timedelta()
    for day in _days(first.date(), last.date()):
        for opens, closes in calendar.periods(day):
            total += max(min(_at(day, closes), last) - max(_at(day, opens), first), dt.timedelta())
    return total


def hand_over_due(calendar: Calendar, received_at: dt.datetime) -> DueTime:
    """Until when a dossier must reach the competent agency (NĐ 309/2026 Đ18(2)).

    The same working day; received after 15:00 or outside working days, the next working day
    before its first period closes (the law says "start of the day": the morning at the latest).
    """
    moment = _local(received_at)
    if _still_today(calendar, moment):
        return DueTime(calendar.last_closing(moment.date()), [moment.date()], [])
    day = calendar.working_day_after(moment.date())
    closes = _at(day, calendar.periods(day)[0][1])
    return DueTime(closes, [day], _skipped(calendar, moment.date(), day))


def same_day_due(calendar: Calendar, received_at: dt.datetime) -> DueTime:
    """Due time of procedures whose result is given on the day of receipt.

    Received after 15:00 or outside working days, the result is due within the next working day.
    """
    moment = _local(received_at)
    if _still_today(calendar, moment):
        return DueTime(calendar.last_closing(moment.date()), [moment.date()], [])
    day = calendar.working_day_after(moment.date())
    return DueTime(calendar.last_closing(day), [day], _skipped(calendar, moment.date(), day))


def _still_today(calendar: Calendar, moment: dt.datetime) -> bool:
    day = moment.date()
    return calendar.is_working_day(day) and moment <= _at(day, HAND_OVER_UNTIL) and moment < calendar.last_closing(day)


def _add_hours(calendar: Calendar, start: dt.datetime, hours: Decimal) -> DueTime:
    if not hours.is_finite() or hours < 0:
        raise ValueError(f"working hours cannot be {hours}")
    left = dt.timedelta(microseconds=int((hours * 3_600_000_000).to_integral_value()))
    counted: list[dt.date] = []
    day = calendar.working_day_from(start.date())
    while True:
        for opens, closes in calendar.periods(day):
            begins, ends = max(_at(day, opens), start), _at(day, closes)
            if begins >= ends:
                continue
            if left and day not in counted[-1:]:
                counted.append(day)
            if begins + left <= ends:
                return DueTime(begins + left, counted, _skipped(calendar, start.date(), day))
            left -= ends - begins
        day = calendar.working_day_after(day)


def _add_working_days(calendar: Calendar, start: dt.date, amount: int) -> DueTime:
    counted: list[dt.date] = []
    day = start
    for _ in range(amount):
        day = calendar.working_day_after(day)
        counted.append(day)
    skipped = _skipped(calendar, start + dt.timedelta(days=1), day)
    return DueTime(calendar.last_closing(day), counted, skipped)


def _date_after(start: dt.date, amount: int, unit: TimeUnit) -> dt.date:
    if unit == "day":
        return start + dt.timedelta(days=amount)
    years, month = divmod(start.month - 1 + amount, 12)
    year = start.year + years
    last_day = gregorian.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(start.day, last_day))


def _end_on(calendar: Calendar, start: dt.date, target: dt.date) -> DueTime:
    day = calendar.working_day_from(target)
    before_last = list(_days(start + dt.timedelta(days=1), target - dt.timedelta(days=1)))
    return DueTime(calendar.last_closing(day), [*before_last, day], _skipped(calendar, target, day))


def _skipped(calendar: Calendar, first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    return [(day, calendar.reason(day)) for day in _days(first, last) if not calendar.is_working_day(day)]


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for ahead in range((last - first).days + 1):
        yield first + dt.timedelta(days=ahead)


def _at(day: dt.date, clock: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, clock, VIETNAM)


def _local(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be counted from")
    return moment.astimezone(VIETNAM)


def _in_order(periods: list[Period]) -> list[Period]:
    ordered = sorted(periods)
    for opens, closes in ordered:
        if opens >= closes:
            raise ValueError(f"a period cannot open at {opens} and close at {closes}")
    for (_, closes), (opens, _) in pairwise(ordered):
        if opens < closes:
            raise ValueError(f"periods overlap: one opens at {opens}, before {closes}")
    return ordered
