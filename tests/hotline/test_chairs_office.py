"""The Chair's office: what climbed to the top, with its way; demands by a day, other units, notes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotline import chairs_office, escalating, routing
from hotline.kinds import Action, Level
from hotline.models import Ticket
from hotline.problems import Incomplete, NotYours
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, act, at, bench, routed
from tests.hotline.tickets import LAN, filed, opened, page
from units.roles import Role

LIST = reverse("hotline:at-the-top")
WEEK = dt.timedelta(days=7)


@pytest.fixture
def secretary(world: World) -> User:
    """Somebody at the office of the province's committee."""
    assert world.ward.committee.parent is not None
    return make_staff("vanphong@example.vn", "Đỗ Thị Thư", Role.OFFICER, world.ward.committee.parent)


def climbed(world: World, desk: Desk, **changed: Any) -> Ticket:
    """A ticket that nobody at the ward answered, on the last rung."""
    ticket = routed(world, desk, filed(**changed))
    moment = ticket.climbs_at
    for _rung in range(3):
        assert moment is not None
        assert escalating.climb(moment) >= 1
        ticket.refresh_from_db()
        moment = ticket.climbs_at
    assert ticket.level == Level.CHAIR and moment is None
    return ticket


def test_the_office_reads_who_had_it_how_long_and_why(world: World, desk: Desk, secretary: User) -> None:
    ticket, below = climbed(world, desk), routed(world, desk, filed(content="Chưa lên đến đâu cả."))

    shown = at(secretary).get(LIST).content.decode()

    assert ticket.code in shown and below.code not in shown
    for words in (
        "Gửi phản ánh", "Ủy ban nhân dân phường Sài Gòn", "Thuộc thẩm quyền của phường.", "Người đứng đầu đơn vị",
        "Bộ phận giám sát", "Văn phòng Chủ tịch Ủy ban nhân dân", "Chuyển lên cấp trên vì quá hạn",
    ):  # fmt: skip
        assert words in shown, words
    assert at(secretary).get(bench(ticket)).status_code == 200, "though the ward has to answer it"
    assert at(secretary).get(bench(below)).status_code == 404


def test_who_works_at_a_ward_has_no_business_there(world: World, desk: Desk) -> None:
    climbed(world, desk)
    for user, status in ((world.ward.leader, 403), (desk.operator, 403), (desk.supervisor, 200)):
        assert at(user).get(LIST).status_code == status


def test_the_list_costs_the_same_for_one_and_for_many(world: World, desk: Desk, secretary: User) -> None:
    counts = []
    for number in range(2):
        climbed(world, desk, content=f"Việc thứ {number} vẫn chưa ai trả lời.")
        browser = at(secretary)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_demand_names_a_day_moves_no_due_time_and_tells_the_reporter_the_day_alone(
    world: World, desk: Desk, secretary: User
) -> None:
    sent = filed()
    routing.route(sent.ticket, desk.operator, world.ward.committee, "Thuộc phường.")
    Ticket.objects.filter(pk=sent.ticket.pk).update(level=Level.CHAIR, level_since=timezone.now())
    ticket = Ticket.objects.get(pk=sent.ticket.pk)
    day = timezone.localdate() + dt.timedelta(days=3)
    parts = {"by_day": day.day, "by_month": day.month, "by_year": day.year}

    done = at(secretary).post(act(ticket, "yeu-cau"), {**parts, "reason": "Báo cáo rõ ai chậm."})

    assert done.status_code == 302
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert fresh.demanded_on == day and (fresh.due_at, fresh.answer_due_at) == (ticket.due_at, ticket.answer_due_at)
    told = opened(sent).get(page("ticket", sent)).content.decode()
    assert "Trả lời trước hết ngày" in told and "Báo cáo rõ ai chậm." not in told
    inside = at(world.ward.leader).get(bench(ticket)).content.decode()
    assert "Báo cáo rõ ai chậm." in inside and "Văn phòng Chủ tịch yêu cầu trả lời trước hết ngày" in inside
    assert "Lỡ ngày yêu cầu" not in at(secretary).get(LIST).content.decode()
    Ticket.objects.filter(pk=ticket.pk).update(demanded_on=timezone.localdate() - WEEK)
    assert "Lỡ ngày yêu cầu" in at(secretary).get(LIST, {"xem": "lo-hen"}).content.decode()


def test_a_demand_is_sent_to_the_head_and_to_who_has_it_but_not_to_whom_it_is_about(
    world: World, desk: Desk, secretary: User
) -> None:
    ticket = climbed(world, desk)
    Ticket.objects.filter(pk=ticket.pk).update(owner=world.ward.officer)
    second = make_staff("phochutich@example.vn", "Ngô Văn Phó", Role.LEADER, world.ward.committee)
    Ticket.objects.filter(pk=ticket.pk).update(is_about_head=True, is_confidential=True, barred=[second.pk])
    User.objects.filter(pk=world.ward.leader.pk).update(language="en", told_by_email=False)
    ticket.refresh_from_db()
    day = timezone.localdate() + WEEK

    event = chairs_office.demand(ticket, secretary, day, "Báo cáo rõ ai chậm.")

    once = f"{ticket.code}/{event.sequence}/"
    letters = [
        letter.payload
        for letter in OutboxMessage.objects.filter(key=ticket.code, channel="email").order_by("pk")
        if letter.idempotency_key.startswith(once) and letter.payload["to"] != LAN.email
    ]
    told = {letter["to"] for letter in letters}
    assert {world.ward.leader.email, world.ward.officer.email} <= told and second.email not in told
    for letter in letters:
        assert ticket.code in letter["subject"]
        assert f"{day:%d/%m/%Y}" in letter["text"] and bench(ticket) in letter["text"]
        assert "Báo cáo rõ ai chậm." not in letter["text"] and LAN.full_name not in letter["text"]
    assert {"en", "vi"} == {letter["language"] for letter in letters}


def test_a_day_that_is_past_or_far_and_an_empty_demand_are_refused_with_words_kept(
    world: World, desk: Desk, secretary: User
) -> None:
    ticket = climbed(world, desk)
    before, today = ticket.events.count(), timezone.localdate()
    for day in (today - dt.timedelta(days=1), today + dt.timedelta(days=31)):
        parts = {"by_day": day.day, "by_month": day.month, "by_year": day.year}
        answer = at(secretary).post(act(ticket, "yeu-cau"), {**parts, "reason": "Sớm lên."})
        assert answer.status_code == 422 and "Sớm lên." in answer.content.decode()
    with pytest.raises(Incomplete):
        chairs_office.demand(ticket, secretary, today, " ")
    assert ticket.events.count() == before


def test_the_office_sends_it_elsewhere_beyond_the_limit_of_hops_and_writes_notes(
    world: World, desk: Desk, secretary: User
) -> None:
    ticket = climbed(world, desk)
    Ticket.objects.filter(pk=ticket.pk).update(hop_count=routing.MOST_HOPS)
    ticket.refresh_from_db()

    routing.route(ticket, secretary, world.other_ward.committee, "Phường Bến Thành giữ hồ sơ gốc.")
    chairs_office.note(ticket, secretary, "Đã gọi chủ tịch phường.")

    ticket.refresh_from_db()
    assert ticket.handling_unit == world.other_ward.committee and ticket.level == Level.CHAIR
    kinds = list(ticket.events.order_by("-sequence").values_list("action", "is_told")[:2])
    assert kinds == [(Action.NOTE, False), (Action.ROUTE, True)]


def test_below_the_top_and_below_the_office_nobody_demands(world: World, desk: Desk, secretary: User) -> None:
    top = climbed(world, desk, content="Việc khác vẫn chưa ai trả lời.")
    low = routed(world, desk, filed())
    today = timezone.localdate()
    for user, ticket in ((secretary, low), (world.ward.leader, top), (desk.operator, top)):
        with pytest.raises(NotYours):
            chairs_office.demand(ticket, user, today, "Trả lời đi.")
        with pytest.raises(NotYours):
            chairs_office.note(ticket, user, "Ghi.")


def test_the_list_is_narrowed_by_unit_without_accents_and_the_address_keeps_it(
    world: World, desk: Desk, secretary: User
) -> None:
    ticket = climbed(world, desk)
    browser = at(secretary)
    assert ticket.code in browser.get(LIST, {"don-vi": "phuong sai gon"}).content.decode()
    nothing = browser.get(LIST, {"don-vi": "ben thanh\0"}).content.decode()
    assert ticket.code not in nothing and "Bỏ lọc" in nothing
    assert browser.get(LIST, {"xem": "?", "sau": "9" * 40}).status_code == 200
