"""Rules proved: what one shift leaves the next one reads and confirms, and nobody rewrites it (issue 6, build 5)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hotline import calls, routing
from hotline.models import HandOver, HandOverReading, RosterEvent, Team
from hotline.problems import Incomplete, NotAllowedNow
from hotline.roster import handing_over
from hotline.roster.handing_over import Note
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, at
from tests.hotline.roster.teams import a_shift, a_team
from tests.hotline.tickets import filed
from units.roles import Role

CALLS = reverse("hotline:calls")


@pytest.fixture
def team(world: World, desk: Desk) -> Team:
    """The province's team: one operator's shift ends in half an hour, another's began just now."""
    top = world.ward.committee.parent
    assert top is not None
    found = a_team(world, unit=top, lead=desk.supervisor, name="Tổ trực 1022")
    arriving = make_staff("den@example.vn", "Lý Văn Đến", Role.HOTLINE_OPERATOR, top)
    a_shift(found, desk.operator, hours=-7.5)
    a_shift(found, arriving, hours=-0.1)
    return found


@pytest.fixture
def arriving(team: Team) -> Client:
    """The browser of whoever comes."""
    return at(team.shifts.latest("starts_at").duties.get().user)


def pages(team: Team) -> tuple[str, str]:
    """Reading and writing."""
    return reverse("hotline:hand-overs", args=[team.pk]), reverse("hotline:hand-over", args=[team.pk])


def test_notes_of_each_open_matter_and_of_the_team_reach_the_next_shift_which_confirms(
    world: World, desk: Desk, team: Team, arriving: Client
) -> None:
    ticket = filed().ticket
    routing.take(ticket, desk.operator)
    other = filed(content="Chuyện của người khác.").ticket
    call = calls.begin(desk.operator, "+84901234567")
    calls.promise(call, desk.operator, timezone.now() + dt.timedelta(hours=2), "Hỏi về đất đai")
    listing, writing = pages(team)
    form = words(at(desk.operator).get(writing))
    assert ticket.code in form and other.code not in form and "Cuộc gọi lúc" in form

    at(desk.operator).post(writing, {
        "text": "Tổng đài chập chờn từ 21 giờ.", f"ticket_{ticket.pk}": "Chờ phường gọi lại sáng mai.",
        f"call_{call.pk}": "Gọi lại trước 9 giờ.", f"ticket_{other.pk}": "Không phải việc của tôi.",
    })  # fmt: skip

    assert "Mai Phương Thảo bàn giao ca" in words(arriving.get(CALLS))
    shown = words(arriving.get(listing))
    for told in ("chập chờn", ticket.code, "Chờ phường gọi lại", "Gọi lại trước 9 giờ", "Tôi đã đọc"):
        assert told in shown
    assert "Không phải việc của tôi" not in shown
    hand_over = HandOver.objects.get()
    for _twice in range(2):
        assert arriving.post(listing, {"hand_over": hand_over.pk})["Location"] == listing
    assert "bàn giao ca lúc" not in words(arriving.get(CALLS)) and HandOverReading.objects.count() == 1
    assert "Đã đọc: Lý Văn Đến" in words(at(desk.operator).get(listing))
    assert list(RosterEvent.objects.order_by("pk").values_list("action", "actor_name")) == [
        ("hand_over", "Mai Phương Thảo"), ("read_hand_over", "Lý Văn Đến"),
    ]  # fmt: skip


def test_an_empty_hand_over_is_refused_and_so_is_one_by_somebody_who_was_not_there(desk: Desk, team: Team) -> None:
    writing = pages(team)[1]

    empty = at(desk.operator).post(writing, {"text": "   "})
    elsewhere = at(desk.supervisor).post(writing, {"text": "Không trực mà bàn giao"})

    assert empty.status_code == 422 and "ca sau cần biết" in words(empty)
    assert elsewhere.status_code == 409 and "Không trực mà bàn giao" in words(elsewhere), "nothing typed is lost"
    with pytest.raises(Incomplete):
        handing_over.write(team, desk.operator, "", [Note(filed().ticket, " \n")])
    assert not HandOver.objects.exists() and not RosterEvent.objects.exists()


def test_whoever_has_not_confirmed_does_not_hand_over_themselves(desk: Desk, team: Team) -> None:
    arrived = team.shifts.latest("starts_at").duties.get().user
    first = handing_over.write(team, desk.operator, "Đêm yên tĩnh.")

    with pytest.raises(NotAllowedNow, match="xác nhận bàn giao"):
        handing_over.write(team, arrived, "Cũng yên tĩnh.")
    handing_over.confirm(first, arrived)

    assert handing_over.write(team, arrived, "Cũng yên tĩnh.").pk > first.pk


def test_only_those_who_sit_now_or_soon_are_asked_to_read_and_not_for_ever(
    world: World, desk: Desk, team: Team
) -> None:
    row = handing_over.write(team, desk.operator, "Đêm yên tĩnh.")
    arrived = team.shifts.latest("starts_at").duties.get().user
    later = make_staff("sau@example.vn", "Trần Văn Sau", Role.HOTLINE_OPERATOR, team.unit)
    a_shift(team, later, hours=2)

    assert list(handing_over.unread(arrived)) == [row]
    assert not handing_over.unread(later) and not handing_over.unread(desk.operator)
    soon = make_staff("soon@example.vn", "Trần Văn Sớm", Role.HOTLINE_OPERATOR, team.unit)
    a_shift(team, soon, hours=0.4)
    assert list(handing_over.unread(soon)) == [row]


def test_another_teams_hand_over_is_not_confirmed_by_its_number(world: World, desk: Desk, team: Team) -> None:
    row = handing_over.write(team, desk.operator, "Đêm yên tĩnh.")
    ward = a_team(world)
    client = at(world.ward.leader)

    assert client.post(pages(ward)[0], {"hand_over": row.pk}).status_code == 404
    assert client.post(pages(ward)[0], {"hand_over": "x" * 30}).status_code == 404
    assert client.get(pages(team)[0]).status_code == 404
    assert not HandOverReading.objects.exists()


@pytest.mark.parametrize("table", ["handover", "handovernote", "handoverreading"])
def test_what_was_handed_over_is_neither_changed_nor_deleted(desk: Desk, team: Team, table: str) -> None:
    row = handing_over.write(team, desk.operator, "Đêm.", [Note(filed().ticket, "Chờ gọi lại.")])
    handing_over.confirm(row, team.shifts.latest("starts_at").duties.get().user)

    for statement in (f"UPDATE hotline_{table} SET id = id", f"DELETE FROM hotline_{table}"):  # noqa: S608 - constants
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert HandOver.objects.get().text == "Đêm." and HandOverReading.objects.exists()


def test_a_page_of_hand_overs_costs_the_same_with_one_and_with_many(
    desk: Desk, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def cost() -> int:
        rows = handing_over.dressed(HandOver.objects.filter(team=team))
        with django_assert_num_queries(4):  # rows, notes, their tickets, readings
            return len(rows)

    ticket = filed().ticket
    handing_over.write(team, desk.operator, "Một.", [Note(ticket, "Chờ.")])
    assert cost() == 1
    for number in range(4):
        handing_over.write(team, desk.operator, f"Thứ {number}.", [Note(ticket, "Chờ.")])
    assert cost() == 5
