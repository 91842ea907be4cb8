"""Rules proved: the roster's pages say why not, keep what was typed, and let nobody reach what is another team's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from hotline.models import Duty, PatternLine, PhoneStep, RosterEvent, Shift, Swap, Team
from hotline.roster import arranging
from hotline.roster.pattern import monday_of
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, at
from tests.hotline.roster.teams import PHONE, a_day, a_shift, a_team, sit


def page(name: str, *args: Any) -> str:
    return reverse(f"hotline:roster-{name}", args=args)


def typed(team: Team, **changed: str) -> dict[str, str]:
    """The team as its form has it."""
    told = {
        "name": team.name,
        "numbers": ", ".join(team.numbers),
        "lead": str(team.lead.public_id),
        "coverage": team.coverage,
        "call_minutes": str(team.call_minutes),
        "urgent_minutes": str(team.urgent_minutes),
        "tree": "",
    }
    return told | changed


@pytest.mark.parametrize("asked", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-23' OR 1=1", "\x00"])
def test_an_address_that_names_no_week_shows_this_one(world: World, asked: str) -> None:
    team = a_team(world)
    a_shift(team, world.ward.clerk, hours=-1)

    shown = at(world.ward.leader).get(page("week", team.pk), {"tuan": asked})

    assert shown.status_code == 200
    assert shown.context["monday"] == monday_of(timezone.localdate())


def test_a_week_leads_to_its_neighbours_and_back(world: World) -> None:
    team, client = a_team(world), at(world.ward.leader)
    here = client.get(page("week", team.pk), {"tuan": a_day(30).isoformat()})

    after = client.get(here.context["after"])

    assert after.context["monday"] == here.context["monday"] + dt.timedelta(days=7)
    assert client.get(after.context["before"]).context["monday"] == here.context["monday"]
    assert here.headers["Cache-Control"] == "private, no-store"


def test_a_week_that_is_over_can_not_be_filled(world: World) -> None:
    team = a_team(world)
    PatternLine.objects.create(team=team, starts=dt.time(8), ends=dt.time(9), days="every")
    client, last_week = at(world.ward.leader), a_day(-14)

    assert client.get(page("week", team.pk), {"tuan": last_week.isoformat()}).context["is_past"]
    client.post(page("week", team.pk), {"do": "make", "tuan": last_week.isoformat()})

    assert not Shift.objects.exists(), "what is over was as it was"


def test_a_name_that_the_unit_has_is_refused_and_the_list_to_ring_stays(world: World) -> None:
    team = a_team(world)
    a_team(world, name="Tổ đêm")
    PhoneStep.objects.create(team=team, position=1, name="Trưởng ca", phone=PHONE)

    sent = typed(team, name="Tổ đêm", tree="Văn phòng: 1022")
    answer = at(world.ward.leader).post(page("team", team.pk), sent)

    assert answer.status_code == 422
    assert "đã có tổ trực mang tên này" in words(answer)
    assert "Văn phòng: 1022" in answer.content.decode(), "what was typed is kept"
    team.refresh_from_db()
    assert team.name == "Tổ trực phường"
    assert [step.name for step in team.phone_steps.all()] == ["Trưởng ca"]
    assert not RosterEvent.objects.exists()


def test_a_team_that_was_changed_is_shown_as_it_is_now(world: World) -> None:
    team, client = a_team(world), at(world.ward.leader)

    sent = typed(team, name="Tổ ngày", numbers="1022", call_minutes="5", tree="Văn phòng: 0901 000 100")
    assert client.post(page("team", team.pk), sent).status_code == 302

    form = client.get(page("team", team.pk)).context["form"]
    assert (form["name"].value(), form["numbers"].value(), form["call_minutes"].value()) == ("Tổ ngày", "1022", 5)
    assert form["tree"].value() == "Văn phòng: 0901 000 100"
    assert RosterEvent.objects.get().words == "Tổ ngày"


def test_a_lead_of_another_agency_is_no_choice(world: World) -> None:
    team = a_team(world)
    stranger = world.other_ward.leader

    answer = at(world.ward.leader).post(page("team", team.pk), typed(team, lead=str(stranger.public_id)))

    assert answer.status_code == 422
    team.refresh_from_db()
    assert team.lead == world.ward.leader


def test_who_may_set_up_no_team_is_told_so_and_finds_no_form(world: World, desk: Desk) -> None:
    assert at(world.ward.clerk).get(page("choose-unit")).status_code == 403
    assert at(world.ward.clerk).get(page("new", "H29.101")).status_code == 404
    assert at(desk.operator).post(page("new", "H29.101"), {"name": "Tổ lạ"}).status_code == 404
    leader = at(world.ward.leader)
    assert leader.get(page("new", world.other_ward.committee.code)).status_code == 404
    elsewhere = leader.get(page("choose-unit"), {"don_vi": world.other_ward.committee.code})
    assert "không lập được tổ trực ở đơn vị này" in words(elsewhere)
    assert not Team.objects.exists()


@pytest.mark.parametrize("taken", ["0", "9" * 15, "9" * 16, "-1", "1e3", "²", "x"])
def test_a_line_that_is_not_of_the_team_is_not_taken_out(world: World, taken: str) -> None:
    team, other = a_team(world), a_team(world, name="Tổ khác", lead=world.ward.officer)
    line = PatternLine.objects.create(team=other, starts=dt.time(8), ends=dt.time(9), days="every")
    client = at(world.ward.leader)

    assert client.post(page("pattern", team.pk), {"remove": taken}).status_code == 404
    assert client.post(page("pattern", team.pk), {"remove": str(line.pk)}).status_code == 404
    assert PatternLine.objects.get() == line


def test_who_does_not_work_there_is_no_choice_for_a_shift(world: World) -> None:
    shift = a_shift(a_team(world))
    client = at(world.ward.leader)

    answer = client.post(page("put-on", shift.pk), {"person": str(world.other_ward.clerk.public_id)})

    assert answer.status_code == 422
    assert not Duty.objects.exists()
    offered = dict(client.get(page("put-on", shift.pk)).context["form"].fields["person"].choices)
    assert str(world.ward.clerk.public_id) in offered
    assert str(world.other_ward.clerk.public_id) not in offered


def test_whoever_is_on_a_shift_is_not_offered_for_it_again(world: World) -> None:
    shift = a_shift(a_team(world), world.ward.clerk)
    client = at(world.ward.leader)

    offered = dict(client.get(page("put-on", shift.pk)).context["form"].fields["person"].choices)
    twice = client.post(page("put-on", shift.pk), {"person": str(world.ward.clerk.public_id)})

    assert str(world.ward.clerk.public_id) not in offered
    assert twice.status_code == 422
    assert Duty.objects.count() == 1


def test_nobody_stands_in_for_themselves_or_without_a_reason(world: World) -> None:
    duty = a_shift(a_team(world), world.ward.clerk).duties.get()
    client = at(world.ward.leader)

    same = client.post(page("stand-in", duty.pk), {"person": str(world.ward.clerk.public_id), "reason": "Ốm"})
    silent = client.post(page("stand-in", duty.pk), {"person": str(world.ward.officer.public_id), "reason": " "})

    assert (same.status_code, silent.status_code) == (422, 422)
    assert "Hãy ghi lý do" in words(silent)
    assert Duty.objects.get().is_active


def test_a_stand_in_of_a_stand_in_still_says_whose_duty_it_was(world: World) -> None:
    duty = a_shift(a_team(world), world.ward.clerk).duties.get()
    lead = world.ward.leader

    second = arranging.stand_in(duty, lead, world.ward.officer, "Ốm")
    third = arranging.stand_in(second, lead, lead, "Cũng ốm")
    back = arranging.stand_in(third, lead, world.ward.clerk, "Đã khỏe")

    assert third.stands_in_for == world.ward.clerk
    assert back.stands_in_for is None, "the person's own duty again"
    assert Duty.objects.filter(is_active=True).count() == 1


def test_a_page_about_a_duty_that_was_taken_off_is_gone(world: World) -> None:
    duty = a_shift(a_team(world), world.ward.clerk).duties.get()
    client = at(world.ward.leader)

    first, second = (client.post(page("take-off", duty.pk)) for _press in range(2))

    assert (first.status_code, second.status_code) == (302, 404)
    assert not Duty.objects.filter(is_active=True).exists()
    assert RosterEvent.objects.filter(action="take_off").count() == 1


def test_who_is_taken_off_a_shift_may_be_put_on_it_again(world: World) -> None:
    shift = a_shift(a_team(world), world.ward.clerk)
    client = at(world.ward.leader)

    client.post(page("take-off", shift.duties.get().pk))
    client.post(page("put-on", shift.pk), {"person": str(world.ward.clerk.public_id)})

    assert Duty.objects.filter(is_active=True, user=world.ward.clerk).count() == 1
    assert list(RosterEvent.objects.order_by("pk").values_list("action", flat=True)) == ["take_off", "put_on"]


def test_only_duties_of_the_team_can_be_asked_for_in_return(world: World) -> None:
    team = a_team(world)
    mine = a_shift(team, world.ward.clerk).duties.get()
    elsewhere = sit(a_shift(a_team(world, name="Tổ khác"), hours=48), world.ward.officer)

    sent = {"other": str(world.ward.officer.public_id), "in_return": str(elsewhere.pk)}
    answer = at(world.ward.clerk).post(page("swap-ask", mine.pk), sent)

    assert answer.status_code == 422
    assert not Swap.objects.exists()


def test_an_address_of_a_swap_shows_ones_own_duties(world: World) -> None:
    answer = at(world.ward.clerk).get(page("swap", 1, "dong-y"))

    assert answer.headers["Location"] == reverse("hotline:roster")


def test_the_roster_is_read_in_english_with_names_as_they_are(world: World) -> None:
    team = a_team(world)
    a_shift(team, world.ward.leader, hours=-1)
    client = at(world.ward.leader)
    client.cookies["django_language"] = "en"

    own, week = words(client.get(reverse("hotline:roster"))), words(client.get(page("week", team.pk)))

    assert "Tổ trực phường" in own
    for shown in (own, week):
        assert "Phạm Quốc Bảo" in shown
        for left in ("Lịch trực", "Đang trực", "Thêm ca", "Chưa có người trực", "Bàn giao"):
            assert left not in shown


def test_ones_own_page_tells_the_next_four_weeks_and_who_sits_now(world: World) -> None:
    team, clerk = a_team(world), world.ward.clerk
    a_shift(team, clerk, hours=-1)
    a_shift(team, clerk, hours=24 * 27)
    a_shift(team, clerk, hours=24 * 29)
    a_shift(team, clerk, hours=-24)

    shown = at(clerk).get(reverse("hotline:roster"))

    assert len(shown.context["duties"]) == 2
    assert [duty.user for duty in shown.context["sitting"]] == [clerk]
    assert not shown.context["sets_up"]
