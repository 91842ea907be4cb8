"""Days that depart from the week: written with their own hours, on the page and for machines, in both languages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from tests.units import factories as make
from units import calendars
from units.models import CalendarException, Unit, WorkingCalendar, WorkingPeriod
from units.working_time import VIETNAM

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def centre() -> Unit:
    unit: Unit = make.CentreFactory(code="H29.168.9")
    CalendarException.objects.filter(calendar=unit.calendar).delete()
    return unit


def special(unit: Unit, days: int, reason: str, *hours: list[str]) -> None:
    """A special day so many days after that Monday."""
    CalendarException.objects.create(
        calendar=unit.calendar, date=MONDAY + dt.timedelta(days=days), reason=reason, hours=list(hours)
    )
    unit.calendar.refresh_from_db()


@pytest.fixture
def pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The text that follows the heading of special days, in both languages, on that Monday morning."""
    moment = dt.datetime.combine(MONDAY, dt.time(9), VIETNAM)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return {
        language: client.get("/don-vi/H29.168.9/", headers={"Accept-Language": language}).content.decode()
        for language in ("vi", "en")
    }


class TestThePage:
    @pytest.fixture(autouse=True)
    def _days(self, centre: Unit) -> None:
        special(centre, 1, "Nghỉ bù lễ")
        special(centre, 5, "Làm bù ngày thứ Ba", ["08:00", "11:00"], ["14:00", "16:15"])
        special(centre, -1, "Đã qua")
        special(centre, 61, "Còn xa")

    def test_a_worked_day_is_said_with_its_own_hours(self, pages: dict[str, str]) -> None:
        for hours in ("08:00–11:00", "14:00–16:15"):
            assert hours in pages["vi"]
        assert "thứ Bảy, 28/11/2026" in pages["vi"]
        assert "Làm bù ngày thứ Ba" in pages["vi"]

    def test_a_day_off_is_said_as_such_in_both_languages(self, pages: dict[str, str]) -> None:
        assert "Ngày đặc biệt sắp tới" in pages["vi"]
        assert "Special days ahead" in pages["en"]
        assert "Nghỉ. Nghỉ bù lễ" in pages["vi"]
        assert "Closed. Nghỉ bù lễ" in pages["en"]

    def test_neither_the_past_nor_what_is_far_is_told(self, pages: dict[str, str]) -> None:
        for reason in ("Đã qua", "Còn xa"):
            assert reason not in pages["vi"]


def test_machines_read_the_same_hours(client: Client, centre: Unit) -> None:
    today = timezone.localdate()
    CalendarException.objects.create(
        calendar=centre.calendar, date=today + dt.timedelta(days=2), reason="Lũ", hours=[["08:00", "11:00"]]
    )
    CalendarException.objects.create(calendar=centre.calendar, date=today + dt.timedelta(days=3), reason="Nghỉ")

    told = client.get("/api/v1/units/H29.168.9/").json()

    assert [(day["reason"], day["periods"]) for day in told["special_days"]] == [
        ("Lũ", [["08:00", "11:00"]]),
        ("Nghỉ", []),
    ]
    assert [day["reason"] for day in told["days_off"]] == ["Nghỉ"]


def test_the_door_follows_the_hours_of_the_day(centre: Unit) -> None:
    special(centre, 1, "Chỉ buổi chiều", ["13:00", "15:00"])
    tuesday = MONDAY + dt.timedelta(days=1)

    def is_open(hour: int) -> bool:
        return calendars.is_open(centre, dt.datetime.combine(tuesday, dt.time(hour), VIETNAM))

    assert [is_open(hour) for hour in (9, 13, 14, 15, 16)] == [False, True, True, False, False]


def calendar_with(*rows: tuple[int, str, str]) -> WorkingCalendar:
    """A calendar with these counting hours, without special days."""
    made: WorkingCalendar = WorkingCalendar.objects.create(slug="other", name="Giờ khác")
    for weekday, opens, closes in rows:
        WorkingPeriod.objects.create(
            calendar=made, weekday=weekday, opens=dt.time.fromisoformat(opens), closes=dt.time.fromisoformat(closes)
        )
    return made


@pytest.mark.parametrize(
    ("rows", "hours"),
    [
        (
            [(0, "08:00", "12:00"), (0, "13:30", "17:30"), (1, "07:00", "09:00")],
            [["08:00", "12:00"], ["13:30", "17:30"]],
        ),
        ([(2, "07:00", "15:00")], [["07:00", "15:00"]]),
        ([], [["07:30", "11:30"], ["13:00", "17:00"]]),
    ],
)
def test_a_day_worked_for_another_is_worked_in_the_calendars_own_hours(
    rows: list[tuple[int, str, str]], hours: list[list[str]]
) -> None:
    """2026: Saturday 22 August is worked for Monday 31 August (Quốc khánh)."""
    calendar = calendar_with(*rows)

    calendars.write_special_days(calendar, [2026])

    worked = [day for day in calendar.exceptions.all() if not day.is_day_off]
    assert worked, "the year has a day worked for another"
    assert all(day.hours == hours for day in worked)


def test_what_an_administrator_wrote_stays() -> None:
    calendar = calendar_with((0, "08:00", "12:00"))
    CalendarException.objects.create(
        calendar=calendar, date=dt.date(2026, 9, 2), reason="Trực lễ", hours=[["08:00", "09:00"]]
    )

    first, second = (calendars.write_special_days(calendar, [2026]) for _time in range(2))

    assert (first > 0, second) == (True, 0)
    assert calendar.exceptions.get(date=dt.date(2026, 9, 2)).reason == "Trực lễ"
