"""Rules proved: whoever keeps a calendar writes when its doors are open; no due time moves, nothing typed is lost.

Issue 4 item 3 and 8: hours that count are one thing, opening hours of a counter (half Saturdays) another.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings

from portal.accounts.models import User
from tests.units import factories as make
from tests.units.calendars_of_chance import periods
from tests.units.desk_pages import shown
from units import calendars, opening_hours, working_time
from units.models import Unit, WorkingCalendar, WorkingPeriod
from units.own_calendars import give_own_calendar
from units.roles import Role
from units.working_time import VIETNAM, Period
from units.written_hours import as_times, read_periods, say_periods

OFFICE = [(dt.time(7, 30), dt.time(11, 30)), (dt.time(13), dt.time(17))]
SATURDAY = dt.datetime(2026, 11, 28, 9, 0, tzinfo=VIETNAM)
HALF_SATURDAY = {**{f"day_{n}": "07:30-11:30, 13:00-17:00" for n in range(5)}, "day_5": "7h30 – 11h30", "day_6": ""}


@pytest.fixture
def centre(db: None) -> Unit:
    """A ward's centre; the ward has a calendar of its own."""
    found: Unit = make.CentreFactory()
    assert found.parent is not None
    give_own_calendar(found.parent)
    return fresh(found)


@pytest.fixture
def keeper(centre: Unit, client: Client) -> Client:
    """The browser of the ward's administrator."""
    client.force_login(make.StaffRoleFactory(unit=centre.parent, role=Role.UNIT_ADMIN).user)
    return client


def fresh(unit: Unit) -> Unit:
    """The unit with its calendar as it stands now."""
    return Unit.objects.select_related("calendar", "parent").get(pk=unit.pk)


def page(unit: Unit) -> str:
    return reverse("calendar-desk:week", args=[unit.calendar.slug])


def opening(unit: Unit) -> dict[int, list[Period]]:
    return dict(calendars.opening_hours_of(fresh(unit)).weekly)


def due(unit: Unit) -> dt.datetime:
    """Eight working hours from a Friday afternoon on."""
    start = dt.datetime(2026, 11, 27, 15, 0, tzinfo=VIETNAM)
    return working_time.add(calendars.calendar_of(fresh(unit)), start, Decimal(8), "working_hour").at


def test_half_a_saturday_opens_the_doors_and_moves_no_due_time(keeper: Client, centre: Unit) -> None:
    before = due(centre)
    assert not calendars.is_open(centre, SATURDAY)

    told = shown(keeper.post(page(centre), HALF_SATURDAY, follow=True))

    assert "thời hạn giải quyết không đổi" in told
    assert calendars.is_open(fresh(centre), SATURDAY)
    assert opening(centre)[5] == [(dt.time(7, 30), dt.time(11, 30))]
    assert due(centre) == before
    assert not calendars.calendar_of(fresh(centre)).is_working_day(SATURDAY.date())


def test_the_public_page_and_machines_tell_the_new_hours(keeper: Client, centre: Unit) -> None:
    keeper.post(page(centre), {**HALF_SATURDAY, "day_4": "07:30-11:30"})

    told = keeper.get(f"/api/v1/units/{centre.code}/").json()["opening_hours"]
    assert [row["weekday"] for row in told] == [0, 1, 2, 3, 4, 5]
    assert told[4]["periods"] == told[5]["periods"] == [["07:30", "11:30"]]
    assert shown(keeper.get(centre.get_absolute_url())).count("07:30–11:30") >= 6


def test_the_page_begins_with_the_hours_of_now(keeper: Client, centre: Unit) -> None:
    assert shown(keeper.get(page(centre))).count('value="07:30-11:30, 13:00-17:00"') == 5

    keeper.post(page(centre), HALF_SATURDAY)

    assert 'value="07:30-11:30"' in shown(keeper.get(page(centre)))


def test_the_doors_follow_the_working_hours_again_when_asked(keeper: Client, centre: Unit) -> None:
    assert 'name="follow"' not in shown(keeper.get(page(centre))), "they follow them already"
    keeper.post(page(centre), HALF_SATURDAY)

    answer = keeper.post(page(centre), {"follow": "1"})

    assert answer["Location"] == reverse("calendar-desk:days", args=[centre.calendar.slug])
    assert opening(centre) == dict.fromkeys(range(5), OFFICE)
    assert not WorkingPeriod.objects.filter(purpose="opening").exists()


FAULTS = [
    ({"day_0": "sáng"}, "day_0", "Hãy ghi giờ theo mẫu"),
    ({"day_2": "11:30-07:30"}, "day_2", "Hãy ghi giờ theo mẫu"),
    ({"day_5": "07:30-11:30, 11:00-12:00"}, "day_5", "Hãy ghi giờ theo mẫu"),
    ({"day_6": "07:30-25:00"}, "day_6", "Hãy ghi giờ theo mẫu"),
    ({"day_1": "x" * 101}, "day_1", "100"),
    ({f"day_{n}": " " for n in range(7)}, "day_0", "ít nhất một ngày"),
]


@pytest.mark.parametrize(("wrong", "box", "words"), FAULTS, ids=[row[1] + row[2][:4] for row in FAULTS])
def test_what_cannot_be_read_is_told_beside_its_day_and_nothing_changes(
    keeper: Client, centre: Unit, wrong: dict[str, str], box: str, words: str
) -> None:
    answer = keeper.post(page(centre), {**HALF_SATURDAY, **wrong})

    assert answer.status_code == 422
    assert f'href="#id_{box}"' in shown(answer)
    assert words in shown(answer)
    if wrong.get("day_0", "") != " ":
        assert "7h30 – 11h30" in shown(answer) or box == "day_5", "the other days stay as typed"
    assert not WorkingPeriod.objects.filter(purpose="opening").exists()


def test_hours_of_a_calendar_for_all_are_not_a_wards_to_write(keeper: Client, centre: Unit) -> None:
    shared = WorkingCalendar.objects.get(slug="test")
    address = reverse("calendar-desk:week", args=[shared.slug])

    assert keeper.get(address).status_code == 404
    assert keeper.post(address, HALF_SATURDAY).status_code == 404
    assert not WorkingPeriod.objects.filter(purpose="opening").exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)])
def test_nobody_else_writes_hours(centre: Unit, client: Client, role: str) -> None:
    client.force_login(make.StaffRoleFactory(unit=centre.parent, role=role).user)

    assert client.post(page(centre), HALF_SATURDAY).status_code == 403
    assert not WorkingPeriod.objects.filter(purpose="opening").exists()


def test_a_holiday_shuts_the_doors_on_a_day_of_opening(keeper: Client, centre: Unit) -> None:
    """Saturday 02/05/2026 is no holiday; Saturday 30/01/2027 neither; National Day on a Wednesday is."""
    keeper.post(page(centre), {**HALF_SATURDAY, "day_2": "08:00-20:00"})

    holiday = dt.datetime(2026, 9, 2, 9, 0, tzinfo=VIETNAM)
    assert holiday.weekday() == 2
    assert not calendars.is_open(fresh(centre), holiday)
    assert calendars.is_open(fresh(centre), dt.datetime(2026, 11, 25, 19, 0, tzinfo=VIETNAM))


def test_another_ward_keeps_its_hours(keeper: Client, centre: Unit) -> None:
    other = make.CentreFactory()
    before = opening(other)

    keeper.post(page(centre), HALF_SATURDAY)

    assert opening(other) == before


def test_hours_are_written_anew_not_added(centre: Unit) -> None:
    by = User.objects.create_user("ai@example.vn", "Mot-Cua-2026", full_name="Ai")
    for hour in (7, 8, 9):
        opening_hours.write_week(centre.calendar, {5: [(dt.time(hour), dt.time(hour + 3))]}, by)

    assert opening(centre) == {5: [(dt.time(9), dt.time(12))]}
    assert opening_hours.counting_week(centre.calendar) == dict.fromkeys(range(5), OFFICE)


def test_the_page_costs_a_fixed_number_of_queries(
    keeper: Client, centre: Unit, django_assert_max_num_queries: Any
) -> None:
    keeper.get(page(centre))
    with django_assert_max_num_queries(9):
        keeper.get(page(centre))


@settings(max_examples=15, deadline=None)
@given(hours=periods(fewest=1))
def test_what_is_written_is_read_back(hours: list[Period]) -> None:
    written = read_periods(say_periods(hours))

    assert written is not None
    assert as_times(written) == hours


@pytest.mark.parametrize("text", ["07:30-11:30 và chiều", "24:00-25:00", "08:00-08:00", "08:60-09:00", "8-9"])
def test_what_is_no_hour_is_not_guessed(text: str) -> None:
    assert read_periods(text) is None


@pytest.mark.parametrize("text", ["", " ", ",", " ; "])
def test_nothing_written_is_no_hour(text: str) -> None:
    assert read_periods(text) == []
