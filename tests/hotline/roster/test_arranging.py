"""Rules proved: only the lead changes a roster, nobody is in two places, and every act stands in the journal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hotline.models import Days, Duty, PatternLine, PhoneStep, RosterEvent, Shift, Team
from hotline.problems import NotYours
from hotline.roster import arranging, on_duty, week
from hotline.roster.pattern import monday_of
from portal.accounts.models import User
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, at
from tests.hotline.roster.teams import PHONE, a_day, a_shift, a_team, another, sit, whole_days
from units import calendars
from units.models import Absence, CalendarException

NEXT_WEEK = monday_of(a_day(7))


def page(name: str, *args: Any) -> str:
    return reverse(f"hotline:roster-{name}", args=args)


def of_day(day: dt.date, starts: str, ends: str, *people: User) -> dict[str, Any]:
    """A shift as a browser sends it."""
    parts = {"day_day": day.day, "day_month": day.month, "day_year": day.year}
    return parts | {"starts": starts, "ends": ends, "people": [str(one.public_id) for one in people]}


def test_a_supervisor_sets_up_a_team_with_its_numbers_its_lead_and_whom_to_ring_next(world: World, desk: Desk) -> None:
    client, leader = at(desk.supervisor), world.ward.leader
    choose = client.get(page("choose-unit"), {"don_vi": "phường Sài Gòn ủy ban"})
    assert choose["Location"] == page("new", "H29.101") if choose.status_code == 302 else "H29.101" in words(choose)

    answer = client.post(page("new", "H29.101"), {
        "name": "Tổ trực phường", "numbers": "1022, 028 3829 1022", "lead": str(leader.public_id),
        "coverage": "always", "call_minutes": "2", "urgent_minutes": "10",
        "tree": "Trưởng ca: 0901 000 100\nVăn phòng: 1022",
    })  # fmt: skip

    team = Team.objects.get()
    assert answer["Location"] == page("week", team.pk)
    assert (team.lead, team.numbers, team.call_minutes) == (leader, ["1022", "+842838291022"], 2)
    assert list(PhoneStep.objects.values_list("position", "name")) == [(1, "Trưởng ca"), (2, "Văn phòng")]
    assert [step.phone for step in team.phone_steps.all()] == [PHONE, "1022"]
    again = client.post(page("new", "H29.101"), {
        "name": "Tổ trực phường", "lead": str(leader.public_id), "coverage": "always", "call_minutes": "2",
        "urgent_minutes": "10", "tree": "Trưởng ca 0901",
    })  # fmt: skip
    assert again.status_code == 422 and "dấu hai chấm" in words(again) and Team.objects.count() == 1


def test_the_lead_adds_a_shift_across_midnight_and_it_stands_in_the_week_and_in_the_journal(world: World) -> None:
    team, client = a_team(world), at(world.ward.leader)

    sent = client.post(page("shift-new", team.pk), of_day(NEXT_WEEK, "22:00", "06:00", world.ward.clerk))
    shown = words(client.get(sent["Location"]))

    shift = Shift.objects.get()
    assert shift.ends_at - shift.starts_at == dt.timedelta(hours=8)
    assert "22:00–06:00" in shown and "Trần Văn Minh" in shown and "Chưa có người trực" in shown
    assert list(RosterEvent.objects.order_by("pk").values_list("action", "actor")) == [
        ("add_shift", world.ward.leader.pk),
        ("put_on", world.ward.leader.pk),
    ]
    twice = client.post(page("shift-new", team.pk), of_day(NEXT_WEEK, "22:00", "06:00"))
    assert twice.status_code == 422 and "Tổ đã có ca trực này" in words(twice) and Shift.objects.count() == 1


@pytest.mark.parametrize("typed", [
    {"starts": "", "ends": "06:00"}, {"starts": "25:00", "ends": "x"}, {"day_day": "31", "day_month": "2"},
    {"day_year": "2020"}, {"people": ["someone"]}, {"day_day": ""},
])  # fmt: skip
def test_what_is_no_shift_is_refused_beside_its_field_and_nothing_is_added(world: World, typed: dict[str, Any]) -> None:
    team = a_team(world)

    answer = at(world.ward.leader).post(page("shift-new", team.pk), of_day(NEXT_WEEK, "22:00", "06:00") | typed)

    assert answer.status_code == 422 and b"govuk-error-summary" in answer.content
    assert not Shift.objects.exists() and not RosterEvent.objects.exists()


def test_nobody_is_on_two_shifts_at_once_not_even_of_two_teams(world: World) -> None:
    team, clerk = a_team(world), world.ward.clerk
    first = a_shift(team, clerk, hours=24)
    other = a_shift(a_team(world, name="Tổ đêm"), hours=26)

    answer = at(world.ward.leader).post(page("put-on", other.pk), {"person": str(clerk.public_id)})

    assert answer.status_code == 422 and "đã có ca trực khác vào giờ này" in words(answer)
    assert Duty.objects.count() == 1
    with pytest.raises(IntegrityError, match="duty_one_at_a_time"), transaction.atomic():
        sit(other, clerk)
    after = Shift.objects.create(team=team, starts_at=first.ends_at, ends_at=first.ends_at + dt.timedelta(hours=1))
    assert sit(after, clerk), "the end of one is the beginning of the next"


@pytest.mark.parametrize("hours", [0, -1, 24.1])
def test_the_table_holds_no_shift_without_a_length_and_none_longer_than_a_day(world: World, hours: float) -> None:
    with pytest.raises(IntegrityError, match="shift_has_a_length"), transaction.atomic():
        a_shift(a_team(world), long=hours)


def test_only_the_lead_the_head_and_the_supervisor_change_a_roster_and_strangers_do_not_find_it(
    world: World, desk: Desk
) -> None:
    team = a_team(world, lead=world.ward.officer)
    shift = a_shift(team, world.ward.clerk)
    duty = shift.duties.get()
    pages = [
        page("shift-new", team.pk), page("team", team.pk), page("end", team.pk), page("pattern", team.pk),
        page("put-on", shift.pk), page("shift-remove", shift.pk), page("stand-in", duty.pk), page("take-off", duty.pk),
    ]  # fmt: skip
    for who, code in (
        (world.ward.clerk, 403), (world.other_ward.leader, 404), (world.mother, 403),
        (world.ward.officer, 200), (desk.deputy, 200), (desk.supervisor, 200),
    ):  # fmt: skip
        client = at(who)
        assert {client.get(one).status_code for one in pages} == {code}, who
    clerk = at(world.ward.clerk)
    assert clerk.post(page("week", team.pk), {"do": "make"}).status_code == 404
    for one in (page("take-off", duty.pk), page("shift-remove", shift.pk), page("end", team.pk)):
        assert clerk.post(one).status_code == 403
    with pytest.raises(NotYours):
        arranging.take_off(duty, world.ward.clerk)
    assert Duty.objects.get().is_active and not RosterEvent.objects.exists()
    assert clerk.get(page("week", team.pk)).status_code == 200
    assert at(world.other_ward.leader).get(page("week", team.pk)).status_code == 404


def test_a_stand_in_takes_the_duty_and_both_see_whose_it_was(world: World) -> None:
    team, clerk, officer = a_team(world), world.ward.clerk, world.ward.officer
    duty = a_shift(team, clerk).duties.get()

    sent = {"person": str(officer.public_id), "reason": "Chị Minh đi công tác"}
    at(world.ward.leader).post(page("stand-in", duty.pk), sent)

    new = Duty.objects.get(is_active=True)
    assert (new.user, new.stands_in_for) == (officer, clerk)
    assert "thay Trần Văn Minh" in words(at(officer).get(reverse("hotline:roster")))
    assert "Bạn không có lượt trực nào" in words(at(clerk).get(reverse("hotline:roster")))
    event = RosterEvent.objects.get()
    assert event.action == "stand_in" and "Lê Thị Hồng" in event.words and "đi công tác" in event.words


def test_the_pattern_fills_a_week_once_and_leaves_the_holiday_to_whoever_has_holidays(world: World) -> None:
    team, leader, clerk = a_team(world), world.ward.leader, world.ward.clerk
    calendar = world.ward.committee.calendar
    holiday = NEXT_WEEK + dt.timedelta(days=2)
    CalendarException.objects.update_or_create(
        calendar=calendar, date=holiday, defaults={"hours": [], "reason": "Nghỉ lễ", "source": "thử"}
    )
    calendars.forget()
    client = at(leader)
    for days, who in (("working", clerk), ("off", world.ward.officer)):
        typed = {"weekday": "", "starts": "07:30", "ends": "17:00", "days": days, "people": [str(who.public_id)]}
        assert client.post(page("pattern", team.pk), typed).status_code == 302
    assert "Chỉ ngày nghỉ, ngày lễ" in words(client.get(page("pattern", team.pk)))

    for _again in range(2):
        client.post(page("week", team.pk), {"do": "make", "tuan": NEXT_WEEK.isoformat()})

    by_day = {timezone.localdate(one.starts_at): one.user for one in Duty.objects.select_related("user")}
    assert len(by_day) == 7 == Shift.objects.count() and by_day[holiday] == world.ward.officer
    office = calendars.calendar_of(Team.objects.get().unit)
    worked = sum(office.is_working_day(day) for day in by_day)
    assert list(by_day.values()).count(clerk) == worked < 7
    line = PatternLine.objects.first()
    assert line is not None
    client.post(page("pattern", team.pk), {"remove": line.pk})
    assert PatternLine.objects.count() == 1 and Shift.objects.count() == 7, "weeks that were made stay"


def test_a_week_is_copied_with_whose_shifts_they_are_but_without_who_left_or_is_taken(world: World) -> None:
    team, leader, clerk = a_team(world), world.ward.leader, world.ward.clerk
    gone = another(world.ward.centre)
    starts = dt.datetime.combine(NEXT_WEEK, dt.time(8), tzinfo=timezone.get_current_timezone())
    for n, who in enumerate((clerk, gone, world.ward.officer)):
        begins = starts + dt.timedelta(days=n)
        sit(Shift.objects.create(team=team, starts_at=begins, ends_at=begins + dt.timedelta(hours=4)), who)
    week_after = NEXT_WEEK + dt.timedelta(days=7)
    busy = Shift.objects.create(
        team=a_team(world, name="Tổ khác"),
        starts_at=starts + dt.timedelta(days=9),
        ends_at=starts + dt.timedelta(days=9, hours=2),
    )
    sit(busy, world.ward.officer)
    arranging.stand_in(Duty.objects.get(user=clerk), leader, world.ward.officer, "Ốm")
    gone.is_active = False
    gone.save()

    made = arranging.copy_week(team, leader, week_after)

    assert [list(shift.duties.values_list("user", flat=True)) for shift in made] == [[clerk.pk], [], []]
    assert arranging.copy_week(team, leader, week_after) == [], "again changes nothing"


def test_what_nobody_can_fill_or_copy_is_said(world: World) -> None:
    team, client = a_team(world), at(world.ward.leader)

    for do, told in (("make", "chưa có lịch mẫu"), ("copy", "không có ca trực nào để chép")):
        answer = client.post(page("week", team.pk), {"do": do, "tuan": "x"}, follow=True)
        assert told in words(answer)
    assert not Shift.objects.exists()


def test_a_shift_that_has_begun_stays_and_one_ahead_frees_its_people(world: World) -> None:
    team, client = a_team(world), at(world.ward.leader)
    running, ahead = a_shift(team, world.ward.clerk, hours=-1), a_shift(team, world.ward.officer)

    refused = client.post(page("shift-remove", running.pk))
    client.post(page("shift-remove", ahead.pk))

    assert refused.status_code == 409 and "đã bắt đầu" in words(refused)
    assert list(Shift.objects.filter(is_active=True)) == [running]
    assert a_shift(team, world.ward.officer).pk, "the same person at the same time again"


def test_who_is_away_is_not_on_duty_and_leaves_a_hole(world: World) -> None:
    team, clerk, today = a_team(world), world.ward.clerk, a_day(0)
    whole_days(team, clerk, 0, 0)
    now = timezone.now()
    assert [duty.user for duty in on_duty.at(now)] == [clerk] and week.holes_of(team, today, 1) == []

    Absence.objects.create(
        user=clerk, valid_from=today, valid_to=a_day(1), reason="leave", written_by=world.ward.leader
    )

    assert not on_duty.at(now).exists() and len(week.holes_of(team, today, 1)) == 1
    assert "Vắng mặt" in words(at(world.ward.leader).get(page("week", team.pk)))
    assert on_duty.numbers_answered([team.unit_id], now) == {}


def test_everybody_reads_the_number_that_is_answered_now_and_no_name(world: World) -> None:
    a_shift(a_team(world), world.ward.clerk, hours=-1)
    a_shift(a_team(world, unit=world.other_ward.committee, numbers=["1022"]), world.other_ward.clerk, hours=3)

    shown = words(at(world.mother).get(reverse("hotline:directory"), {"q": "phường"}))

    assert shown.count("Đang trực") == 1 and "028 3829 1022" in shown
    assert "Trần Văn Minh" not in shown


def test_a_week_costs_the_same_with_one_shift_and_with_many(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    team = Team.objects.select_related("unit__calendar").get(pk=a_team(world).pk)
    whole_days(team, world.ward.clerk, 0, 0)
    week.of(team, monday_of(a_day(0)))
    with django_assert_num_queries(4):  # shifts, their people, who is there, hours of all who are there
        week.of(team, monday_of(a_day(0)))
    whole_days(team, world.ward.officer, 1, 6)
    with django_assert_num_queries(4):
        week.of(team, monday_of(a_day(0)))


def test_the_journal_is_never_rewritten(world: World) -> None:
    team = a_team(world)
    arranging.add_shift(team, world.ward.leader, a_day(1), dt.time(8), dt.time(9))

    for statement in ("UPDATE hotline_rosterevent SET words = ''", "DELETE FROM hotline_rosterevent"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert RosterEvent.objects.get().words


def test_a_team_ends_once_nobody_is_on_it_and_its_number_is_answered_no_more(world: World) -> None:
    team, client = a_team(world), at(world.ward.leader)
    shift = a_shift(team, world.ward.clerk)

    refused = client.post(page("end", team.pk))
    arranging.remove_shift(shift, world.ward.leader)
    done = client.post(page("end", team.pk))

    assert refused.status_code == 409 and "còn người được phân công" in words(refused)
    assert done["Location"] == reverse("hotline:roster")
    assert client.get(page("week", team.pk)).status_code == 404
    assert a_team(world).name == team.name, "the name is free again"


def test_the_pattern_knows_no_eighth_day_and_no_strange_kind_of_day(world: World) -> None:
    team = a_team(world)
    for wrong in ({"weekday": 7}, {"days": "monthly"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PatternLine.objects.create(
                **({"team": team, "starts": dt.time(8), "ends": dt.time(9), "days": Days.EVERY} | wrong)
            )
