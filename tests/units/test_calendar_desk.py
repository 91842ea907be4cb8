"""Pages of calendars: who changes which day, what is refused beside its box, and what the worker carries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.dossiers.calendar_changes import FLOOD, administrator, ask_for, begin, typed
from tests.dossiers.desk import words
from tests.dossiers.world import World, given_world, make_staff
from units import calendars, changing_calendars
from units.models import CalendarChange, CalendarException, Unit, WorkingCalendar, today_in_vietnam
from units.own_calendars import give_own_calendar
from units.roles import Role

TODAY = today_in_vietnam()
DAY = date(TODAY.year + 1, 3, 10)


@pytest.fixture
def world(db: None) -> World:
    return given_world()


def office() -> WorkingCalendar:
    return WorkingCalendar.objects.get(slug="office")


def ward_admin(world: World) -> Any:
    return make_staff("quan-tri@example.vn", "Hồ Thị Quản", Role.UNIT_ADMIN, world.ward.committee)


def days_page(slug: str = "office") -> str:
    return reverse("calendar-desk:days", args=[slug])


KINDS = [
    ("off", "", [], False),
    ("worked", "08:00-11:00", [["08:00", "11:00"]], True),
    ("worked", "8:00 - 11:30, 13g00–16:30", [["08:00", "11:30"], ["13:00", "16:30"]], True),
    ("worked", "", [["07:30", "11:30"], ["13:00", "17:00"]], True),
]


@pytest.mark.parametrize(("kind", "hours", "kept", "is_worked"), KINDS)
def test_a_day_is_written_only_when_it_is_applied(
    world: World, client: Client, kind: str, hours: str, kept: list[Any], is_worked: bool
) -> None:
    ask_for(client, world, DAY, kind, hours=hours)
    assert not CalendarException.objects.filter(date=DAY).exists()

    begin(client, CalendarChange.objects.get())
    changing_calendars.apply_waiting()

    written = CalendarException.objects.get(date=DAY)
    assert (written.hours, written.reason) == (kept, FLOOD)
    unit = Unit.objects.select_related("calendar").get(pk=world.ward.office.pk)
    assert calendars.calendar_of(unit).is_working_day(DAY) is is_worked
    assert CalendarChange.objects.get().state == "done"


FAULTS = [
    ({"reason": " "}, "reason"),
    ({"kind": "holiday"}, "kind"),
    ({"kind": "usual"}, "kind"),
    ({"date_month": "13"}, "date"),
    ({"date_year": str(TODAY.year + 9)}, "date"),
    ({"kind": "worked", "hours": "sáng"}, "hours"),
    ({"kind": "worked", "hours": "11:30-07:30"}, "hours"),
    ({"kind": "worked", "hours": "07:30-11:30, 11:00-12:00"}, "hours"),
    ({"kind": "worked", "hours": "07:30-25:00"}, "hours"),
    ({"kind": "worked", "hours": "07:30-11:75"}, "hours"),
]


@pytest.mark.parametrize(("wrong", "at"), FAULTS, ids=[str(row[0]) for row in FAULTS])
def test_a_fault_is_told_beside_its_box_and_nothing_is_kept_of_it(
    world: World, client: Client, wrong: dict[str, str], at: str
) -> None:
    client.force_login(administrator(world))

    answer = client.post(days_page(), {**typed(DAY), **wrong})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [at]
    assert not CalendarChange.objects.exists()


def test_a_change_given_up_is_not_applied_later(world: World, client: Client) -> None:
    ask_for(client, world, DAY)
    change = CalendarChange.objects.get()

    client.post(reverse("calendar-desk:decide", args=[change.pk]), {"drop": "1"})
    refused = begin(client, change)

    change.refresh_from_db()
    assert change.state == "dropped"
    assert "đã được áp dụng hoặc đã bỏ" in words(refused)
    assert not CalendarException.objects.filter(date=DAY).exists()


def test_pressed_twice_it_is_applied_once(world: World, client: Client) -> None:
    ask_for(client, world, DAY)
    change = CalendarChange.objects.get()
    begin(client, change)
    changing_calendars.apply_waiting()
    change.refresh_from_db()
    done = change.finished_at

    begin(client, change)
    changing_calendars.apply_waiting()

    change.refresh_from_db()
    assert (change.state, change.finished_at) == ("done", done)


def test_one_day_is_changed_by_one_at_a_time(world: World, client: Client) -> None:
    first, second = (
        CalendarChange.objects.create(
            calendar=office(), date=DAY, kind="off", reason=FLOOD, made_by=administrator(world)
        )
        for _number in range(2)
    )
    changing_calendars.begin(first)

    with pytest.raises(ValidationError, match="đang được thay đổi"):
        changing_calendars.begin(second)
    with pytest.raises(IntegrityError, match="calendar_change_one_applying"), transaction.atomic():
        CalendarChange.objects.filter(pk=second.pk).update(state="applying")


def test_the_administrator_of_a_ward_gives_no_day_off_to_all(world: World, client: Client) -> None:
    client.force_login(ward_admin(world))

    listed = words(client.get(reverse("calendar-desk:list")))

    assert client.get(days_page()).status_code == 404
    assert client.post(days_page(), typed(DAY)).status_code == 404
    assert days_page() not in listed
    assert world.ward.committee.name in listed, "who shares a calendar is offered one of their own"
    assert world.other_ward.committee.name not in listed
    assert not CalendarChange.objects.exists()


def test_with_a_calendar_of_its_own_a_ward_keeps_its_days(world: World, client: Client) -> None:
    client.force_login(ward_admin(world))

    made = client.post(reverse("calendar-desk:own"), {"unit": world.ward.committee.code}, follow=True)
    own = WorkingCalendar.objects.exclude(slug="office").get()
    asked = client.post(days_page(own.slug), typed(DAY))

    assert "đã có lịch riêng" in words(made)
    assert asked.status_code == 302
    shared = set(Unit.objects.filter(calendar=own).values_list("code", flat=True))
    assert shared == {world.ward.committee.code, world.ward.office.code, world.ward.centre.code}


def test_a_calendar_of_its_own_changes_no_hour(world: World) -> None:
    before = calendars.calendar_of(world.ward.office)

    give_own_calendar(world.ward.committee)
    again = give_own_calendar(Unit.objects.get(pk=world.ward.committee.pk))

    unit = Unit.objects.select_related("calendar").get(pk=world.ward.office.pk)
    assert unit.calendar == again
    after = calendars.calendar_of(unit)
    assert (after.weekly, after.exceptions, after.reasons) == (before.weekly, before.exceptions, before.reasons)
    assert WorkingCalendar.objects.count() == 2


@pytest.mark.parametrize("unit", ["H29.102", "H29", "x", ""])
def test_nobody_makes_a_calendar_for_a_unit_beyond_their_reach(world: World, client: Client, unit: str) -> None:
    client.force_login(ward_admin(world))

    assert client.post(reverse("calendar-desk:own"), {"unit": unit}).status_code == 404
    assert WorkingCalendar.objects.count() == 1


@pytest.mark.parametrize("who", ["clerk", "officer", "leader"])
def test_whoever_keeps_no_calendar_finds_no_page(world: World, client: Client, who: str) -> None:
    client.force_login(getattr(world.ward, who))

    for address in (reverse("calendar-desk:list"), days_page()):
        assert client.get(address).status_code == 403


def test_the_pages_cost_a_fixed_number_of_queries(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    ask_for(client, world, DAY)
    change = reverse("calendar-desk:change", args=[CalendarChange.objects.get().pk])

    for address, most in ((reverse("calendar-desk:list"), 9), (days_page(), 9), (change, 10)):
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)
