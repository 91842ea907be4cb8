"""Issue 4 item 3, sentence by sentence: the contract of `units.working_time` that outsiders rely on (design.md).

Answers come from `minute_by_minute`, which only walks, or from a wall calendar; moments are drawn where things go
wrong: on openings and closings, at midnight, on swapped days, around Tết, at the end of months and years.
"""

from __future__ import annotations

import csv
import datetime as dt
import inspect
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.units import minute_by_minute as slow
from tests.units.calendars_of_chance import CALENDARS, DATES, MOMENTS, OFFICE, TURNS, office_calendar
from units import working_time
from units.working_time import (
    VIETNAM,
    Calendar,
    DueTime,
    TimeUnit,
    add,
    between,
    hand_over_due,
    same_day_due,
)

MANY = settings(max_examples=15)
FEW = settings(max_examples=15, deadline=None)
CALENDAR = office_calendar()
UNITS: tuple[TimeUnit, ...] = get_args(TimeUnit)
WHOLE_UNITS: tuple[TimeUnit, ...] = ("working_day", "day", "month")
MORNING, AFTERNOON = OFFICE
ZONES = ["UTC", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Asia/Kathmandu", "Europe/Paris"]


def at(text: str) -> dt.datetime:
    """A moment in Viet Nam."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@st.composite
def at_the_edges(draw: st.DrawFn, calendar: Calendar) -> dt.datetime:
    """An opening, a closing, a minute beside one, or midnight."""
    day = draw(st.one_of(DATES, TURNS))
    edges = [clock for period in calendar.periods(day) for clock in period] or [dt.time(0, 0)]
    clock = draw(st.sampled_from([*edges, dt.time(0, 0), dt.time(23, 59)]))
    beside = draw(st.sampled_from([dt.timedelta(), dt.timedelta(minutes=1), -dt.timedelta(minutes=1)]))
    return dt.datetime.combine(day, clock, VIETNAM) + beside


EDGES = CALENDARS.flatmap(lambda calendar: st.tuples(st.just(calendar), at_the_edges(calendar)))


# The signature


def test_the_names_and_their_order_are_those_of_the_contract() -> None:
    """`Calendar(weekly, exceptions, reasons)`, `add(calendar, start, amount, unit)`, `between(calendar, a, b)`."""
    assert list(inspect.signature(Calendar).parameters) == ["weekly", "exceptions", "reasons"]
    assert list(inspect.signature(add).parameters) == ["calendar", "start", "amount", "unit"]
    assert list(inspect.signature(between).parameters) == ["calendar", "a", "b"]
    assert list(inspect.signature(DueTime).parameters) == ["at", "counted", "skipped"]
    assert set(UNITS) == {"working_hour", "working_day", "day", "month"}


def test_what_it_gives_back_has_the_types_of_the_contract() -> None:
    due = add(CALENDAR, at("2026-11-20T10:00"), Decimal(3), "working_day")

    assert isinstance(due.at, dt.datetime)
    assert due.at.utcoffset() == dt.timedelta(hours=7)
    assert all(type(day) is dt.date for day in due.counted)
    assert all(type(day) is dt.date and isinstance(reason, str) and reason for day, reason in due.skipped)
    assert isinstance(between(CALENDAR, due.at, due.at), dt.timedelta)


def test_it_needs_no_database_and_no_settings() -> None:
    """Pure: the module imports the standard library only."""
    source = Path(inspect.getfile(working_time)).read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}

    assert imported <= {
        "__future__", "calendar", "collections", "dataclasses", "datetime", "decimal", "itertools", "typing", "zoneinfo"
    }  # fmt: skip


# The calendar


def test_monday_is_zero() -> None:
    monday, sunday = dt.date(2026, 11, 23), dt.date(2026, 11, 22)
    calendar = Calendar({0: [MORNING], 6: [AFTERNOON]})

    assert calendar.periods(monday) == [MORNING]
    assert calendar.periods(sunday) == [AFTERNOON]
    assert not any(calendar.is_working_day(monday + dt.timedelta(days=ahead)) for ahead in range(1, 6))


@MANY
@given(calendar=CALENDARS, day=DATES, hours=st.sampled_from([[], [MORNING], [MORNING, AFTERNOON]]))
def test_an_exception_replaces_the_hours_of_its_date_and_of_no_other(
    calendar: Calendar, day: dt.date, hours: list[Any]
) -> None:
    changed = Calendar(calendar.weekly, {**calendar.exceptions, day: hours})

    assert changed.periods(day) == hours
    assert changed.is_working_day(day) == bool(hours)
    for ahead in (-7, -1, 1, 7):
        other = day + dt.timedelta(days=ahead)
        assert changed.periods(other) == calendar.periods(other)


def test_changing_what_a_calendar_was_made_of_does_not_change_it() -> None:
    weekly, exceptions, reasons = {0: [MORNING]}, {dt.date(2026, 11, 24): [AFTERNOON]}, {dt.date(2026, 11, 25): "Lũ"}
    calendar = Calendar(weekly, exceptions, reasons)

    weekly[0].append(AFTERNOON)
    exceptions.clear()
    reasons[dt.date(2026, 11, 25)] = "Bão"

    assert calendar.periods(dt.date(2026, 11, 23)) == [MORNING]
    assert calendar.periods(dt.date(2026, 11, 24)) == [AFTERNOON]
    assert calendar.reason(dt.date(2026, 11, 25)) == "Lũ"


@pytest.mark.parametrize(
    "night",
    [(dt.time(22), dt.time(6)), (dt.time(18), dt.time(0)), (dt.time(0), dt.time(0)), (dt.time(12), dt.time(12))],
)
@pytest.mark.parametrize("is_exception", [False, True])
def test_a_period_over_midnight_is_refused_not_misread(night: tuple[dt.time, dt.time], is_exception: bool) -> None:
    with pytest.raises(ValueError, match="cannot open at"):
        Calendar({}, {dt.date(2026, 11, 23): [night]}) if is_exception else Calendar({0: [night]})


def test_periods_that_touch_are_one_stretch() -> None:
    calendar = Calendar({0: [(dt.time(8), dt.time(12)), (dt.time(12), dt.time(16))]})

    assert add(calendar, at("2026-11-23T11:00"), Decimal(1), "working_hour").at == at("2026-11-23T12:00")
    assert add(calendar, at("2026-11-23T12:00"), Decimal(1), "working_hour").at == at("2026-11-23T13:00")
    assert between(calendar, at("2026-11-23T11:00"), at("2026-11-23T13:00")) == dt.timedelta(hours=2)


# working_hour: open minutes from `start`, from the next opening if shut; exactly at a closing ends there


@MANY
@given(pair=EDGES, minutes=st.integers(1, 3000))
def test_open_minutes_are_counted_from_any_edge(pair: tuple[Calendar, dt.datetime], minutes: int) -> None:
    calendar, start = pair

    due = add(calendar, start, Decimal(minutes) / 60, "working_hour")

    # A third of a minute in binary would not do: the decimal is rounded to a microsecond.
    assert abs(due.at - slow.add_minutes(calendar, start, minutes)) <= dt.timedelta(microseconds=1)


@MANY
@given(calendar=CALENDARS, start=MOMENTS)
def test_a_sum_that_ends_exactly_at_a_closing_ends_there(calendar: Calendar, start: dt.datetime) -> None:
    """All the minutes of one stretch end at its closing, never at the next opening."""
    begins = slow.add_minutes(calendar, start, 0)
    stretch = next(p for p in calendar.periods(begins.date()) if p[0] <= begins.time() < p[1])
    closing = dt.datetime.combine(begins.date(), stretch[1], VIETNAM)
    hours = Decimal((closing - begins) // dt.timedelta(microseconds=1)) / 3_600_000_000

    assert abs(add(calendar, start, hours, "working_hour").at - closing) <= dt.timedelta(microseconds=1)


@MANY
@given(calendar=CALENDARS, start=MOMENTS, first=st.integers(1, 60), second=st.integers(1, 60))
def test_hours_in_two_parts_are_due_as_in_one(calendar: Calendar, start: dt.datetime, first: int, second: int) -> None:
    parts = add(
        calendar, add(calendar, start, Decimal(first) / 4, "working_hour").at, Decimal(second) / 4, "working_hour"
    )
    whole = add(calendar, start, Decimal(first + second) / 4, "working_hour")

    assert parts.at == whole.at


@MANY
@given(calendar=CALENDARS, start=MOMENTS, quarters=st.integers(1, 120))
def test_days_counted_by_the_hour_are_those_worked_between(
    calendar: Calendar, start: dt.datetime, quarters: int
) -> None:
    due = add(calendar, start, Decimal(quarters) / 4, "working_hour")

    days = [start.date() + dt.timedelta(days=n) for n in range((due.at.date() - start.date()).days + 1)]
    midnight = [dt.datetime.combine(day, dt.time(), VIETNAM) for day in days]
    worked = [
        day
        for day, begins in zip(days, midnight, strict=True)
        if between(calendar, max(begins, start), min(begins + dt.timedelta(days=1), due.at)) > dt.timedelta()
    ]
    assert due.counted == worked
    assert [day for day, _reason in due.skipped] == [day for day in days if not calendar.is_working_day(day)]


@pytest.mark.parametrize(
    ("hours", "due"),
    [
        ("0.1", "2026-11-23T08:06:00"),
        ("0.01", "2026-11-23T08:00:36"),
        ("0.0001", "2026-11-23T08:00:00.360000"),
        ("1.25", "2026-11-23T09:15:00"),
        ("3.5", "2026-11-23T11:30:00"),
        ("3.5001", "2026-11-23T13:00:00.360000"),
        ("1E+1", "2026-11-25T10:00:00"),
    ],
)
def test_parts_of_an_hour_are_exact(hours: str, due: str) -> None:
    """Monday from 08:00 has 7.5 hours left; the 24th is Culture Day."""
    assert add(CALENDAR, at("2026-11-23T08:00"), Decimal(hours), "working_hour").at == at(due)


# working_day: the last closing of the N-th working day strictly after the date of `start`


@MANY
@given(
    calendar=CALENDARS, day=st.one_of(DATES, TURNS), clocks=st.tuples(st.times(), st.times()), days=st.integers(1, 30)
)
def test_the_hour_of_filing_does_not_move_a_term_in_days(
    calendar: Calendar, day: dt.date, clocks: tuple[dt.time, dt.time], days: int
) -> None:
    """Civil Code 2015 Đ147: the first day is not counted, whether one files at 00:00 or at 23:59."""
    first, second = (dt.datetime.combine(day, clock, VIETNAM) for clock in clocks)

    for unit in WHOLE_UNITS:
        assert add(calendar, first, Decimal(days), unit) == add(calendar, second, Decimal(days), unit)


@MANY
@given(calendar=CALENDARS, start=MOMENTS, first=st.integers(1, 15), second=st.integers(1, 15))
def test_working_days_in_two_parts_are_due_as_in_one(
    calendar: Calendar, start: dt.datetime, first: int, second: int
) -> None:
    part = add(calendar, start, Decimal(first), "working_day")
    rest = add(calendar, part.at, Decimal(second), "working_day")
    whole = add(calendar, start, Decimal(first + second), "working_day")

    assert rest.at == whole.at
    assert part.counted + rest.counted == whole.counted


@FEW
@given(calendar=CALENDARS, start=MOMENTS, amount=st.integers(1, 12), unit=st.sampled_from(WHOLE_UNITS))
def test_a_term_ends_at_a_last_closing_after_the_first_day(
    calendar: Calendar, start: dt.datetime, amount: int, unit: TimeUnit
) -> None:
    due = add(calendar, start, Decimal(amount), unit)

    assert due.at.date() > start.date()
    assert due.at == slow.closing(calendar, due.at.date())
    rest_of_day = dt.datetime.combine(due.at.date() + dt.timedelta(days=1), dt.time(), VIETNAM)
    assert between(calendar, due.at, rest_of_day) == dt.timedelta()


@FEW
@given(
    calendar=CALENDARS,
    start=MOMENTS,
    later=st.timedeltas(dt.timedelta(), dt.timedelta(days=40)),
    amount=st.integers(1, 12),
    unit=st.sampled_from(UNITS),
)
def test_who_files_later_is_never_due_earlier(
    calendar: Calendar, start: dt.datetime, later: dt.timedelta, amount: int, unit: TimeUnit
) -> None:
    assert add(calendar, start, Decimal(amount), unit).at <= add(calendar, start + later, Decimal(amount), unit).at


def test_half_days_count_as_working_days_and_end_at_noon() -> None:
    """A Saturday morning that counts, and the morning before a flood."""
    saturday, flood = dt.date(2026, 11, 21), dt.date(2026, 11, 23)
    calendar = Calendar(dict.fromkeys(range(5), OFFICE) | {5: [MORNING]}, {flood: [MORNING]})

    assert add(calendar, at("2026-11-20T09:00"), Decimal(1), "working_day").at == at("2026-11-21T11:30")
    assert add(calendar, at("2026-11-20T09:00"), Decimal(2), "working_day").at == at("2026-11-23T11:30")
    assert add(calendar, at("2026-11-20T09:00"), Decimal(2), "working_day").counted == [saturday, flood]
    assert add(calendar, at("2026-11-21T11:00"), Decimal(1), "working_hour").at == at("2026-11-23T08:00")


@pytest.mark.parametrize("amount", [Decimal("0.5"), Decimal("1.5"), Decimal("2.0001"), Decimal(0), Decimal(-1)])
@pytest.mark.parametrize("unit", WHOLE_UNITS)
def test_only_whole_amounts_half_days_of_a_step_are_hours(amount: Decimal, unit: TimeUnit) -> None:
    with pytest.raises(ValueError, match="whole amount"):
        add(CALENDAR, at("2026-11-23T08:00"), amount, unit)


@pytest.mark.parametrize("amount", [Decimal("1.0"), Decimal("1.00"), Decimal("10E-1")])
def test_a_whole_amount_may_be_written_with_zeroes(amount: Decimal) -> None:
    """As the catalogue stores amounts, with two places."""
    assert add(CALENDAR, at("2026-11-23T08:00"), amount, "working_day").at == at("2026-11-25T17:00")


# day and month


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        ("2026-12-31T09:00", 1, "2027-02-01T17:00"),  # 31/01/2027 is a Sunday
        ("2026-12-31T09:00", 2, "2027-03-01T17:00"),  # clipped to 28/02/2027, a Sunday
        ("2027-03-31T09:00", 1, "2027-05-04T17:00"),  # clipped to 30/04, off until the 3rd of May in lieu
        ("2028-02-29T09:00", 12, "2029-02-28T17:00"),  # clipped, a Wednesday of no Tết
        ("2026-08-31T09:00", 1, "2026-09-30T17:00"),
        ("2026-01-30T09:00", 1, "2026-03-02T17:00"),  # clipped to 28/02, a Saturday
        ("2025-12-01T09:00", 1, "2026-01-05T17:00"),  # New Year, the swapped Friday, the weekend
        ("2025-12-10T09:00", 1, "2026-01-10T17:00"),  # the Saturday worked instead
    ],
)
def test_months_by_the_wall_calendar(start: str, months: int, due: str) -> None:
    assert add(CALENDAR, at(start), Decimal(months), "month").at == at(due)


@MANY
@given(start=MOMENTS, months=st.integers(1, 40))
def test_a_month_keeps_the_day_or_the_end_of_a_shorter_month(start: dt.datetime, months: int) -> None:
    """On a calendar that always works, so that nothing is moved."""
    always = Calendar({weekday: [(dt.time(0), dt.time(23, 59))] for weekday in range(7)})

    day = add(always, start, Decimal(months), "month").at.date()

    assert (day.year * 12 + day.month) - (start.year * 12 + start.month) == months
    if day.day != start.day:
        assert day.day < start.day
        assert (day + dt.timedelta(days=1)).day == 1


@MANY
@given(calendar=CALENDARS, start=MOMENTS, days=st.integers(1, 90))
def test_a_term_in_days_is_moved_forward_only_over_days_off(calendar: Calendar, start: dt.datetime, days: int) -> None:
    target = start.date() + dt.timedelta(days=days)
    due = add(calendar, start, Decimal(days), "day")

    passed_over = [target + dt.timedelta(days=n) for n in range((due.at.date() - target).days)]
    assert not any(calendar.is_working_day(day) for day in passed_over)
    assert [day for day, _reason in due.skipped] == passed_over
    assert calendar.is_working_day(due.at.date())


# Zones


@MANY
@given(
    calendar=CALENDARS,
    start=MOMENTS,
    zone=st.sampled_from(ZONES),
    amount=st.integers(1, 9),
    unit=st.sampled_from(UNITS),
)
def test_the_same_moment_in_any_zone_is_due_at_the_same_moment(
    calendar: Calendar, start: dt.datetime, zone: str, amount: int, unit: TimeUnit
) -> None:
    elsewhere = start.astimezone(ZoneInfo(zone))

    assert add(calendar, elsewhere, Decimal(amount), unit) == add(calendar, start, Decimal(amount), unit)
    assert hand_over_due(calendar, elsewhere) == hand_over_due(calendar, start)
    assert same_day_due(calendar, elsewhere) == same_day_due(calendar, start)
    assert between(calendar, elsewhere, start + dt.timedelta(days=3)) == between(
        calendar, start, start + dt.timedelta(days=3)
    )


def test_the_date_of_filing_is_that_of_viet_nam() -> None:
    """23:30 in UTC on Sunday is Monday morning in Viet Nam: Monday is the first day, which is not counted."""
    start = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)

    assert add(CALENDAR, start, Decimal(1), "working_day").counted == [dt.date(2026, 11, 25)]


@pytest.mark.parametrize("call", [hand_over_due, same_day_due])
def test_a_moment_without_a_zone_is_refused_everywhere(call: Any) -> None:
    naive = at("2026-11-23T08:00").replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        call(CALENDAR, naive)
    for unit in UNITS:
        with pytest.raises(ValueError, match="time zone"):
            add(CALENDAR, naive, Decimal(1), unit)


# between


@MANY
@given(calendar=CALENDARS, moments=st.tuples(MOMENTS, st.integers(0, 20_000), st.integers(0, 20_000)))
def test_between_adds_up_over_any_moment_in_the_middle(
    calendar: Calendar, moments: tuple[dt.datetime, int, int]
) -> None:
    first, ahead, further = moments
    middle = first + dt.timedelta(minutes=ahead)
    last = middle + dt.timedelta(minutes=further)

    assert between(calendar, first, middle) + between(calendar, middle, last) == between(calendar, first, last)
    assert dt.timedelta() <= between(calendar, first, last) <= last - first


# Calendars and amounts that cannot be


SHUT: list[Calendar] = [
    Calendar({}),
    Calendar({day: [] for day in range(7)}),
    Calendar({}, {dt.date(2026, 11, 20): OFFICE}),  # worked once, before the start
    Calendar({0: OFFICE}, {dt.date(2026, 11, 23) + dt.timedelta(weeks=n): [] for n in range(80)}),
]


@pytest.mark.parametrize("calendar", SHUT, ids=["empty", "no hours", "worked before", "shut for a year and a half"])
@pytest.mark.parametrize("unit", UNITS)
def test_a_calendar_that_stays_shut_is_an_error_in_words_at_once(calendar: Calendar, unit: TimeUnit) -> None:
    with pytest.raises(ValueError, match="no working day"):
        add(calendar, at("2026-11-23T08:00"), Decimal(1), unit)


@pytest.mark.parametrize("call", [hand_over_due, same_day_due])
@pytest.mark.parametrize("calendar", SHUT)
def test_a_shut_calendar_has_no_day_to_hand_over_on(call: Any, calendar: Calendar) -> None:
    with pytest.raises(ValueError, match="no working day"):
        call(calendar, at("2026-11-23T08:00"))


def test_a_single_worked_day_is_found_and_the_search_ends_after_it() -> None:
    calendar = Calendar({}, {dt.date(2027, 6, 1): [MORNING]})

    assert add(calendar, at("2026-11-23T08:00"), Decimal(1), "working_day").at == at("2027-06-01T11:30")
    assert add(calendar, at("2026-11-23T08:00"), Decimal(4), "working_hour").at == at("2027-06-01T11:30")
    with pytest.raises(ValueError, match="no working day"):
        add(calendar, at("2026-11-23T08:00"), Decimal("4.1"), "working_hour")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("amount", ["1e6", "1e12", "1e400"])
def test_an_amount_beyond_a_century_is_a_slip_and_said_so_at_once(unit: TimeUnit, amount: str) -> None:
    with pytest.raises(ValueError, match="longer than any term"):
        add(CALENDAR, at("2026-11-23T08:00"), Decimal(amount), unit)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(unit: TimeUnit, amount: str) -> None:
    with pytest.raises(ValueError, match=r"whole amount|working hours|longer"):
        add(CALENDAR, at("2026-11-23T08:00"), Decimal(amount), unit)


def test_a_long_term_is_counted_all_the_same() -> None:
    """Ten years of working days, beyond all special days written: weekends still count."""
    due = add(CALENDAR, at("2026-11-23T08:00"), Decimal(2500), "working_day")

    assert len(due.counted) == 2500
    assert due.at.date() > dt.date(2036, 1, 1)


# The 15:00 rule on top (NĐ 309/2026 Đ18(2))


@MANY
@given(pair=EDGES)
def test_handing_over_is_due_today_until_three_else_the_next_working_morning(
    pair: tuple[Calendar, dt.datetime],
) -> None:
    calendar, received = pair
    open_later_today = slow.open_minutes(
        calendar, received, dt.datetime.combine(received.date() + dt.timedelta(days=1), dt.time(), VIETNAM)
    )
    is_today = open_later_today > 0 and (received.hour, received.minute) <= (15, 0)

    due, result = hand_over_due(calendar, received), same_day_due(calendar, received)

    if is_today:
        assert due.at == result.at == slow.closing(calendar, received.date())
        assert due.counted == [received.date()]
    else:
        day = received.date() + dt.timedelta(days=1)
        while not slow.hours_of(calendar, day):
            day += dt.timedelta(days=1)
        assert result.at == slow.closing(calendar, day)
        assert due.at == dt.datetime.combine(day, slow.hours_of(calendar, day)[0][1], VIETNAM)
        assert due.counted == result.counted == [day]


# Every day of three years


@pytest.mark.realdata
def test_terms_from_every_day_of_three_years_are_those_of_the_reference_calendar(shared_data: Path) -> None:
    """The list of days off is read here as plain data; ours comes from the law's package and our decisions."""
    with (shared_data / "holidays" / "vn_holidays_2025_2027.csv").open(encoding="utf-8") as lines:
        listed = {dt.date.fromisoformat(row["date"]): row["is_working_day"] == "yes" for row in csv.DictReader(lines)}
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=n) for n in range(3 * 365)]
    worked = [day for day in days if listed.get(day, day.weekday() < 5)]
    place = {day: number for number, day in enumerate(worked)}
    wrong = []
    for day in days[:-60]:
        later = next(place[d] for d in days[days.index(day) + 1 :] if d in place)
        for term in (1, 3, 5, 15, 20):
            due = add(CALENDAR, dt.datetime.combine(day, dt.time(10), VIETNAM), Decimal(term), "working_day")
            if due.at.date() != worked[later + term - 1]:
                wrong.append((day, term, due.at.date()))
    assert wrong == []


@FEW
@given(start=MOMENTS, days=st.integers(1, 30))
def test_the_sum_can_be_checked_by_hand(start: dt.datetime, days: int) -> None:
    """Every date after the first day is either counted or skipped with a reason a citizen understands."""
    assume(start.year < 2028)
    due = add(CALENDAR, start, Decimal(days), "working_day")

    for day, reason in due.skipped:
        assert not CALENDAR.is_working_day(day)
        weekday = working_time.WEEKDAYS[day.weekday()]
        assert reason == CALENDAR.reasons.get(day, f"{weekday}, nghỉ hằng tuần")
    assert len(due.counted) == len(set(due.counted)) == days
    assert not set(due.counted) & {day for day, _reason in due.skipped}
