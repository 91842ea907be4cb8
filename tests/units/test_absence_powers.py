"""Rules proved: no absence makes anybody mightier than the person who is away, nor for longer, nor elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portal.accounts.models import User
from tests.units import factories as make
from tests.units.test_absences import LIST, NEW, Office, held, office, send, typed, words
from units import absences, access
from units.models import Absence, StaffRole, StandIn, today_in_vietnam
from units.roles import Role

__all__ = ["office"]
pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def anew(user: User) -> User:
    """The person as the next request reads them."""
    return User.objects.get(pk=user.pk)


def written(who: User, person: User | None, *, begins: int = 0, days: int = 3) -> Absence:
    """An absence that somebody in charge wrote, with one stand-in for the only role."""
    first = today_in_vietnam() + begins * DAY
    absence = Absence.objects.create(
        user=who, valid_from=first, valid_to=first + days * DAY, reason="leave", written_by=who
    )
    if person is not None:
        StandIn.objects.create(absence=absence, held=held(who), person=person)
    return absence


def date_typed(name: str, day: dt.date) -> dict[str, Any]:
    return {f"{name}_{part}": getattr(day, part) for part in ("day", "month", "year")}


def test_a_stand_in_of_the_leader_does_not_lengthen_their_own_power(office: Office, client: Client) -> None:
    """Whoever signs for a week stays at a week: only another person may make it a year."""
    absence = written(office.leader, office.second)
    client.force_login(office.second)
    assert client.get(f"{LIST}{absence.pk}/").status_code == 200, "they run the agency meanwhile"

    answer = client.post(f"{LIST}{absence.pk}/", typed(office.leader, office.second, days=300))

    assert answer.status_code == 422
    assert "Không ai tự cử mình thay" in words(answer)
    absence.refresh_from_db()
    assert absence.valid_to == today_in_vietnam() + 3 * DAY
    assert absence.stand_ins.get().person == office.second


def test_a_stand_in_of_the_leader_does_not_take_an_officers_role_as_well(office: Office, client: Client) -> None:
    clerk = office.person("Trần Văn Minh", office.division, Role.CLERK)
    written(office.leader, clerk)

    assert send(client, clerk, typed(office.officer, clerk), office.officer).status_code == 422
    assert access.has_role(anew(clerk), Role.LEADER, office.division)
    assert not access.has_role(anew(clerk), Role.OFFICER, office.division)

    send(client, clerk, typed(office.officer, office.second), office.officer)
    assert StandIn.objects.get(held=held(office.officer)).person == office.second, "to share out work is their part"


def test_who_runs_one_agency_says_nothing_about_a_role_in_another(office: Office, client: Client) -> None:
    """An officer here is a leader next door: who signs there is not the business of the leader here."""
    next_door = StaffRole.objects.get(user=office.stranger).unit
    accomplice: User = make.StaffFactory(full_name="Người Quen")
    make.StaffRoleFactory(user=accomplice, unit=next_door, role=Role.CLERK)
    here = held(office.officer)
    there = make.StaffRoleFactory(user=office.officer, unit=next_door, role=Role.LEADER)
    first = today_in_vietnam()
    data = {
        **date_typed("first", first),
        **date_typed("last", first),
        "reason": "leave",
        f"stand_in_{here.pk}": str(office.second.pk),
        f"stand_in_{there.pk}": str(accomplice.pk),
    }

    send(client, office.leader, data, office.officer)

    assert StandIn.objects.get().person == office.second
    assert not access.has_role(anew(accomplice), Role.LEADER, next_door)
    shown = words(client.get(f"{NEW}?nguoi={office.officer.public_id}"))
    assert f"stand_in_{here.pk}" in shown
    assert f"stand_in_{there.pk}" not in shown


def test_a_change_by_one_agency_leaves_the_stand_in_of_the_other(office: Office, client: Client) -> None:
    next_door = StaffRole.objects.get(user=office.stranger).unit
    there = make.StaffRoleFactory(user=office.officer, unit=next_door, role=Role.OFFICER)
    here = StaffRole.objects.get(user=office.officer, unit=office.division)
    absence = Absence.objects.create(
        user=office.officer, valid_from=today_in_vietnam(), valid_to=today_in_vietnam() + DAY, reason="leave",
        written_by=office.officer,
    )  # fmt: skip
    StandIn.objects.create(absence=absence, held=there, person=office.stranger)
    last = today_in_vietnam() + DAY
    data = {**date_typed("first", today_in_vietnam()), **date_typed("last", last), "reason": "study"}

    client.force_login(office.leader)
    client.post(f"{LIST}{absence.pk}/", {**data, f"stand_in_{here.pk}": str(office.second.pk)})

    assert set(absence.stand_ins.values_list("held", "person")) == {
        (there.pk, office.stranger.pk),
        (here.pk, office.second.pk),
    }


def test_a_person_themselves_covers_every_role_they_have(office: Office) -> None:
    next_door = StaffRole.objects.get(user=office.stranger).unit
    there = make.StaffRoleFactory(user=office.officer, unit=next_door, role=Role.OFFICER)
    make.StaffRoleFactory(user=office.officer, unit=next_door, role=Role.SYSTEM_ADMIN)
    assert {role.pk for role in absences.roles_to_cover(office.officer, office.officer)} == {
        there.pk,
        StaffRole.objects.get(user=office.officer, unit=office.division).pk,
    }, "running the system is nobody's to pass on"


def test_a_head_of_a_part_does_not_name_who_signs_for_the_agency(office: Office, client: Client) -> None:
    """The deputy chairman also works in the division; its head writes their days, not who signs at the committee."""
    head = office.person("Trưởng phòng", office.division, Role.LEADER)
    make.StaffRoleFactory(user=office.leader, unit=office.division, role=Role.OFFICER)
    signing = StaffRole.objects.get(user=office.leader, unit=office.committee)
    data = typed(office.officer, None) | {f"stand_in_{signing.pk}": str(office.second.pk)}

    assert send(client, head, data, office.leader).status_code == 302

    assert Absence.objects.get().user == office.leader
    assert not StandIn.objects.exists()


@pytest.mark.parametrize(
    ("offset", "leads"), [(-1, False), (0, True), (1, True), (2, True), (3, False)], ids=str
)  # fmt: skip
def test_powers_begin_with_the_first_day_and_end_after_the_last(office: Office, offset: int, leads: bool) -> None:
    """Three days from today, asked from the day before the first to the day after the last."""
    written(office.leader, office.second, days=3)
    day = today_in_vietnam() + offset * DAY
    assert (Role.LEADER in {one.role for one in access.roles_of(anew(office.second), on=day)}) == leads


@pytest.mark.parametrize("why", ["role over", "account of the absent shut", "stand-in shut", "called off"])
def test_power_that_the_absent_lost_is_lost_for_the_stand_in(office: Office, client: Client, why: str) -> None:
    absence = written(office.leader, office.second)
    assert access.has_role(anew(office.second), Role.LEADER, office.division)
    if why == "role over":
        StaffRole.objects.filter(user=office.leader).update(valid_to=today_in_vietnam())
    elif why == "account of the absent shut":
        User.objects.filter(pk=office.leader.pk).update(is_active=False)
    elif why == "stand-in shut":
        User.objects.filter(pk=office.second.pk).update(is_active=False)
    else:
        client.force_login(office.leader)
        client.post(f"{LIST}{absence.pk}/ket-thuc/")
    assert not access.has_role(anew(office.second), Role.LEADER, office.division)


def test_powers_are_not_passed_on_by_a_stand_in_who_goes_away(office: Office) -> None:
    """Who stands in for an officer does her work; who signs for the leader is nobody the leader did not name."""
    third = office.person("Đinh Thị Mai", office.division, Role.CLERK)
    written(office.leader, office.second)
    written(office.second, third)

    roles = {(one.role, one.user_id) for one in access.roles_of(anew(third))}

    assert roles == {(Role.CLERK, third.pk), (Role.OFFICER, office.second.pk)}


@pytest.mark.parametrize("edge", ["last day on first day", "first day on last day", "inside", "around"])
def test_one_shared_day_is_enough_to_be_no_stand_in(office: Office, client: Client, edge: str) -> None:
    """The colleague is away on days 10 to 12; whoever is away with them on one of those needs somebody else."""
    written(office.second, None, begins=10, days=3)
    begins, days = {
        "last day on first day": (8, 3),
        "first day on last day": (12, 2),
        "inside": (11, 1),
        "around": (9, 6),
    }[edge]
    answer = send(client, office.officer, typed(office.officer, office.second, begins=begins, days=days))
    assert answer.status_code == 422
    assert office.second.full_name in words(answer)
    assert not Absence.objects.filter(user=office.officer).exists()


@pytest.mark.parametrize(("begins", "days"), [(7, 3), (13, 2)], ids=["the days before", "the days after"])
def test_days_that_only_touch_are_no_hindrance(office: Office, client: Client, begins: int, days: int) -> None:
    written(office.second, None, begins=10, days=3)
    send(client, office.officer, typed(office.officer, office.second, begins=begins, days=days))
    send(client, office.second, typed(office.second, None, begins=begins, days=days))
    assert StandIn.objects.get().person == office.second
    assert Absence.objects.filter(user=office.second).count() == 2, "back to back is not at the same time"


@pytest.mark.parametrize(("days", "status"), [(366, 302), (367, 422)], ids=["a leap year", "a day more"])
def test_an_absence_is_at_most_a_year(office: Office, client: Client, days: int, status: int) -> None:
    assert send(client, office.officer, typed(office.officer, None, days=days)).status_code == status
    assert Absence.objects.count() == (status == 302)


@pytest.mark.parametrize(
    "day",
    [dt.date(9999, 12, 31), dt.date(9999, 12, 30), dt.date(1900, 1, 1)],
    ids=["last of all days", "the one before", "long ago"],
)
def test_days_at_the_end_of_calendars_break_nothing(office: Office, client: Client, day: dt.date) -> None:
    data = {**date_typed("first", day), **date_typed("last", day), "reason": "leave"}
    answer = send(client, office.officer, data)
    assert answer.status_code == (302 if day == dt.date(9999, 12, 30) else 422)
    assert Absence.objects.filter(user=office.officer).exists() == (answer.status_code == 302)


@pytest.mark.parametrize(
    "named", ["", "khong-co", "00000000-0000-0000-0000-000000000000", "1", "' OR 1=1", "%00", "é" * 500]
)
def test_a_name_in_the_address_that_is_nobodys_opens_nothing(office: Office, client: Client, named: str) -> None:
    """Only an empty one means oneself."""
    client.force_login(office.leader)
    answer = client.get(NEW, {"nguoi": named})
    assert answer.status_code == (404 if named else 200)


def test_back_pressed_twice_changes_nothing_more(office: Office, client: Client) -> None:
    absence = written(office.officer, office.second)
    client.force_login(office.officer)
    first = client.post(f"{LIST}{absence.pk}/ket-thuc/")
    absence.refresh_from_db()
    before = absence.written_at

    again = client.post(f"{LIST}{absence.pk}/ket-thuc/")

    assert (first.status_code, again.status_code) == (302, 404)
    absence.refresh_from_db()
    assert (absence.valid_to, absence.written_at) == (today_in_vietnam(), before)
    assert absence.stand_ins.exists(), "what was done under it stays explained"


def test_the_pages_speak_english(office: Office, client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    absence = written(office.officer, office.second)
    client.force_login(office.officer)
    shown = words(client.get(LIST))
    for said in ("Absences and stand-ins", "Write down my absence"):
        assert said in shown
    assert "My absence" in words(client.get(f"{LIST}{absence.pk}/"))
    late = typed(office.officer, None, begins=3) | date_typed("last", today_in_vietnam())
    assert "The last day cannot be before the first." in words(send(client, office.officer, late))
    assert "already has an absence" in words(send(client, office.officer, typed(office.officer, None)))
