"""Rules proved: what is told about a head never reaches that head, over every role and rung; nor their people."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline import about_heads, intake, rights, routing
from hotline.duplicates import linking
from hotline.inbox import inbox_unit
from hotline.kinds import Action, Level, State
from hotline.models import IncomingMail, Ticket
from hotline.problems import Incomplete, NotYours
from hotline.visibility import may_know_reporter
from portal.accounts.models import User
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, act, at, bench
from tests.hotline.tickets import SEND, filed, report, typed
from units.models import StaffRole, Unit
from units.roles import Role

#: Every role that sees tickets, at every place where it could be held.
HELD = st.tuples(
    st.sampled_from([Role.CLERK, Role.OFFICER, Role.LEADER, Role.HOTLINE_OPERATOR, Role.SUPERVISOR]),
    st.sampled_from(["ward", "office", "centre", "other", "top"]),
)


def place(world: World, name: str) -> Unit:
    places = {"ward": world.ward.committee, "office": world.ward.office, "centre": world.ward.centre}
    return (places | {"other": world.other_ward.committee, "top": world.ward.committee.parent})[name]  # type: ignore[return-value]


def about_the_ward(world: World, **changed: Any) -> Ticket:
    """A report about the chair of the ward."""
    return filed(unit=world.ward.committee.code, is_about_head=True, **changed).ticket


def sees(user: User, ticket: Ticket) -> bool:
    fresh = User.objects.get(pk=user.pk)  # nothing kept from another question
    return Ticket.objects.visible_to(fresh).filter(pk=ticket.pk).exists()


def test_a_report_about_a_head_waits_above_them_unnamed_for_a_supervisor(world: World, desk: Desk) -> None:
    ticket = about_the_ward(world)

    assert ticket.handling_unit == inbox_unit() and ticket.level == Level.SUPERVISOR
    assert ticket.is_confidential, "though nobody asked for it"
    assert set(ticket.barred) == {world.ward.leader.pk, desk.deputy.pk}, "who leads the ward today"
    assert sees(desk.operator, ticket) and sees(desk.supervisor, ticket)
    assert not sees(world.ward.leader, ticket) and not sees(world.ward.officer, ticket)
    assert rights.approves(desk.supervisor, ticket) and not rights.approves(desk.operator, ticket)


def test_it_is_never_sent_to_the_heads_agency_nor_any_part_of_it(world: World, desk: Desk) -> None:
    ticket = about_the_ward(world)
    for unit in (world.ward.committee, world.ward.office, world.ward.centre):
        with pytest.raises(Incomplete, match="không chuyển về chính cơ quan đó"):
            routing.route(ticket, desk.operator, unit, "Thuộc họ.")
    refused = at(desk.supervisor).post(act(ticket, "chuyen"), {"unit": world.ward.office.code, "reason": "Họ làm."})
    assert refused.status_code == 422 and "Hãy chọn cơ quan cấp trên" in refused.content.decode()
    assert ticket.events.count() == 1

    routing.route(ticket, desk.operator, world.other_ward.committee, "Xác minh chéo.")
    ticket.refresh_from_db()
    assert ticket.handling_unit == world.other_ward.committee
    assert not may_know_reporter(world.other_ward.leader, ticket), "confidence holds wherever it is looked into"


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(HELD, max_size=3, unique=True), st.sampled_from(list(Level)))
def test_whatever_other_roles_the_head_has_they_neither_see_it_nor_do_anything(
    world: World, desk: Desk, held: list[tuple[Role, str]], level: Level
) -> None:
    with transaction.atomic():
        ticket = about_the_ward(world)
        for role, where in held:
            unit = place(world, where)
            StaffRole.objects.get_or_create(
                user=world.ward.leader, role=role, unit=unit, defaults={"valid_from": unit.valid_from}
            )
        head = User.objects.get(pk=world.ward.leader.pk)
        for handling in (inbox_unit(), world.other_ward.committee):
            Ticket.objects.filter(pk=ticket.pk).update(level=level, handling_unit=handling)
            ticket.refresh_from_db()
            assert not sees(head, ticket) and not may_know_reporter(head, ticket)
            assert not any(rights.may(head, action, ticket) for action in rights.RIGHTS)
        transaction.set_rollback(True)


def test_a_head_who_supervises_the_hotline_finds_neither_page_nor_letter_nor_call(world: World, desk: Desk) -> None:
    top = inbox_unit()
    StaffRole.objects.create(
        user=world.ward.leader, role=Role.SUPERVISOR, unit=top, valid_from=world.ward.committee.valid_from
    )
    ticket = about_the_ward(world)
    letter = IncomingMail.objects.create(
        fingerprint="x", outcome="ticket", sender="lan@example.vn", size_bytes=1, ticket=ticket,
        received_at=timezone.now(),
    )  # fmt: skip
    browser = at(User.objects.get(pk=world.ward.leader.pk))

    assert browser.get(bench(ticket)).status_code == 404
    assert browser.post(act(ticket, "khong-thu-ly"), {"ground": "settled", "reason": "Xong."}).status_code == 404
    theirs = reverse("hotline:letter", args=[letter.public_id])
    assert browser.get(theirs).status_code == 404 and at(desk.supervisor).get(theirs).status_code == 200
    assert ticket.code not in browser.get(reverse("hotline:desk")).content.decode()
    with pytest.raises(NotYours):
        routing.set_aside(ticket, User.objects.get(pk=world.ward.leader.pk), "settled", "Xong.")
    ticket.refresh_from_db()
    assert ticket.state == State.RECEIVED and ticket.events.count() == 1


def test_an_operator_notes_on_the_way_that_it_is_about_the_head(world: World, desk: Desk) -> None:
    ticket = filed(content="Chủ tịch phường Sài Gòn bắt tôi chờ ngoài hành lang.").ticket
    routing.route(ticket, desk.operator, world.ward.committee, "Thuộc phường.")
    assert not rights.may(world.ward.leader, Action.BAR_HEAD, ticket), "no unit sheds what is told of it"

    done = at(desk.operator).post(
        act(ticket, "ve-nguoi-dung-dau"), {"unit": world.ward.committee.code, "reason": "Nội dung nêu đích danh."}
    )

    assert done.status_code == 302
    ticket.refresh_from_db()
    assert (ticket.handling_unit, ticket.owner, ticket.level) == (inbox_unit(), None, Level.SUPERVISOR)
    assert ticket.is_confidential and not sees(world.ward.leader, ticket)
    told = ticket.events.get(action=Action.BAR_HEAD)
    assert told.is_told and told.note == "Nội dung nêu đích danh."


def test_only_a_supervisor_finds_that_no_head_is_meant_and_the_reporter_stays_unnamed(world: World, desk: Desk) -> None:
    ticket = about_the_ward(world)
    for user in (desk.operator, world.ward.leader):
        with pytest.raises(NotYours):
            about_heads.lift(ticket, user, "Nhầm.")
    with pytest.raises(Incomplete):
        about_heads.lift(ticket, desk.supervisor, " ")

    about_heads.lift(ticket, desk.supervisor, "Người dân đánh dấu nhầm, nói về nhân viên giữ xe.")

    ticket.refresh_from_db()
    assert (ticket.is_about_head, ticket.barred, ticket.is_confidential) == (False, [], True)
    routing.route(ticket, desk.operator, world.ward.committee, "Về phường.")
    assert sees(world.ward.leader, ticket)


def test_of_the_head_of_the_hotlines_own_agency_the_agency_above_answers(world: World, desk: Desk) -> None:
    """The inbox is the committee's own here: nobody stands above it, so its supervisors decide without the Chair."""
    top = inbox_unit()
    chair = make_staff("chutich@example.vn", "Lê Văn Chủ", Role.LEADER, top)
    ticket = filed(unit=top.code, is_about_head=True).ticket
    assert ticket.barred == [chair.pk] and not sees(chair, ticket)
    Ticket.objects.filter(pk=ticket.pk).update(level=Level.CHAIR)
    ticket.refresh_from_db()
    assert not rights.approves(chair, ticket) and rights.approves(desk.supervisor, ticket)

    about = Unit(pk=10**9, kind="department", parent=top)
    assert about_heads.home_of(about) == top and about_heads.upper_of(about) == top


def test_the_database_keeps_the_head_barred_and_the_reporter_unnamed(world: World, desk: Desk) -> None:
    ticket = about_the_ward(world)
    tried: list[dict[str, Any]] = [{"barred": []}, {"is_confidential": False}, {"terms": {"normal": {}}}]
    for changes in tried:
        with pytest.raises(DatabaseError), transaction.atomic():
            Ticket.objects.filter(pk=ticket.pk).update(**changes)


def test_anybody_says_so_on_the_form_by_the_api_and_the_page_tells_what_follows(client: Any, world: World) -> None:
    shown = client.get(SEND).content.decode()
    assert "Tôi phản ánh về chính người đứng đầu cơ quan đó" in shown and "Cơ quan đó sẽ không thấy" in shown

    client.post(SEND, typed(commune=world.ward.division.code, is_about_head="on"))
    by_form = Ticket.objects.get()
    assert by_form.is_about_head and by_form.about_unit == world.ward.committee

    told = {"kind": "complaint_conduct", "content": "Chủ tịch phường quát người dân.", "is_about_head": True}
    body = told | {"unit": world.ward.committee.code, "reporter": {"full_name": "Trần B", "phone": "0901234567"}}
    answer = client.post("/api/v1/feedback/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    by_api = Ticket.objects.get(code=answer.json()["code"])
    assert by_api.is_about_head and by_api.is_confidential and world.ward.leader.pk in by_api.barred


def test_a_head_of_an_agency_that_nobody_named_bars_nobody_until_somebody_does(world: World, desk: Desk) -> None:
    ticket = intake.file(report(is_about_head=True), key="ai-cung-duoc").ticket
    assert ticket.is_about_head and ticket.barred == [] and ticket.level == Level.SUPERVISOR

    shown = at(desk.operator).get(bench(ticket)).content.decode()
    assert "Về người đứng đầu" in shown and act(ticket, "ve-nguoi-dung-dau") in shown
    about_heads.note(ticket, desk.operator, world.ward.committee, "Hỏi lại: chủ tịch phường Sài Gòn.")
    ticket.refresh_from_db()
    assert world.ward.leader.pk in ticket.barred


def test_no_link_of_duplicates_leads_a_report_about_a_head_to_that_head(world: World, desk: Desk) -> None:
    ticket, leader = about_the_ward(world), filed(content="Cùng một việc, kể lần thứ hai.", is_confidential=True).ticket
    with pytest.raises(Incomplete, match="cùng người đó"):
        linking.merge(ticket, leader, desk.supervisor)
    again = about_the_ward(world, content="Cùng một người, kể lần thứ ba.")
    linking.merge(ticket, again, desk.supervisor)

    linking.follow_to_unit(ticket, Ticket(handling_unit=world.ward.committee, code="X"))

    ticket.refresh_from_db()
    assert ticket.handling_unit == inbox_unit(), "wherever the leading one goes"
