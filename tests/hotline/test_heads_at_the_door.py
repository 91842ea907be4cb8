"""Reports about a head at their pages and by every way in: noting, lifting, sending on, answering; who is kept out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotline import about_heads, answering, chain, following, rights, routing
from hotline.duplicates import linking
from hotline.inbox import inbox_unit
from hotline.kinds import Action, Channel, Level, Severity, State
from hotline.models import Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.reports import Reporter
from hotline.visibility import may_know_reporter
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, act, at, bench, good, routed
from tests.hotline.test_about_heads import about_the_ward, sees
from tests.hotline.tickets import SEND, filed, opened, page, typed
from units.models import StaffRole, Unit
from units.roles import Role

MINH = Reporter("Trần Quốc Minh", "+84907654321", "minh@example.vn")


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def noting(unit: Unit, reason: str = "Nội dung nêu đích danh.") -> dict[str, str]:
    return {"unit": unit.code, "reason": reason}


def test_whose_head_it_is_about_is_noted_once_and_another_head_frees_nobody(world: World, desk: Desk) -> None:
    """Given a report about one head, when somebody notes it again or of another agency, then it is refused."""
    ticket = about_the_ward(world)
    door, operator = act(ticket, "ve-nguoi-dung-dau"), at(desk.operator)
    for unit in (world.ward.committee, world.other_ward.committee):
        refused = operator.post(door, noting(unit))
        assert refused.status_code == 409 and "đã được ghi nhận" in words(refused)
        assert "Nội dung nêu đích danh." in words(refused), "what was typed stays"
    kept = fresh(ticket)
    assert kept.barred == ticket.barred and kept.about_unit == world.ward.committee and kept.events.count() == 1
    about_heads.lift(kept, desk.supervisor, "Không phải phường này.")
    assert operator.post(door, noting(world.other_ward.committee)).status_code == 302
    assert fresh(ticket).barred == [world.other_ward.leader.pk] and chain.first_broken(fresh(ticket)) is None


def test_sent_twice_it_is_noted_once(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed())
    operator, door = at(desk.operator), act(ticket, "ve-nguoi-dung-dau")
    assert [operator.post(door, noting(world.ward.committee)).status_code for _time in range(2)] == [302, 409]
    assert fresh(ticket).events.filter(action=Action.BAR_HEAD).count() == 1


def test_each_box_says_what_is_wrong_and_keeps_the_rest(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed())
    door, operator = act(ticket, "ve-nguoi-dung-dau"), at(desk.operator)
    cases = [({"unit": unit}, "unit") for unit in ("", "H29.999", "phường", "\0")]
    cases += [({"reason": reason}, "reason") for reason in (" ", "x" * 2001)]
    for wrong, field in cases:
        answer = operator.post(door, noting(world.ward.committee) | wrong)
        assert answer.status_code == 422 and answer.context["form"].errors.keys() == {field}, wrong
    many = operator.post(door, noting(world.ward.committee) | {"unit": "sai gon"})
    assert many.status_code == 422 and "H29.101.9" in words(many), "of several the page names the codes"
    assert fresh(ticket).is_about_head is False


def test_who_may_note_and_who_may_lift(world: World, desk: Desk) -> None:
    top = world.ward.committee.parent
    assert top is not None
    secretary = make_staff("vanphong@example.vn", "Đỗ Thị Thư", Role.OFFICER, top)
    ticket = routed(world, desk, filed())
    may = {person: (rights.may(person, Action.BAR_HEAD, ticket), rights.may(person, Action.LIFT_BAR, ticket))
           for person in (desk.operator, desk.supervisor, secretary, world.ward.leader, world.ward.clerk,
                          world.other_ward.leader, world.mother)}  # fmt: skip
    assert may == {
        desk.operator: (True, False), desk.supervisor: (True, True), secretary: (False, False),
        world.ward.leader: (False, False), world.ward.clerk: (False, False), world.other_ward.leader: (False, False),
        world.mother: (False, False),
    }  # fmt: skip
    Ticket.objects.filter(pk=ticket.pk).update(level=Level.CHAIR)
    assert rights.may(secretary, Action.BAR_HEAD, fresh(ticket)), "once it climbed to their office"


@pytest.mark.parametrize("place", ["committee", "office", "centre"])
def test_whatever_part_of_the_agency_is_named_its_leaders_are_meant(world: World, desk: Desk, place: str) -> None:
    unit: Unit = getattr(world.ward, place)
    ticket = routed(world, desk, filed())
    about_heads.note(ticket, desk.operator, unit, "Nêu đích danh.")
    assert set(fresh(ticket).barred) >= {world.ward.leader.pk, desk.deputy.pk}
    assert about_heads.is_theirs(world.ward.centre, unit) and not about_heads.is_theirs(inbox_unit(), unit)


def test_the_head_of_a_part_is_meant_with_the_head_of_the_whole(world: World, desk: Desk) -> None:
    own = make_staff("giamdoc@example.vn", "Bùi Văn Tý", Role.LEADER, world.ward.centre)
    assert own.pk in about_heads.heads_of(world.ward.centre) and world.ward.leader.pk in about_heads.heads_of(
        world.ward.centre
    )
    assert own.pk not in about_heads.heads_of(world.ward.committee)


def test_who_led_until_yesterday_is_no_head_and_who_leads_from_tomorrow_is_none_yet(world: World, desk: Desk) -> None:
    today = timezone.localdate()
    StaffRole.objects.filter(user=world.ward.leader).update(valid_to=today)
    later = make_staff("chutich-moi@example.vn", "Hà Thị Mới", Role.CLERK, world.ward.committee)
    StaffRole.objects.create(
        user=later, role=Role.LEADER, unit=world.ward.committee, valid_from=today + dt.timedelta(days=1)
    )
    assert about_heads.heads_of(world.ward.committee) == [desk.deputy.pk]


def test_who_left_stays_barred_from_what_was_told_of_them(world: World, desk: Desk) -> None:
    ticket = about_the_ward(world)
    StaffRole.objects.filter(user=world.ward.leader).update(valid_to=timezone.localdate())
    StaffRole.objects.create(
        user=world.ward.leader, role=Role.OFFICER, unit=world.other_ward.committee,
        valid_from=world.ward.committee.valid_from,
    )  # fmt: skip
    routing.route(ticket, desk.operator, world.other_ward.committee, "Xác minh chéo.")
    assert not sees(world.ward.leader, ticket) and sees(world.other_ward.leader, ticket)


def test_whoever_holds_it_and_is_meant_holds_it_no_more(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed())
    routing.take(ticket, world.ward.leader)
    before = fresh(ticket)
    about_heads.note(before, desk.operator, world.ward.committee, "Nêu đích danh.")
    noted = fresh(ticket)
    assert (noted.owner, noted.handling_unit, noted.severity) == (None, inbox_unit(), Severity.NORMAL)
    assert (noted.answer_due_at, noted.due_at) == (before.answer_due_at, before.due_at), "no time is won by it"


def test_noted_where_another_agency_has_it_it_stays_there_with_its_holder(world: World, desk: Desk) -> None:
    ticket = filed().ticket
    routing.route(ticket, desk.operator, world.other_ward.committee, "Xác minh chéo.")
    routing.take(fresh(ticket), world.other_ward.leader)
    about_heads.note(fresh(ticket), desk.operator, world.ward.committee, "Nêu đích danh.")
    noted = fresh(ticket)
    assert (noted.handling_unit, noted.owner) == (world.other_ward.committee, world.other_ward.leader)
    assert noted.is_confidential and not may_know_reporter(world.other_ward.leader, noted)


def test_only_open_tickets_are_noted_or_lifted(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed())
    answering.draft(ticket, world.ward.leader, good())
    answering.approve(fresh(ticket), desk.deputy)
    with pytest.raises(NotAllowedNow):
        about_heads.note(fresh(ticket), desk.operator, world.ward.committee, "Muộn rồi.")
    done = fresh(ticket)
    assert not done.is_about_head and act(done, "ve-nguoi-dung-dau") not in words(at(desk.operator).get(bench(done)))
    plain = filed().ticket
    with pytest.raises(NotAllowedNow, match="không nói về người đứng đầu"):
        about_heads.lift(plain, desk.supervisor, "Không có gì để bỏ.")
    assert fresh(plain).events.count() == 1


def test_the_pages_offer_what_fits_and_nothing_else(world: World, desk: Desk) -> None:
    named, unnamed, plain = about_the_ward(world), filed(is_about_head=True).ticket, filed().ticket
    supervisor = at(desk.supervisor)
    for ticket, is_noting, is_lifting in ((named, False, True), (unnamed, True, True), (plain, True, False)):
        shown = words(supervisor.get(bench(ticket)))
        assert (act(ticket, "ve-nguoi-dung-dau") in shown) is is_noting, ticket
        assert (act(ticket, "khong-ve-nguoi-dung-dau") in shown) is is_lifting, ticket


def test_sending_it_on_suggests_the_agency_above(world: World, desk: Desk) -> None:
    ticket = about_the_ward(world)
    top = world.ward.committee.parent
    assert top is not None and about_heads.upper_of(world.ward.committee) == top
    shown = words(at(desk.operator).get(act(ticket, "chuyen")))
    assert f'value="{top.code}"' in shown and f'value="{world.ward.committee.code}"' not in shown
    usual = filed(unit=world.ward.committee.code).ticket
    assert f'value="{world.ward.committee.code}"' in words(at(desk.operator).get(act(usual, "chuyen")))
    assert about_heads.upper_of(top) is None


def test_its_answer_is_read_twice_and_approved_by_who_supervises(world: World, desk: Desk) -> None:
    ticket = about_the_ward(world)
    other = world.other_ward
    deputy = make_staff("pho-bt@example.vn", "Lâm Thị Ba", Role.LEADER, other.committee)
    routing.route(ticket, desk.operator, other.committee, "Xác minh chéo.")
    answering.draft(fresh(ticket), other.leader, good())
    with pytest.raises(NotYours):
        answering.approve(fresh(ticket), deputy)
    with pytest.raises(NotAllowedNow, match="đọc soát"):
        answering.approve(fresh(ticket), desk.supervisor)
    answering.read(fresh(ticket), deputy)
    answering.approve(fresh(ticket), desk.supervisor)
    assert fresh(ticket).state == State.ANSWERED and not sees(world.ward.leader, ticket)


def test_what_comes_back_stays_above_and_closed_to_them(world: World, desk: Desk) -> None:
    test_its_answer_is_read_twice_and_approved_by_who_supervises(world, desk)
    ticket = Ticket.objects.get()
    following.reopen(ticket, "Chưa ai hỏi tôi.")
    back = fresh(ticket)
    assert (back.level, back.handling_unit) == (Level.CHAIR, world.other_ward.committee)
    with pytest.raises(Incomplete, match="không chuyển về chính cơ quan đó"):
        routing.route(back, desk.supervisor, world.ward.centre, "Để họ làm.")


def test_its_reporter_reads_that_it_stays_away_and_no_name_of_staff(world: World, desk: Desk) -> None:
    sent = filed()
    ticket = routed(world, desk, sent)
    OutboxMessage.objects.all().delete()
    about_heads.note(ticket, desk.operator, world.ward.committee, "Ông Bảo bị nêu tên.")
    told = words(opened(sent).get(page("ticket", sent)))
    assert "Ghi nhận: phản ánh về người đứng đầu" in told and "Ông Bảo bị nêu tên." not in told
    assert desk.operator.full_name not in told
    (letter,) = [message.payload for message in OutboxMessage.objects.filter(channel="email")]
    assert "Bảo" not in letter["text"] + letter["subject"]
    about_heads.lift(fresh(ticket), desk.supervisor, "Nói về nhân viên giữ xe.")
    assert "Nói về nhân viên giữ xe." not in words(opened(sent).get(page("ticket", sent)))


def test_told_at_the_counter_and_by_telephone_it_is_the_same(world: World, desk: Desk) -> None:
    for channel in (Channel.COUNTER, Channel.PHONE, Channel.API, Channel.EMAIL):
        ticket = about_the_ward(world, channel=channel, content=f"Kể qua {channel}.")
        assert ticket.is_confidential and ticket.level == Level.SUPERVISOR and world.ward.leader.pk in ticket.barred
    assert not sees(world.ward.leader, ticket)


def test_without_the_box_nothing_is_about_a_head(world: World, client: Client) -> None:
    for more in ({}, {"is_about_head": ""}, {"is_about_head": "false"}):
        client.post(SEND, typed(commune=world.ward.division.code) | more)
    assert not Ticket.objects.filter(is_about_head=True).exists() and Ticket.objects.exists()
    assert set(Ticket.objects.values_list("level", flat=True)) == {Level.UNIT}


def test_links_of_the_same_head_hold_and_of_others_do_not(world: World, desk: Desk) -> None:
    one, other = about_the_ward(world), filed(unit=world.other_ward.committee.code, is_about_head=True).ticket
    assert not about_heads.is_of_the_same_heads(one, other)
    with pytest.raises(Incomplete, match="cùng người đó"):
        linking.merge(one, other, desk.supervisor)
    stranger = about_the_ward(world, reporter=MINH)
    with pytest.raises(Incomplete, match="giữ kín"):
        linking.merge(one, stranger, desk.supervisor)
    assert about_heads.is_of_the_same_heads(one, about_the_ward(world))


def test_a_head_is_asked_for_none_of_it_at_any_page(world: World, desk: Desk) -> None:
    ticket = about_the_ward(world)
    head: User = world.ward.leader
    StaffRole.objects.create(user=head, role=Role.HOTLINE_OPERATOR, unit=inbox_unit(), valid_from=dt.date(2025, 7, 1))
    browser = at(User.objects.get(pk=head.pk))
    places = [bench(ticket), *(reverse(f"hotline:{name}", args=[ticket.code]) for name in ("merge", "split"))]
    places += [act(ticket, slug) for slug in (
        "nhan", "chuyen", "tra-loi", "ve-nguoi-dung-dau", "khong-ve-nguoi-dung-dau", "khong-thu-ly", "yeu-cau",
        "ghi-chu", "tien-do", "dinh-kem",
    )]  # fmt: skip
    assert {browser.get(place).status_code for place in places} == {404}
    assert {browser.post(place, {"reason": "Xong."}).status_code for place in places} == {404}
    assert browser.get(reverse("hotline:desk"), {"tim": ticket.code}).context["lines"] == []
    assert fresh(ticket).events.count() == 1
