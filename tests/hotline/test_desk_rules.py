"""Rules proved at the desk's pages: what is refused, in which words, to whom, and that nothing changed by it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotline import answering, chain, escalating, messages
from hotline.kinds import Action, Level, State
from hotline.models import Publication, Ticket, TicketEvent
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, act, answered, at, bench, fields, good, routed
from tests.hotline.tickets import filed, opened, page

LIST = reverse("hotline:desk")


def test_a_round_killed_half_way_leaves_its_ticket_unmoved_and_the_next_round_moves_it_once(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = routed(world, desk, filed()), routed(world, desk, filed())
    moment = max(first.answer_due_at, second.answer_due_at) + dt.timedelta(seconds=1)
    tell, told = messages.tell, list[str]()

    def killed_at_the_second(ticket: Ticket, event: TicketEvent) -> None:
        told.append(ticket.code)
        if len(told) == 2:
            raise KeyboardInterrupt
        tell(ticket, event)

    monkeypatch.setattr("hotline.messages.tell", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        escalating.climb(moment)
    assert sorted(Ticket.objects.values_list("level", flat=True)) == [Level.UNIT, Level.HEAD]
    monkeypatch.undo()

    assert escalating.climb(moment) == 1 and escalating.climb(moment) == 0
    for ticket in Ticket.objects.all():
        assert ticket.level == Level.HEAD and chain.first_broken(ticket) is None
        assert ticket.events.filter(action=Action.ESCALATE).count() == 1


def test_a_ticket_answered_in_time_or_set_aside_never_climbs(world: World, desk: Desk) -> None:
    done, aside = answered(world, desk, filed()), filed().ticket
    at(desk.operator).post(act(aside, "khong-thu-ly"), {"ground": "settled", "reason": "Đã có bản án số 12."})

    assert escalating.climb(timezone.now() + dt.timedelta(days=400)) == 0
    assert not TicketEvent.objects.filter(ticket__in=[done, aside], action=Action.ESCALATE).exists()


def test_a_long_queue_climbs_over_several_rounds(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = [filed(content=f"Chậm lần {number} rồi").ticket for number in range(3)]
    monkeypatch.setattr("hotline.escalating.MOST_A_ROUND", 2)
    moment = max(ticket.climbs_at for ticket in tickets if ticket.climbs_at) + dt.timedelta(seconds=1)

    assert [escalating.climb(moment) for _round in range(3)] == [2, 1, 0]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"unit": "", "reason": "Thuộc họ."}, "Hãy ghi đơn vị giải quyết."),
        ({"unit": "xã Không Có", "reason": "Thuộc họ."}, "Không có đơn vị nào như vậy."),
        ({"unit": "H29.102", "reason": " "}, "Hãy ghi vì sao chuyển đến đơn vị này."),
        ({"unit": "H29.101", "reason": "Thuộc họ."}, "Phản ánh đang ở chính đơn vị này."),
        ({"unit": "<b>'; --", "reason": "Thuộc họ."}, "Không có đơn vị nào như vậy."),
    ],
)
def test_a_ticket_goes_nowhere_without_a_unit_and_a_reason(
    world: World, desk: Desk, typed: dict[str, str], told: str
) -> None:
    ticket = routed(world, desk, filed())

    refused = at(world.ward.leader).post(act(ticket, "chuyen"), typed)

    assert refused.status_code == 422 and told in words(refused)
    assert "<b>'" not in words(refused), "what was typed is shown as words, never as markup"
    ticket.refresh_from_db()
    assert (ticket.handling_unit, ticket.hop_count) == (world.ward.committee, 1)


def test_who_takes_a_ticket_holds_it_until_somebody_else_takes_it_or_it_moves_on(world: World, desk: Desk) -> None:
    ticket, leader, deputy = routed(world, desk, filed()), at(world.ward.leader), at(desk.deputy)

    leader.post(act(ticket, "nhan"))
    twice = leader.post(act(ticket, "nhan"))
    assert twice.status_code == 409 and "đang giữ phản ánh này rồi" in words(twice)
    assert ticket.code in words(leader.get(LIST, {"xem": "cua-toi"}))
    deputy.post(act(ticket, "nhan"))
    assert ticket.code not in words(leader.get(LIST, {"xem": "cua-toi"}))
    deputy.post(act(ticket, "chuyen"), {"unit": "H29.102", "reason": "Thuộc Bến Thành."})

    ticket.refresh_from_db()
    assert ticket.owner is None and ticket.code not in words(deputy.get(LIST, {"xem": "cua-toi"}))


def test_each_tab_shows_a_ticket_only_while_it_stands_there(world: World, desk: Desk) -> None:
    ticket, operator = routed(world, desk, filed()), at(desk.operator)

    def tabs() -> list[str]:
        every = ("can-lam", "cho-duyet", "da-xong")
        return [tab for tab in every if ticket.code in words(operator.get(LIST, {"xem": tab}))]

    assert tabs() == ["can-lam"]
    answering.draft(ticket, desk.deputy, good())
    assert tabs() == ["can-lam", "cho-duyet"]
    answering.approve(Ticket.objects.get(), world.ward.leader)
    assert tabs() == ["da-xong"]


def test_filters_stay_in_the_address_of_every_tab_and_an_empty_list_says_how_to_widen_it(
    world: World, desk: Desk
) -> None:
    filed()

    html = words(at(desk.operator).get(LIST, {"loai": "praise", "tim": "H29-0000"}))

    assert html.count("loai=praise&amp;tim=H29-0000") >= 3
    assert "Không có phản ánh nào khớp với bộ lọc" in html and "Bỏ lọc" in html
    assert 'value="H29-0000"' in html and '<option value="praise" selected>' in html


def test_staff_see_the_tickets_of_their_own_units_alone(world: World, desk: Desk) -> None:
    here = routed(world, desk, filed())
    for user, sees in ((desk.operator, True), (desk.supervisor, True), (desk.deputy, True), (world.ward.leader, True)):
        assert (here.code in words(at(user).get(LIST))) is sees, user
    for stranger in (world.other_ward.leader, world.other_ward.clerk, world.other_ward.officer):
        assert bench(here) not in words(at(stranger).get(LIST, {"tim": here.code})), "not by its code either"
    assert at(world.mother).get(LIST).status_code == 403


def test_progress_is_read_by_the_reporter_and_an_empty_one_is_not_sent(world: World, desk: Desk) -> None:
    sent = filed()
    ticket, leader = routed(world, desk, sent), at(world.ward.leader)

    assert leader.post(act(ticket, "tien-do"), {"text": "\u200b  "}).status_code == 422
    assert not ticket.events.filter(action=Action.PROGRESS).exists()
    leader.post(act(ticket, "tien-do"), {"text": "Đã hỏi <b>bưu cục</b>, thứ Sáu xong."})

    shown = words(opened(sent).get(page("ticket", sent)))
    assert "Đã hỏi &lt;b&gt;bưu cục&lt;/b&gt;, thứ Sáu xong." in shown


def test_a_draft_sent_back_is_written_anew_and_the_reporter_reads_neither_it_nor_why(world: World, desk: Desk) -> None:
    sent = filed()
    ticket, leader = routed(world, desk, sent), at(world.ward.leader)
    answering.draft(ticket, desk.deputy, good())

    assert leader.post(act(ticket, "tra-lai"), {"reason": ""}).status_code == 422
    leader.post(act(ticket, "tra-lai"), {"reason": "Thiếu tên bưu cục."})
    twice = leader.post(act(ticket, "tra-lai"), {"reason": "Lần nữa."})

    assert twice.status_code == 409 and ticket.answers.count() == 1
    assert "Thiếu tên bưu cục." not in words(opened(sent).get(page("ticket", sent)))
    assert good().found not in words(opened(sent).get(page("ticket", sent)))
    at(desk.deputy).post(act(ticket, "tra-loi"), fields(good()))
    assert [one.number for one in ticket.answers.all()] == [1, 2]
    assert Ticket.objects.get().state == State.DRAFTED


def test_an_answer_goes_out_once_however_often_the_button_is_pressed(world: World, desk: Desk) -> None:
    ticket, leader = routed(world, desk, filed()), at(world.ward.leader)
    answering.draft(ticket, desk.deputy, good())

    assert [leader.post(act(ticket, "duyet")).status_code for _press in range(3)] == [302, 409, 409]
    assert ticket.events.filter(action=Action.ANSWER).count() == 1


def test_publishing_and_withdrawing_are_the_hotlines_and_never_the_units(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())
    told = {"title": "Chậm", "question": "Chậm?", "text": "Đã trao giấy.", "is_clean": "on"}

    assert at(world.ward.leader).post(act(ticket, "cong-khai"), told).status_code == 403
    assert "Công khai câu trả lời" not in words(at(world.ward.leader).get(bench(ticket)))
    assert not Publication.objects.exists()
    operator = at(desk.operator)
    assert [operator.post(act(ticket, "cong-khai"), told).status_code for _press in range(2)] == [302, 409]
    assert at(world.ward.leader).post(act(ticket, "thu-lai"), {"reason": "Thôi."}).status_code == 403
    assert Publication.objects.get().withdrawn_at is None


@pytest.mark.parametrize("field", ["title", "question", "text"])
def test_nothing_personal_is_published_in_any_field_whatever_way_it_is_written(
    world: World, desk: Desk, field: str
) -> None:
    ticket, operator = answered(world, desk, filed()), at(desk.operator)
    clean = {"title": "Chậm", "question": "Chậm?", "text": "Đã trao giấy.", "is_clean": "on"}
    for leak in ("Gửi nguyen  thi lan", "Gọi (090) 123 4567", "Số 079 194 000 123", "lan@example.vn"):
        refused = operator.post(act(ticket, "cong-khai"), clean | {field: leak})
        assert refused.status_code == 422 and "Còn dữ liệu cá nhân" in words(refused), leak
    assert not Publication.objects.exists()


def test_the_menu_tells_how_many_reports_wait_for_an_answer_without_a_query_more_at_the_desk_of_dossiers(
    world: World, desk: Desk
) -> None:
    leader, desk_page = at(world.ward.leader), reverse("dossiers:desk")
    entry = f'href="{LIST}"'
    leader.get(desk_page)
    with CaptureQueriesContext(connection) as before:
        bare = leader.get(desk_page).content.decode()
    routed(world, desk, filed())
    answered(world, desk, filed())

    with CaptureQueriesContext(connection) as after:
        shown = leader.get(desk_page).content.decode()

    assert 'staff-rail__count">1<' in shown.split(entry)[1].split("</li>")[0]
    assert "staff-rail__count" not in bare.split(entry)[1].split("</li>")[0]
    assert len(after) <= len(before)
