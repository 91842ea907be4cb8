"""A calendar on a base takes over its special days, at any depth, at once, and may say otherwise itself."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.units import factories as make
from units import calendars
from units.models import CalendarException, Unit, WorkingCalendar, WorkingPeriod

pytestmark = pytest.mark.django_db
FLOOD = dt.date(2026, 10, 14)  # a Wednesday
MORNING = [["07:30", "11:30"]]


@pytest.fixture
def country() -> WorkingCalendar:
    calendar: WorkingCalendar = make.CalendarFactory(slug="ca-nuoc")
    return calendar


@pytest.fixture
def ward(country: WorkingCalendar) -> Unit:
    """A unit whose calendar stands on the province's, which stands on the country's."""
    province = WorkingCalendar.objects.create(slug="tinh", name="Tỉnh", base=country)
    own = WorkingCalendar.objects.create(slug="phuong", name="Phường", base=province)
    for opens, closes in calendars.OFFICE_HOURS:
        WorkingPeriod.objects.create(calendar=own, weekday=FLOOD.weekday(), opens=opens, closes=closes)
    unit: Unit = make.CommuneCommitteeFactory(calendar=own)
    return unit


def hours(unit: Unit) -> int:
    """How many stretches are worked on the day, as a request that comes now sees it."""
    return len(calendars.calendar_of(Unit.objects.get(pk=unit.pk)).periods(FLOOD))


def test_a_day_off_two_levels_below_counts_at_once(country: WorkingCalendar, ward: Unit) -> None:
    assert hours(ward) == 2
    day_off = CalendarException.objects.create(calendar=country, date=FLOOD, reason="Lũ lụt")
    assert hours(ward) == 0
    day_off.delete()
    assert hours(ward) == 2


def test_the_nearest_word_wins(country: WorkingCalendar, ward: Unit) -> None:
    CalendarException.objects.create(calendar=country, date=FLOOD, reason="Lũ lụt")
    CalendarException.objects.create(calendar=ward.calendar, date=FLOOD, reason="Trực buổi sáng", hours=MORNING)
    assert hours(ward) == 1
    assert calendars.calendar_of(Unit.objects.get(pk=ward.pk)).reason(FLOOD) == "Trực buổi sáng"


def test_what_a_calendar_adds_stays_its_own(country: WorkingCalendar, ward: Unit) -> None:
    elsewhere = make.CommuneCommitteeFactory(calendar=country)
    CalendarException.objects.create(calendar=ward.calendar, date=FLOOD, reason="Mất điện")
    assert hours(ward) == 0
    assert hours(elsewhere) == 2
