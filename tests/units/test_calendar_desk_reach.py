"""Rules proved: a day that changes late is foreseen truly, and applied or given up by whoever keeps the calendar.

Issue 4 item 3: a calendar changed late is previewed, then applied. Negative cases assert that no day and no
change moved.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.units import factories as make
from units import calendar_hooks, calendars, changing_calendars
from units.calendar_desk.rights import calendars_of, units_without_own
from units.calendar_hooks import Carried, ChangedDay, Follower, Foreseen, Shift
from units.models import CalendarChange, CalendarException, Unit, WorkingCalendar, today_in_vietnam
from units.own_calendars import give_own_calendar
from units.roles import Role
from units.working_time import VIETNAM

pytestmark = pytest.mark.django_db
#: A Wednesday next year that is no holiday.
DAY = next(
    day
    for day in (dt.date(today_in_vietnam().year + 1, 3, 10) + dt.timedelta(days=n) for n in range(7))
    if day.weekday() == 2
)
HOURS = [["08:00", "11:00"]]


class Desk:
    """Two wards on the shared calendar, the first with one of its own, and who keeps what."""

    def __init__(self) -> None:
        self.first: Unit = make.CommuneCommitteeFactory(code="H29.201")
        self.second: Unit = make.CommuneCommitteeFactory(code="H29.202")
        self.shared: WorkingCalendar = self.first.calendar
        self.own = give_own_calendar(self.first)
        self.first = Unit.objects.select_related("calendar").get(pk=self.first.pk)
        self.of_first = self.person(self.first, Role.UNIT_ADMIN)
        self.of_second = self.person(self.second, Role.UNIT_ADMIN)
        self.of_city = self.person(Unit.objects.get(code="H29"), Role.UNIT_ADMIN)
        self.system = self.person(self.second, Role.SYSTEM_ADMIN)

    def person(self, unit: Unit, role: str) -> User:
        user: User = make.StaffRoleFactory(unit=unit, role=role).user
        return user


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The wards; nobody else follows calendars."""
    monkeypatch.setattr(calendar_hooks, "_followers", {})
    return Desk()


def change(calendar: WorkingCalendar, kind: str, by: User, day: dt.date = DAY) -> CalendarChange:
    """A day that is to change."""
    hours = HOURS if kind == "worked" else []
    return CalendarChange.objects.create(
        calendar=calendar, date=day, kind=kind, hours=hours, reason="Ngập lụt", made_by=by
    )


def written(calendar: WorkingCalendar, hours: list[list[str]], reason: str = "Đã ghi") -> CalendarException:
    """A day that stands in a calendar already."""
    return CalendarException.objects.create(calendar=calendar, date=DAY, hours=hours, reason=reason)


# Who keeps which


def test_each_keeps_the_calendars_of_their_reach(desk: Desk) -> None:
    assert list(calendars_of(desk.of_first)) == [desk.own]
    assert list(calendars_of(desk.of_second)) == []
    assert list(calendars_of(desk.of_city)) == [desk.own], "the shared one stands beneath another"
    assert set(calendars_of(desk.system)) == {desk.own, desk.shared}


def test_an_agency_with_its_own_calendar_is_offered_none(desk: Desk) -> None:
    assert list(units_without_own(desk.of_first)) == []
    assert [unit.code for unit in units_without_own(desk.of_second)] == ["H29.202"]


@pytest.mark.parametrize("who", ["of_second", "of_city"])
def test_the_change_of_anothers_calendar_is_not_seen_applied_or_dropped(desk: Desk, client: Client, who: str) -> None:
    calendar = desk.own if who == "of_second" else desk.shared
    asked = change(calendar, "off", desk.system)
    client.force_login(getattr(desk, who))

    assert client.get(reverse("calendar-desk:change", args=[asked.pk])).status_code == 404
    for typed in ({}, {"drop": "1"}):
        assert client.post(reverse("calendar-desk:decide", args=[asked.pk]), typed).status_code == 404

    asked.refresh_from_db()
    assert asked.state == "foreseen"
    assert not CalendarException.objects.filter(date=DAY).exists()


@pytest.mark.parametrize("name", ["list", "own", "change", "decide", "days"])
def test_citizens_and_strangers_do_not_come_in(desk: Desk, client: Client, name: str) -> None:
    asked = change(desk.own, "off", desk.system)
    named: dict[str, list[object]] = {"change": [asked.pk], "decide": [asked.pk], "days": [desk.own.slug]}
    args = named.get(name, [])
    address = reverse(f"calendar-desk:{name}", args=args)

    assert client.post(address).status_code in (302, 405)
    client.force_login(User.objects.create_user("dan@example.vn", "Mot-Cua-2026", full_name="Người dân"))
    assert client.post(address).status_code in (403, 405)
    assert client.get(address).status_code in (403, 405)
    asked.refresh_from_db()
    assert asked.state == "foreseen"


@pytest.mark.parametrize("name", ["own", "decide"])
def test_looking_at_an_act_does_not_do_it(desk: Desk, client: Client, name: str) -> None:
    asked = change(desk.own, "off", desk.system)
    client.force_login(desk.system)

    answer = client.get(reverse(f"calendar-desk:{name}", args=[asked.pk] if name == "decide" else []))

    assert answer.status_code == 405
    asked.refresh_from_db()
    assert asked.state == "foreseen"


# What is foreseen is what comes


BELOW = {"nothing": None, "a day off for all": [], "a worked day for all": [["07:00", "12:00"]]}
OWN = {"no day of its own": None, "its own day off": [], "its own hours": [["09:00", "10:00"]]}


@pytest.mark.parametrize("kind", ["off", "worked", "usual"])
@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("below", BELOW)
def test_the_calendar_afterwards_is_the_one_that_was_foreseen(desk: Desk, kind: str, own: str, below: str) -> None:
    for calendar, hours in ((desk.shared, BELOW[below]), (desk.own, OWN[own])):
        if hours is not None:
            written(calendar, hours)
    asked = change(desk.own, kind, desk.of_first)
    foreseen = changing_calendars.value_after(asked, desk.first)

    changing_calendars.begin(asked)

    unit = Unit.objects.select_related("calendar").get(pk=desk.first.pk)
    after = calendars.calendar_of(unit)
    assert after.exceptions.get(DAY) == foreseen.exceptions.get(DAY)
    assert after.periods(DAY) == foreseen.periods(DAY)
    assert after.reason(DAY) == foreseen.reason(DAY)


@pytest.mark.parametrize("kind", ["off", "worked"])
def test_a_day_for_all_reaches_those_without_a_day_of_their_own(desk: Desk, kind: str) -> None:
    assert changing_calendars.reached(desk.shared, DAY) == {desk.shared.pk, desk.own.pk}

    written(desk.own, [])

    assert changing_calendars.reached(desk.shared, DAY) == {desk.shared.pk}
    assert changing_calendars.reached(desk.own, DAY) == {desk.own.pk}


def test_other_days_stay_as_they_were(desk: Desk) -> None:
    before = calendars.calendar_of(desk.first)

    changing_calendars.begin(change(desk.own, "off", desk.of_first))

    after = calendars.calendar_of(Unit.objects.select_related("calendar").get(pk=desk.first.pk))
    assert {**after.exceptions, DAY: None} == {**before.exceptions, DAY: None}
    assert after.weekly == before.weekly
    assert calendars.calendar_of(desk.second).periods(DAY) == before.periods(DAY)


# The worker's rounds


class Book:
    """Something with due times: rows by id, moved in order; it can be made to fail."""

    def __init__(self, rows: int) -> None:
        self.rows = list(range(1, rows + 1))
        self.moved: list[int] = []
        self.fails_at = 0

    def foresee(self, day: ChangedDay, most: int) -> Foreseen:
        moment = dt.datetime.combine(day.date, dt.time(17), VIETNAM)
        shifts = [Shift(f"H29-{row}", moment, moment + dt.timedelta(days=1)) for row in self.rows[:most]]
        return Foreseen(len(self.rows), shifts)

    def carry(self, _day: ChangedDay, after: int, limit: int) -> Carried:
        batch = [row for row in self.rows if row > after][:limit]
        if self.fails_at in batch:
            raise RuntimeError("the disk is full")
        self.moved += batch
        return Carried(len(batch), len(batch), batch[-1] if len(batch) == limit else None)


@pytest.fixture
def book(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Book:
    """Seven due times that follow the calendars, two a batch."""
    found = Book(7)
    monkeypatch.setattr(calendar_hooks, "_followers", {"book": Follower(found.foresee, found.carry)})
    monkeypatch.setattr(changing_calendars, "BATCH", 2)
    return found


def test_a_round_that_fails_goes_on_after_the_last_good_batch(desk: Desk, book: Book) -> None:
    asked = change(desk.own, "off", desk.of_first)
    changing_calendars.begin(asked)
    book.fails_at = 5

    assert changing_calendars.apply_waiting() == 0
    asked.refresh_from_db()
    assert (asked.state, asked.moved, asked.seen) == ("applying", 4, 4)
    assert asked.problem == "RuntimeError: the disk is full"

    book.fails_at = 0
    assert changing_calendars.apply_waiting() == 1
    asked.refresh_from_db()
    assert (asked.state, asked.moved, asked.problem) == ("done", 7, "")
    assert book.moved == [1, 2, 3, 4, 5, 6, 7], "each once"


def test_a_change_that_fails_holds_up_no_other(desk: Desk, book: Book) -> None:
    first, second = change(desk.own, "off", desk.of_first), change(desk.shared, "off", desk.system)
    for each in (first, second):
        changing_calendars.begin(each)
    carry = book.carry
    told: list[frozenset[int]] = []

    def only_shared(day: ChangedDay, after: int, limit: int) -> Carried:
        told.append(day.calendars)
        if day.calendars == {desk.own.pk}:
            raise RuntimeError("no")
        return carry(day, after, limit)

    calendar_hooks._followers["book"] = Follower(book.foresee, only_shared)

    assert changing_calendars.apply_waiting() == 1
    states = dict(CalendarChange.objects.values_list("pk", "state"))
    assert states == {first.pk: "applying", second.pk: "done"}


def test_the_page_tells_how_many_and_names_the_first_before_anything_moves(
    desk: Desk, book: Book, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = change(desk.own, "off", desk.of_first)
    client.force_login(desk.of_first)

    told = str(client.get(reverse("calendar-desk:change", args=[asked.pk])).content.decode())

    assert all(f"H29-{number}" in told for number in range(1, 8))
    assert book.moved == []
    assert not CalendarException.objects.filter(date=DAY).exists()


def test_while_the_worker_is_at_it_the_page_comes_again_by_itself(desk: Desk, book: Book, client: Client) -> None:
    asked = change(desk.own, "off", desk.of_first)
    changing_calendars.begin(asked)
    client.force_login(desk.of_first)
    address = reverse("calendar-desk:change", args=[asked.pk])

    assert "Refresh" in client.get(address)

    changing_calendars.apply_waiting()
    assert "Refresh" not in client.get(address)


def test_what_was_dropped_is_not_dropped_again_nor_an_applied_day_undone(desk: Desk, book: Book) -> None:
    asked = change(desk.own, "off", desk.of_first)
    changing_calendars.begin(asked)
    changing_calendars.apply_waiting()

    changing_calendars.drop(asked)

    asked.refresh_from_db()
    assert asked.state == "done"
    assert CalendarException.objects.filter(calendar=desk.own, date=DAY).exists()
