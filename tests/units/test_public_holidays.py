"""The country's days off agree with the reference day by day."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from tests.units.calendars_of_chance import office_calendar
from units import public_holidays


@pytest.mark.realdata
def test_every_day_of_2025_to_2027_is_off_or_worked_as_the_reference_says(shared_data: Path) -> None:
    calendar = office_calendar()
    with (shared_data / "holidays" / "vn_holidays_2025_2027.csv").open(encoding="utf-8") as lines:
        listed = {dt.date.fromisoformat(row["date"]): row["is_working_day"] == "yes" for row in csv.DictReader(lines)}
    day, wrong = dt.date(2025, 1, 1), []
    while day.year < 2028:
        expected = listed.get(day, day.weekday() < 5)
        if calendar.is_working_day(day) != expected:
            wrong.append(day)
        day += dt.timedelta(days=1)
    assert wrong == []


def test_culture_day_is_off_since_2026() -> None:
    off = {day.date for day in public_holidays.special_days([2025, 2026]) if not day.is_worked}
    assert dt.date(2026, 11, 24) in off
    assert dt.date(2025, 11, 24) not in off


def test_every_swap_gives_a_saturday_for_a_working_day() -> None:
    days = {day.date: day for day in public_holidays.special_days([2025, 2026])}
    worked = [day for day in days.values() if day.is_worked]
    assert [day.date for day in worked] == [
        dt.date(2025, 4, 26),
        dt.date(2026, 1, 10),
        dt.date(2026, 8, 22),
    ]
    assert all(day.date.weekday() == 5 and day.source for day in worked)


def test_every_special_day_says_why_and_on_what_ground() -> None:
    assert all(day.reason and day.source for day in public_holidays.special_days(range(2025, 2029)))
