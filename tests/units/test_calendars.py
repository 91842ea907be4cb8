"""Calendars built from rows: weekly hours, exceptions of a base and of its own, kept until a row changes."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.units import factories as make
from units import calendars
from units.models import CalendarException, Unit, WorkingCalendar, WorkingPeriod, today_in_vietnam
from units.tasks import extend_calendars
from units.working_time import VIETNAM

pytestmark = pytest.mark.django_db
MONDAY, SATURDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 21)


def reloaded(unit: Unit) -> Unit:
    """The unit as a later request reads it."""
    return Unit.objects.select_related("calendar").get(pk=unit.pk)


def test_office_hours_are_eight_a_day_monday_to_friday() -> None:
    value = calendars.calendar_of(make.CentreFactory())
    assert value.periods(MONDAY) == [(dt.time(7, 30), dt.time(11, 30)), (dt.time(13), dt.time(17))]
    assert value.periods(SATURDAY) == []


def test_special_days_of_the_year_are_off_or_worked_with_their_reason() -> None:
    value = calendars.calendar_of(make.CentreFactory())
    assert value.periods(dt.date(2026, 1, 2)) == []
    assert value.reason(dt.date(2026, 1, 2)) == "Nghỉ Tết Dương lịch, làm bù vào thứ Bảy 10/01/2026"
    assert value.periods(dt.date(2026, 1, 10)) == value.periods(MONDAY)
    assert value.reason(dt.date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"


def test_a_built_calendar_costs_no_query_until_a_row_changes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    unit = reloaded(make.CentreFactory())
    first = calendars.calendar_of(unit)
    with django_assert_num_queries(0):
        assert calendars.calendar_of(unit) is first
    CalendarException.objects.create(calendar=unit.calendar, date=MONDAY, reason="Mất điện")
    with django_assert_num_queries(2):  # the unit with its calendar; hours and exceptions of both purposes
        changed = calendars.calendar_of(reloaded(unit))
    assert changed.periods(MONDAY) == []
    assert changed.reason(MONDAY) == "Mất điện"


def test_removing_an_exception_is_seen_too() -> None:
    unit = make.CentreFactory()
    row = CalendarException.objects.create(calendar=unit.calendar, date=MONDAY, reason="Lũ")
    assert not calendars.calendar_of(reloaded(unit)).is_working_day(MONDAY)
    row.delete()
    assert calendars.calendar_of(reloaded(unit)).is_working_day(MONDAY)


def test_a_calendar_takes_over_its_base_and_its_own_exceptions_win() -> None:
    base = make.CalendarFactory()
    local = WorkingCalendar.objects.create(slug="con-dao", name="Côn Đảo", base=base)
    WorkingPeriod.objects.create(calendar=local, weekday=0, opens=dt.time(8), closes=dt.time(12))
    CalendarException.objects.create(calendar=base, date=MONDAY, reason="Lũ")
    unit = make.CentreFactory(calendar=local)
    assert not calendars.calendar_of(reloaded(unit)).is_working_day(MONDAY)
    CalendarException.objects.create(
        calendar=local, date=MONDAY, hours=[["08:00", "10:00"]], reason="Vẫn trực buổi sáng"
    )
    value = calendars.calendar_of(reloaded(unit))
    assert value.periods(MONDAY) == [(dt.time(8), dt.time(10))]


def test_a_change_of_the_base_reaches_the_calendars_on_it() -> None:
    base = make.CalendarFactory()
    local = WorkingCalendar.objects.create(slug="con-dao", name="Côn Đảo", base=base)
    WorkingPeriod.objects.create(calendar=local, weekday=0, opens=dt.time(8), closes=dt.time(12))
    unit = make.CentreFactory(calendar=local)
    assert calendars.calendar_of(reloaded(unit)).is_working_day(MONDAY)
    CalendarException.objects.create(calendar=base, date=MONDAY, reason="Bão")
    assert not calendars.calendar_of(reloaded(unit)).is_working_day(MONDAY)


def test_a_counter_open_on_saturday_does_not_make_it_a_working_day() -> None:
    made = make.CentreFactory()
    WorkingPeriod.objects.create(
        calendar=made.calendar,
        purpose=WorkingPeriod.Purpose.OPENING,
        weekday=5,
        opens=dt.time(7, 30),
        closes=dt.time(11, 30),
    )
    unit = reloaded(made)
    assert calendars.is_open(unit, dt.datetime(2026, 11, 21, 9, tzinfo=VIETNAM))
    assert not calendars.calendar_of(unit).is_working_day(SATURDAY)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T07:29", False),
        ("2026-11-23T07:30", True),
        ("2026-11-23T11:30", False),
        ("2026-11-23T16:59", True),
        ("2026-11-23T17:00", False),
        ("2026-11-24T09:00", False),
    ],
)
def test_open_now(moment: str, is_open: bool) -> None:
    unit = make.CentreFactory()
    local = dt.datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
    assert calendars.is_open(unit, local.astimezone(dt.UTC)) is is_open


def test_days_off_ahead_are_the_special_ones() -> None:
    unit = make.CentreFactory()
    ahead = calendars.days_off_ahead(unit, days=60, on=dt.date(2026, 11, 22))
    assert ahead == [
        (dt.date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (dt.date(2027, 1, 1), "Tết Dương lịch"),
    ]


def test_writing_special_days_again_changes_nothing_and_keeps_corrections() -> None:
    calendar = make.CalendarFactory()
    this_year = today_in_vietnam().year
    corrected = dt.date(this_year, 1, 1)
    CalendarException.objects.filter(calendar=calendar, date=corrected).update(reason="Đã sửa")
    assert calendars.write_special_days(calendar, [this_year - 1, this_year, this_year + 1]) == 0
    assert calendar.exceptions.get(date=corrected).reason == "Đã sửa"


def test_a_new_year_in_reach_is_written_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = make.CalendarFactory()
    local = WorkingCalendar.objects.create(slug="con-dao", name="Côn Đảo", base=calendar)
    extend_calendars()
    before = calendar.exceptions.count()
    next_year = today_in_vietnam().year + 1
    monkeypatch.setattr(calendars, "today_in_vietnam", lambda: dt.date(next_year, 1, 1))
    extend_calendars()
    extend_calendars()
    assert calendar.exceptions.filter(date__year=next_year + 2).count() == calendar.exceptions.count() - before > 10
    assert not local.exceptions.exists()
