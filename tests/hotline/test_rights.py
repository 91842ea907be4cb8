"""Rules proved: who may do what with a ticket, over every role, place and rung of the ladder; others change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from hotline import answering, figures, rights, routing
from hotline.inbox import inbox_unit
from hotline.kinds import Action, Kind, Level, State
from hotline.models import Ticket
from hotline.problems import NotYours
from hotline.reports import Reporter
from hotline.rights import RIGHTS
from hotline.visibility import may_know_reporter
from portal.accounts.models import User
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, act, at, bench, good, routed
from tests.hotline.tickets import filed
from units.models import Unit
from units.roles import Role

WORKING = {
    Action.TAKE, Action.ROUTE, Action.PROGRESS, Action.DRAFT, Action.ATTACH, Action.MERGE, Action.SPLIT
}  # fmt: skip
HEARING = {
    Action.READ, Action.PUBLISH, Action.WITHDRAW, Action.SET_ASIDE, Action.LINK, Action.UNLINK, Action.BAR_HEAD
}  # fmt: skip
DECIDING = {Action.SEND_BACK, Action.ANSWER}
WATCHING = {Action.CORRECT_CAUSE, Action.REVIEW}


def allowed(user: User, ticket: Ticket) -> set[Action]:
    """Every act that the person's roles let them do with the ticket."""
    fresh = User.objects.get(pk=user.pk)  # nothing kept from another question
    return {action for action in RIGHTS if rights.may(fresh, action, ticket)}


def holder(role: str, unit: Unit) -> User:
    return make_staff(f"{role}-{unit.code.lower()}@example.vn", "Ngô Văn Tám", role, unit)


@pytest.fixture
def ticket(world: World, desk: Desk) -> Ticket:
    return routed(world, desk, filed())


def test_at_its_unit_each_role_has_its_acts_and_no_others(world: World, ticket: Ticket) -> None:
    ward = world.ward
    assert allowed(ward.leader, ticket) == WORKING | DECIDING | {Action.READ}
    for role in (Role.CLERK, Role.OFFICER):
        assert allowed(holder(role, ward.committee), ticket) == WORKING, role
    assert allowed(holder(Role.HOTLINE_OPERATOR, ward.committee), ticket) == WORKING | HEARING
    at_the_top = WORKING | HEARING | DECIDING | WATCHING | {Action.LIFT_BAR}
    assert allowed(holder(Role.SUPERVISOR, ward.committee), ticket) == at_the_top
    for role in (Role.PUBLISHER, Role.UNIT_ADMIN, Role.SYSTEM_ADMIN, Role.ACCOUNTANT):
        assert allowed(holder(role, ward.committee), ticket) == set(), role


def test_at_another_ward_and_among_citizens_nobody_has_any(world: World, ticket: Ticket) -> None:
    other = world.other_ward
    for role in Role:
        assert allowed(holder(role, other.committee), ticket) == set(), role
    for person in (other.leader, other.clerk, other.officer, world.mother):
        assert allowed(person, ticket) == set()
        assert not may_know_reporter(person, ticket)


def test_casework_at_the_province_ends_where_a_wards_work_begins(world: World, ticket: Ticket) -> None:
    top = inbox_unit()
    for role in (Role.CLERK, Role.OFFICER, Role.ACCOUNTANT, Role.PUBLISHER, Role.UNIT_ADMIN):
        assert allowed(holder(role, top), ticket) == set(), role


@pytest.mark.parametrize(("level", "deciders"), [
    (Level.UNIT, {"leader", "supervisor"}),
    (Level.HEAD, {"leader", "supervisor"}),
    (Level.SUPERVISOR, {"supervisor"}),
    (Level.CHAIR, {"supervisor", "chair"}),
])  # fmt: skip
def test_the_rung_says_who_decides_and_the_head_loses_what_climbed_past_them(
    world: World, desk: Desk, ticket: Ticket, level: Level, deciders: set[str]
) -> None:
    people = {"leader": world.ward.leader, "supervisor": desk.supervisor, "operator": desk.operator}
    people |= {"chair": holder(Role.LEADER, inbox_unit()), "stranger": world.other_ward.leader}
    ticket.level = level

    assert {name for name, user in people.items() if rights.approves(user, ticket)} == deciders


def test_what_a_role_may_not_do_is_refused_at_its_page_and_changes_nothing(
    world: World, desk: Desk, ticket: Ticket
) -> None:
    before, events = Ticket.objects.values().get(pk=ticket.pk), ticket.events.count()
    clerk = holder(Role.CLERK, world.ward.committee)
    tried = {"duyet": {}, "tra-lai": {"reason": "Sửa."}, "khong-thu-ly": {"ground": "settled", "reason": "Xong."}}

    for slug, typed in tried.items():
        assert at(clerk).post(act(ticket, slug), typed).status_code == 403, slug
    for slug in (*tried, "chuyen", "tien-do", "nhan"):
        assert at(world.other_ward.leader).post(act(ticket, slug), {"reason": "x", "text": "x"}).status_code == 404, (
            slug
        )

    assert Ticket.objects.values().get(pk=ticket.pk) == before and ticket.events.count() == events
    assert at(world.other_ward.leader).get(bench(ticket)).status_code == 404


def test_functions_refuse_whoever_comes_past_the_pages(world: World, ticket: Ticket) -> None:
    stranger = world.other_ward.leader
    for tried in (
        lambda: routing.take(ticket, stranger),
        lambda: routing.route(ticket, stranger, world.other_ward.committee, "Của tôi."),
        lambda: routing.tell_progress(ticket, stranger, "Xong."),
        lambda: routing.set_aside(ticket, stranger, "settled", "Xong."),
        lambda: answering.draft(ticket, stranger, good()),
        lambda: answering.read(ticket, stranger),
        lambda: answering.approve(ticket, stranger),
        lambda: answering.send_back(ticket, stranger, "Sửa."),
    ):
        with pytest.raises(NotYours, match="Vai trò của bạn"):
            tried()
    assert ticket.events.count() == 2, "filed and routed"


def test_of_a_confidential_reporter_only_those_who_hear_for_the_hotline_learn_who_it_is(
    world: World, desk: Desk
) -> None:
    ticket = routed(world, desk, filed(is_confidential=True))
    clerk = holder(Role.CLERK, world.ward.committee)

    knows = {
        user for user in (desk.operator, desk.supervisor, world.ward.leader, clerk) if may_know_reporter(user, ticket)
    }

    assert knows == {desk.operator, desk.supervisor}
    assert may_know_reporter(holder(Role.HOTLINE_OPERATOR, world.ward.committee), ticket)
    ticket.is_confidential = False
    assert may_know_reporter(User.objects.get(pk=clerk.pk), ticket)


@pytest.mark.parametrize(("told", "goes_out"), [
    ({"kind": Kind.GUIDANCE}, True),
    ({"kind": Kind.PRAISE}, True),
    ({"kind": Kind.TECHNICAL}, True),
    ({"kind": Kind.RULE}, False),
    ({"kind": Kind.COMPLAINT_CONDUCT}, False),
    ({"kind": Kind.GUIDANCE, "is_confidential": True}, False),
    ({"kind": Kind.GUIDANCE, "content": "Có người dọa giết tôi"}, False),
])  # fmt: skip
def test_only_what_is_plain_goes_out_without_other_eyes(
    world: World, desk: Desk, told: dict[str, Any], goes_out: bool
) -> None:
    ticket = filed(**told).ticket

    answering.draft(ticket, desk.operator, good())

    ticket.refresh_from_db()
    assert (ticket.state == State.ANSWERED) is goes_out
    assert ticket.answers.get().sent_at is None or goes_out


def test_a_unit_never_answers_without_its_head_not_even_a_plain_question(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed(kind=Kind.GUIDANCE, reporter=Reporter()))

    answering.draft(ticket, holder(Role.CLERK, world.ward.committee), good())

    ticket.refresh_from_db()
    assert ticket.state == State.DRAFTED


def test_after_three_hops_only_who_watches_passes_a_ticket_on(world: World, desk: Desk, ticket: Ticket) -> None:
    leaders = [world.ward.leader, world.other_ward.leader]
    committees = [world.ward.committee, world.other_ward.committee]
    for hop in (1, 2):
        routing.route(ticket, leaders[(hop + 1) % 2], committees[hop % 2], "Thuộc họ.")
        ticket.refresh_from_db()
    assert (ticket.hop_count, ticket.handling_unit) == (3, world.ward.committee)

    refused = at(world.ward.leader).post(act(ticket, "chuyen"), {"unit": "H29.102", "reason": "Lại của họ."})

    assert refused.status_code == 409 and "đã được chuyển 3 lần" in refused.content.decode()
    ticket.refresh_from_db()
    assert ticket.handling_unit == world.ward.committee
    routing.route(ticket, desk.supervisor, world.other_ward.committee, "Chốt: phường Bến Thành.")
    ticket.refresh_from_db()
    assert (ticket.hop_count, ticket.handling_unit) == (4, world.other_ward.committee)


def test_every_column_of_the_figures_is_the_sum_of_its_units(world: World, desk: Desk) -> None:
    for unit in (world.ward.committee, world.other_ward.committee):
        sent = filed(content=f"Chậm ở {unit.code} lâu rồi").ticket
        routing.route(sent, desk.operator, unit, "Thuộc họ.")
    aside = filed(content="Khiếu nại về đất đai").ticket
    routing.set_aside(aside, desk.operator, "complaint_law", "Gửi đơn khiếu nại đến phường.")

    total, *units = figures.of_year(timezone.localtime(aside.received_at).year)

    columns = ("received", "open", "overdue", "answered", "in_time", "reopened", "unhappy", "set_aside")
    for column in columns:
        assert getattr(total, column) == sum(getattr(unit, column) for unit in units), column
    assert (total.code, total.received, total.open, total.set_aside) == ("", 3, 2, 1)
    assert [unit.code for unit in units] == sorted(unit.code for unit in units)
