"""Rule proved: whoever looks up a centre learns whether it is open now, until when, or when it opens next."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given

from tests.units import factories as make
from tests.units import minute_by_minute as slow
from tests.units.calendars_of_chance import CALENDARS, MOMENTS
from units import calendars
from units.calendars import Door, door_of
from units.models import Unit, WorkingCalendar, WorkingPeriod
from units.working_time import VIETNAM, Calendar


def at(text: str) -> dt.datetime:
    """A moment in Viet Nam."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture
def centre(db: None) -> Unit:
    """A centre with office hours and Saturday mornings for people."""
    unit: Unit = make.CentreFactory()
    for weekday in range(6):
        _open(unit, weekday, "07:30", "11:30")
        if weekday < 5:
            _open(unit, weekday, "13:00", "17:00")
    return Unit.objects.select_related("calendar").get(pk=unit.pk)


def _open(unit: Unit, weekday: int, opens: str, closes: str) -> None:
    times = {"opens": dt.time.fromisoformat(opens), "closes": dt.time.fromisoformat(closes)}
    WorkingPeriod.objects.create(calendar=unit.calendar, purpose="opening", weekday=weekday, **times)


@pytest.mark.parametrize(
    ("now", "is_open", "until"),
    [
        ("2026-11-23T07:29:59", False, "2026-11-23T07:30"),
        ("2026-11-23T07:30:00", True, "2026-11-23T11:30"),
        ("2026-11-23T11:29:59", True, "2026-11-23T11:30"),
        ("2026-11-23T11:30:00", False, "2026-11-23T13:00"),  # lunch
        ("2026-11-23T17:00:00", False, "2026-11-25T07:30"),  # Culture Day between
        ("2026-11-27T18:00:00", False, "2026-11-28T07:30"),  # a Saturday morning
        ("2026-11-28T11:30:00", False, "2026-11-30T07:30"),
        ("2026-02-13T17:00:00", False, "2026-02-14T07:30"),
        ("2026-02-14T11:30:00", False, "2026-02-21T07:30"),  # the five days of Tết; its Saturdays are no holidays
    ],
)
def test_the_door(centre: Unit, now: str, is_open: bool, until: str) -> None:
    assert door_of(centre, at(now)) == Door(is_open, at(until))


def test_a_unit_that_never_opens_promises_nothing(centre: Unit) -> None:
    empty = WorkingCalendar.objects.create(slug="dong-cua", name="Đóng cửa")

    assert door_of(Unit(calendar=empty), at("2026-11-23T09:00")) == Door(False, None)


@given(calendar=CALENDARS, now=MOMENTS)
def test_the_door_changes_at_the_first_minute_that_is_otherwise(calendar: Calendar, now: dt.datetime) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendars, "opening_hours_of", lambda unit: calendar)
        door = door_of(Unit(), now)

    moment = now
    while slow.is_open(calendar, moment) == door.is_open and moment != door.until:
        moment += slow.MINUTE
    assert door.is_open == slow.is_open(calendar, now)
    assert moment == door.until


@pytest.mark.parametrize(
    ("now", "vietnamese", "english"),
    [
        ("2026-11-23T09:00", "đến <time", "until <time"),
        ("2026-11-23T12:00", "mở lại lúc <time", "opens again at <time"),
    ],
)
def test_the_page_says_it_in_the_readers_language(
    client: Client, centre: Unit, monkeypatch: pytest.MonkeyPatch, now: str, vietnamese: str, english: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at(now))
    path = centre.get_absolute_url()

    assert vietnamese in client.get(path).content.decode()
    assert english in client.get(path, headers={"Accept-Language": "en"}).content.decode()


def test_a_page_of_a_unit_that_never_opens_says_shut_and_no_more(client: Client, centre: Unit) -> None:
    empty = WorkingCalendar.objects.create(slug="dong-cua", name="Đóng cửa")
    unit = make.CommuneCommitteeFactory(calendar=empty)

    html = client.get(unit.get_absolute_url()).content.decode()

    assert "Đang đóng cửa" in html
    assert "mở lại lúc" not in html
    assert html.count("Nghỉ</td>") == 7


def test_the_week_on_the_page_is_that_of_the_doors_not_of_due_times(client: Client, centre: Unit) -> None:
    html = client.get(centre.get_absolute_url()).content.decode()
    rows = [row for row in html.split("<tr")[2:] if "07:30–11:30" in row]

    assert len(rows) == 6
    assert sum("13:00–17:00" in row for row in rows) == 5
