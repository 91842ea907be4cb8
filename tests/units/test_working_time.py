"""Working time by hand: cases whose answer anybody can check on a wall calendar."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.units.calendars_of_chance import OFFICE, office_calendar
from units.working_time import VIETNAM, Calendar, add, between

CALENDAR = office_calendar()


def at(text: str) -> dt.datetime:
    """A moment in Viet Nam."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-11-23T08:00", "2", "2026-11-23T10:00"),
        ("2026-11-23T10:30", "2", "2026-11-23T14:00"),  # lunch is not counted
        ("2026-11-23T07:30", "4", "2026-11-23T11:30"),  # ends exactly at a closing: ends there
        ("2026-11-23T07:30", "8", "2026-11-23T17:00"),
        ("2026-11-23T05:00", "1", "2026-11-23T08:30"),  # before the opening
        ("2026-11-23T12:00", "1", "2026-11-23T14:00"),  # over lunch
        ("2026-11-23T11:30", "1", "2026-11-23T14:00"),  # at a closing it is shut
        ("2026-11-23T16:30", "1", "2026-11-25T08:00"),  # Culture Day 24/11 between
        ("2026-11-21T09:00", "0.25", "2026-11-23T07:45"),  # Saturday
        ("2026-11-23T12:00", "0", "2026-11-23T13:00"),  # nothing to count: the next opening
        ("2025-12-31T16:00", "2", "2026-01-05T08:30"),  # New Year and the swapped Friday
        ("2026-01-09T16:00", "2", "2026-01-10T08:30"),  # the Saturday worked instead
    ],
)
def test_working_hours(start: str, amount: str, due: str) -> None:
    assert add(CALENDAR, at(start), Decimal(amount), "working_hour").at == at(due)


def test_seconds_are_kept() -> None:
    start = at("2026-11-23T08:00:20")
    assert add(CALENDAR, start, Decimal("0.5"), "working_hour").at == at("2026-11-23T08:30:20")


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-11-23T08:00", 1, "2026-11-25T17:00"),  # the first day is not counted, 24/11 is off
        ("2026-11-23T23:59", 1, "2026-11-25T17:00"),
        ("2026-11-20T16:59", 3, "2026-11-26T17:00"),
        ("2026-11-22T10:00", 1, "2026-11-23T17:00"),  # filed on a Sunday
        ("2026-02-13T09:00", 1, "2026-02-23T17:00"),  # all of Tết
        ("2026-08-21T09:00", 1, "2026-08-22T17:00"),  # the Saturday worked for 31/8
        ("2026-08-28T09:00", 1, "2026-09-03T17:00"),
    ],
)
def test_working_days(start: str, amount: int, due: str) -> None:
    assert add(CALENDAR, at(start), Decimal(amount), "working_day").at == at(due)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-11-20T10:00", 3, "day", "2026-11-23T17:00"),
        ("2026-11-20T10:00", 1, "day", "2026-11-23T17:00"),  # Saturday rolls to Monday
        ("2026-11-20T10:00", 4, "day", "2026-11-25T17:00"),  # Culture Day rolls to Wednesday
        ("2027-01-31T10:00", 1, "month", "2027-03-01T17:00"),  # 28/2 is a Sunday
        ("2028-01-31T10:00", 1, "month", "2028-02-29T17:00"),  # a leap day
        ("2026-10-31T10:00", 1, "month", "2026-11-30T17:00"),
        ("2026-11-15T10:00", 2, "month", "2027-01-15T17:00"),
    ],
)
def test_days_and_months(start: str, amount: int, unit: str, due: str) -> None:
    assert add(CALENDAR, at(start), Decimal(amount), unit).at == at(due)  # type: ignore[arg-type]


def test_the_sum_names_each_day_and_why_others_are_skipped() -> None:
    due = add(CALENDAR, at("2026-11-20T10:00"), Decimal(3), "working_day")
    assert [day.day for day in due.counted] == [23, 25, 26]
    assert due.skipped == [
        (dt.date(2026, 11, 21), "Thứ Bảy, nghỉ hằng tuần"),
        (dt.date(2026, 11, 22), "Chủ nhật, nghỉ hằng tuần"),
        (dt.date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
    ]


def test_a_rolled_term_says_which_days_it_rolled_over() -> None:
    due = add(CALENDAR, at("2026-11-19T10:00"), Decimal(2), "day")
    assert [day.day for day in due.counted] == [20, 23]
    assert [day.day for day, _reason in due.skipped] == [21, 22]


def test_a_day_off_without_a_reason_still_says_something() -> None:
    calendar = Calendar({0: OFFICE, 1: OFFICE}, {dt.date(2026, 11, 23): []})
    assert calendar.reason(dt.date(2026, 11, 23)) == "Ngày nghỉ"
    assert calendar.reason(dt.date(2026, 11, 25)) == "Thứ Tư, nghỉ hằng tuần"


def test_moments_of_other_zones_are_counted_in_vietnam() -> None:
    start = dt.datetime(2026, 11, 22, 23, 0, tzinfo=dt.UTC)  # 06:00 on Monday in Viet Nam
    due = add(CALENDAR, start, Decimal(1), "working_hour")
    assert due.at == at("2026-11-23T08:30")
    assert due.at.utcoffset() == dt.timedelta(hours=7)


def test_between_is_working_time_and_may_be_negative() -> None:
    friday, wednesday = at("2026-11-20T16:00"), at("2026-11-25T08:00")
    assert between(CALENDAR, friday, wednesday) == dt.timedelta(hours=9, minutes=30)
    assert between(CALENDAR, wednesday, friday) == -dt.timedelta(hours=9, minutes=30)
    assert between(CALENDAR, friday, friday) == dt.timedelta()


@pytest.mark.parametrize("unit", ["working_day", "day", "month"])
@pytest.mark.parametrize("amount", ["0", "-1", "1.5", "NaN", "Infinity"])
def test_days_are_whole_and_at_least_one(unit: str, amount: str) -> None:
    with pytest.raises(ValueError, match="whole amount"):
        add(CALENDAR, at("2026-11-23T08:00"), Decimal(amount), unit)  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", ["-0.5", "NaN", "Infinity"])
def test_hours_are_not_negative(amount: str) -> None:
    with pytest.raises(ValueError, match="working hours"):
        add(CALENDAR, at("2026-11-23T08:00"), Decimal(amount), "working_hour")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown unit"):
        add(CALENDAR, at("2026-11-23T08:00"), Decimal(1), "week")  # type: ignore[arg-type]


def test_a_naive_moment_is_refused() -> None:
    naive = dt.datetime(2026, 11, 23, 8)  # noqa: DTZ001 - that is the mistake
    with pytest.raises(ValueError, match="time zone"):
        add(CALENDAR, naive, Decimal(1), "working_hour")
    with pytest.raises(ValueError, match="time zone"):
        between(CALENDAR, naive, at("2026-11-23T08:00"))


def test_a_calendar_that_never_opens_is_refused_instead_of_searched_for_ever() -> None:
    with pytest.raises(ValueError, match="no working day"):
        add(Calendar({}), at("2026-11-23T08:00"), Decimal(1), "working_hour")


@pytest.mark.parametrize(
    "periods",
    [
        [(dt.time(8), dt.time(8))],
        [(dt.time(9), dt.time(8))],
        [(dt.time(8), dt.time(10)), (dt.time(9), dt.time(11))],
    ],
)
def test_periods_that_cannot_be_are_refused(periods: list[tuple[dt.time, dt.time]]) -> None:
    with pytest.raises(ValueError, match="period"):
        Calendar({0: periods})


def test_a_weekday_out_of_the_week_is_refused() -> None:
    with pytest.raises(ValueError, match="weekdays"):
        Calendar({7: OFFICE})


def test_periods_may_come_in_any_order() -> None:
    calendar = Calendar({0: OFFICE[::-1]})
    assert add(calendar, at("2026-11-23T07:30"), Decimal(5), "working_hour").at == at("2026-11-23T14:00")
