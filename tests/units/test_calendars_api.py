"""Rules proved: whoever counts a due time anew finds by REST what it is counted with: week, holidays, swapped days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.rest.walking import queries_of, read, walked
from tests.units import factories as make
from units import calendars
from units.models import CalendarException, Unit, WorkingCalendar, WorkingPeriod, today_in_vietnam

CALENDARS = "/api/v1/calendars/"
FLOOD = dt.date(2031, 10, 14)
MORNING = [["07:30", "11:30"]]


def write_day(calendar: WorkingCalendar, date: dt.date, reason: str, hours: Any = ()) -> None:
    CalendarException.objects.create(calendar=calendar, date=date, reason=reason, hours=list(hours))


def bare(slug: str, base: WorkingCalendar | None = None) -> WorkingCalendar:
    return WorkingCalendar.objects.create(slug=slug, name=f"Lịch {slug}", base=base)


@pytest.fixture
def ward(db: None) -> Unit:
    """A unit whose calendar stands on the province's, which stands on the country's."""
    country = make.CalendarFactory(slug="ca-nuoc", name="Cả nước")
    own = bare("phuong", bare("tinh", country))
    for opens, closes in calendars.OFFICE_HOURS:
        WorkingPeriod.objects.create(calendar=own, weekday=1, opens=opens, closes=closes)
    unit: Unit = make.CommuneCommitteeFactory(calendar=own)
    return unit


def days(client: Client, slug: str, query: str = "since=2031-01-01") -> dict[str, str]:
    rows = walked(client, f"{CALENDARS}{slug}/special-days/?{query}", size=2)
    return {row["date"]: row["reason"] for row in rows}


def test_a_calendar_tells_its_week_and_what_it_stands_on(client: Client, ward: Unit) -> None:
    calendar = ward.calendar
    told = read(client, f"{CALENDARS}phuong/")
    week = [{"weekday": 1, "periods": [["07:30", "11:30"], ["13:00", "17:00"]]}]
    assert (told["base"], told["hours"], told["opening_hours"]) == ("tinh", week, week)

    doors = WorkingPeriod.Purpose.OPENING
    WorkingPeriod.objects.create(calendar=calendar, weekday=5, opens=dt.time(8), closes=dt.time(11), purpose=doors)
    again = read(client, f"{CALENDARS}phuong/")
    assert again["hours"] == week
    assert again["opening_hours"] == [{"weekday": 5, "periods": [["08:00", "11:00"]]}]
    assert again["revision"] > told["revision"]


def test_units_name_their_calendar_and_it_is_found_by_them(client: Client, ward: Unit) -> None:
    assert read(client, f"/api/v1/units/{ward.code}/")["calendar"] == "phuong"
    found = read(client, f"{CALENDARS}?unit={ward.code}")["results"]
    assert [(row["slug"], row["base"], row["name"]) for row in found] == [("phuong", "tinh", "Lịch phuong")]
    assert [row["slug"] for row in read(client, f"{CALENDARS}?base=tinh")["results"]] == ["phuong"]
    assert read(client, f"{CALENDARS}?unit=H29.000")["results"] == []
    slugs = [row["slug"] for row in walked(client, CALENDARS)]
    assert slugs == sorted(slugs)
    assert {"phuong", "tinh", "ca-nuoc"} <= set(slugs)


def test_holidays_of_the_bases_are_told_and_the_nearest_word_counts(client: Client, ward: Unit) -> None:
    country, province = WorkingCalendar.objects.get(slug="ca-nuoc"), WorkingCalendar.objects.get(slug="tinh")
    write_day(country, FLOOD, "Lũ lụt")
    write_day(province, FLOOD + dt.timedelta(days=1), "Bão")
    write_day(ward.calendar, FLOOD, "Trực buổi sáng", MORNING)

    rows = read(client, f"{CALENDARS}phuong/special-days/?since=2031-01-01")["results"]
    assert rows == [
        {"date": "2031-10-14", "is_day_off": False, "periods": MORNING, "reason": "Trực buổi sáng", "source": "",
         "calendar": "phuong"},
        {"date": "2031-10-15", "is_day_off": True, "periods": [], "reason": "Bão", "source": "", "calendar": "tinh"},
    ]  # fmt: skip
    assert days(client, "tinh") == {"2031-10-14": "Lũ lụt", "2031-10-15": "Bão"}
    assert days(client, "ca-nuoc") == {"2031-10-14": "Lũ lụt"}


def test_the_public_holidays_of_a_year_are_all_there_with_their_law(client: Client, ward: Unit) -> None:
    year = today_in_vietnam().year
    rows = read(client, f"{CALENDARS}phuong/special-days/?since={year}-01-01&until={year + 1}-01-01")["results"]
    known = CalendarException.objects.filter(calendar__slug="ca-nuoc", date__year=year)
    assert len(rows) == known.count() > 10
    assert f"{year}-09-02" in {row["date"] for row in rows}
    assert all(row["source"] for row in rows)


def test_dates_narrow_from_one_up_to_not_including_another(client: Client, ward: Unit) -> None:
    for offset in range(3):
        write_day(ward.calendar, FLOOD + dt.timedelta(days=offset), f"Ngày {offset}")
    assert list(days(client, "phuong", "since=2031-10-15")) == ["2031-10-15", "2031-10-16"]
    assert list(days(client, "phuong", "since=2031-10-14&until=2031-10-15")) == ["2031-10-14"]
    for name in ("since", "until"):
        answer = client.get(f"{CALENDARS}phuong/special-days/", {name: "Tết"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, name)


def test_what_is_no_calendar_is_not_there(client: Client, ward: Unit) -> None:
    for address in (f"{CALENDARS}khong-co/", f"{CALENDARS}khong-co/special-days/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    # the calendar, what it stands on, the days with where each is written: however many there are
    few, all_of_them = f"{CALENDARS}phuong/special-days/?page_size=1", f"{CALENDARS}phuong/special-days/"
    assert (queries_of(client, few), queries_of(client, all_of_them)) == (3, 3)


class TestDaysThatCount(TestCase):
    """Whatever stands in a chain of calendars, REST tells what due times are counted with."""

    @settings(max_examples=8, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.booleans()), max_size=12))
    def test_they_are_the_days_of_the_calendar_that_counts(self, written: list[tuple[int, int, bool]]) -> None:
        top = bare("tren")
        middle = bare("giua", top)
        chain = [top, middle, bare("duoi", middle)]
        for (place, day), is_worked in {(place, day): worked for place, day, worked in written}.items():
            write_day(chain[place], FLOOD + dt.timedelta(days=day), f"{place}", MORNING if is_worked else ())
        unit: Unit = make.CommuneCommitteeFactory(calendar=chain[2])

        told = {row["date"]: row["reason"] for row in walked(Client(), f"{CALENDARS}duoi/special-days/", size=2)}

        value = calendars.calendar_of(unit)
        assert told == {str(date): value.reason(date) for date in sorted(value.exceptions)}
