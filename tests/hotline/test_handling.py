"""From the operator's desk to the answer that everybody may read, by people in their roles, through their pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hotline import answering, chain, escalating, figures, following, publishing, routing
from hotline.answering import Unanswered
from hotline.kinds import Action, Kind, Level, State
from hotline.models import Answer, Publication, Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.reports import Reporter
from hotline.views.staff.acts import ACTS
from portal.accounts.models import AccessLogEntry
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, act, answered, at, bench, fields, good, routed
from tests.hotline.tickets import filed, opened, page

LIST = reverse("hotline:desk")


def test_from_the_desk_to_the_public_answer_and_back(world: World, desk: Desk) -> None:
    """The whole way over real pages: routed, taken, drafted, approved, published, sent back, answered anew, closed."""
    sent = filed(content="Tôi là Nguyễn Thị Lan, số 0901 234 567. Giấy khai sinh của con tôi hai tuần chưa có.")
    ticket, operator, leader = sent.ticket, at(desk.operator), at(world.ward.leader)
    assert ticket.code in words(operator.get(LIST)) and ticket.code not in words(leader.get(LIST))

    operator.post(act(ticket, "chuyen"), {"unit": "phường Sài Gòn", "reason": "x"})  # several units: asked which
    operator.post(act(ticket, "chuyen"), {"unit": world.ward.committee.code, "reason": "Thuộc phường."})
    assert ticket.code in words(leader.get(LIST))
    officer = at(desk.deputy)
    officer.post(act(ticket, "nhan"))
    officer.post(act(ticket, "tra-loi"), fields(good()))
    leader.post(act(ticket, "duyet"))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.was_late, ticket.owner) == (State.ANSWERED, False, desk.deputy)

    suggestion = words(operator.get(act(ticket, "cong-khai")))
    assert "Nguyễn Thị Lan" not in suggestion.split("<form")[-1].split("</form>")[0]
    told = {"title": "Giấy khai sinh chậm", "question": "Giấy khai sinh hai tuần chưa có.", "text": good().found}
    assert operator.post(act(ticket, "cong-khai"), told).status_code == 422, "nobody confirmed"
    leaky = told | {"is_clean": "on", "text": "Gọi 0901234567"}
    assert "Còn dữ liệu cá nhân" in words(operator.post(act(ticket, "cong-khai"), leaky))
    operator.post(act(ticket, "cong-khai"), told | {"is_clean": "on"})
    assert "Giấy khai sinh chậm" in words(opened(sent).get(reverse("hotline:answers"), {"q": "giay khai sinh"}))

    client = opened(sent)
    assert good().found in words(client.get(page("ticket", sent)))
    client.post(page("reopen", sent), {"reason": "Vẫn chưa nhận được giấy."})
    ticket.refresh_from_db()
    again = good(
        found="Bưu tá đến hai lần không gặp; phường trao tận tay chiều thứ Sáu này.", checked="Đã gọi bưu cục quận."
    )
    refused = officer.post(act(ticket, "tra-loi"), fields(good()))
    assert refused.status_code == 422 and "chưa hài lòng" in words(refused)
    again = good(
        checked="Đã gọi bưu cục và xem sổ phát thư ngày 20/11.",
        found=again.found,
        will_do="Trao tận tay tại nhà chiều thứ Sáu.",
    )
    assert officer.post(act(ticket, "tra-loi"), fields(again)).status_code == 302
    leader.post(act(ticket, "doc-soat"))
    leader.post(act(ticket, "duyet"))
    assert Ticket.objects.get().state == State.DRAFTED, "who read it does not approve it"
    at(desk.supervisor).post(act(ticket, "duyet"))
    client.post(page("confirm", sent))

    ticket = Ticket.objects.get()
    assert ticket.state == State.CLOSED and ticket.answers.count() == 2
    assert chain.first_broken(ticket) is None


def test_an_operator_answers_a_plain_question_on_the_spot(world: World, desk: Desk) -> None:
    ticket = filed(kind=Kind.GUIDANCE, content="Làm khai sinh cần giấy gì?", reporter=Reporter()).ticket

    at(desk.operator).post(
        act(ticket, "tra-loi"), {"found": "Mang giấy chứng sinh và căn cước đến quầy 3 phường Sài Gòn."}
    )

    ticket.refresh_from_db()
    assert ticket.state == State.ANSWERED
    delicate = filed(kind=Kind.GUIDANCE, is_confidential=True).ticket
    answering.draft(delicate, desk.operator, good())
    assert Ticket.objects.get(pk=delicate.pk).state == State.DRAFTED


def test_a_template_is_not_sent_and_every_word_of_it_is_kept(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed())
    empty = good(found="Đơn vị đã ghi nhận ý kiến và sẽ xem xét theo quy định.", done_by=None)

    answer = at(world.ward.leader).post(act(ticket, "tra-loi"), fields(empty))

    assert answer.status_code == 422 and not Answer.objects.exists()
    for kept in ("Phần này chưa nói gì cụ thể", "Hãy ghi ngày xong việc", empty.found, good().checked):
        assert kept in words(answer)
    with pytest.raises(Unanswered):
        answering.draft(ticket, world.ward.leader, empty)


def test_delicate_answers_need_three_people(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed(kind=Kind.COMPLAINT_CONDUCT))
    answering.draft(ticket, desk.deputy, good())

    with pytest.raises(NotYours):
        answering.read(ticket, desk.deputy)
    with pytest.raises(NotAllowedNow):
        answering.approve(ticket, world.ward.leader)
    answering.read(ticket, world.ward.leader)
    for wrong in (desk.deputy, world.ward.leader):
        with pytest.raises(NotYours):
            answering.approve(ticket, wrong)
    answering.send_back(ticket, desk.supervisor, "Thiếu tên camera.")
    answering.draft(ticket, desk.deputy, good())
    with pytest.raises(NotAllowedNow):
        answering.approve(ticket, desk.supervisor)
    answering.read(ticket, world.ward.leader)
    answering.approve(ticket, desk.supervisor)
    assert Ticket.objects.get().state == State.ANSWERED


def test_who_reporters_are_is_hidden_until_somebody_says_why_and_that_is_logged(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed(user=world.mother))
    leader = at(world.ward.leader)

    hidden = words(leader.get(bench(ticket)))
    without_reason = leader.post(bench(ticket), {"why": ""})
    assert "Nguyễn Thị Lan" not in hidden + words(without_reason) and not AccessLogEntry.objects.exists()
    shown = words(leader.post(bench(ticket), {"why": "Gọi lại hỏi thêm."}))

    assert "Nguyễn Thị Lan" in shown and "0901 234 567" in shown
    entry = AccessLogEntry.objects.get()
    assert (entry.actor, entry.owner) == (world.ward.leader, world.mother)
    assert "Gọi lại hỏi thêm." in entry.why and ticket.code in entry.subject


def test_a_confidential_reporter_is_known_to_operators_and_supervisors_alone(world: World, desk: Desk) -> None:
    hidden = Reporter("Đoàn Văn Khuất", "+84901234567", "khuat@example.vn", "7 Pasteur")
    ticket = routed(world, desk, filed(is_confidential=True, reporter=hidden))
    ward, other = world.ward, world.other_ward

    for user in (ward.leader, desk.deputy, ward.clerk, ward.officer, other.leader, other.clerk, world.mother):
        client = at(user)
        seen = [client.get(bench(ticket)), client.post(bench(ticket), {"why": "Cần biết."}), client.get(LIST)]
        assert all("Khuất" not in words(one) and "234 567" not in words(one) for one in seen), user
    assert not AccessLogEntry.objects.exists()
    for user in (desk.operator, desk.supervisor):
        assert "Khuất" in words(at(user).post(bench(ticket), {"why": "Bảo vệ người phản ánh."}))
    assert AccessLogEntry.objects.count() == 2


def test_no_role_deletes_or_closes_silently(world: World, desk: Desk) -> None:
    """Every role meets no way to delete, and none to end a ticket but an answer, consent, or a ground of the law."""
    ticket = routed(world, desk, filed())
    everybody = (desk.operator, desk.supervisor, world.ward.leader, desk.deputy, world.ward.clerk, world.mother)
    for user in everybody:
        client = at(user)
        for address in (bench(ticket), LIST, page("ticket", filed())):
            assert client.delete(address).status_code in {302, 403, 404, 405}
        for slug in ("xoa", "dong", "huy", "ket-thuc"):
            assert client.post(act(ticket, slug)).status_code in {302, 403, 404}
        if user not in (desk.operator, desk.supervisor):
            refused = client.post(act(ticket, "khong-thu-ly"), {"ground": "settled", "reason": "x"})
            assert refused.status_code in {302, 403, 404}
    ticket.refresh_from_db()
    assert ticket.state == State.ROUTED

    operator = at(desk.operator)
    for ground, reason in (("", "x"), ("settled", ""), ("vì thích", "x")):
        told = {"ground": ground, "reason": reason}
        assert operator.post(act(ticket, "khong-thu-ly"), told).status_code == 422
    operator.post(act(ticket, "khong-thu-ly"), {"ground": "settled", "reason": "Đã có bản án số 12."})
    ticket.refresh_from_db()
    assert ticket.state == State.SET_ASIDE and "bản án" in ticket.legal_ground
    assert figures.of_year(timezone.localdate().year)[0].set_aside == 1, "and everybody can count it"
    following.reopen(ticket, "Không phải vụ này.")
    assert Ticket.objects.get(pk=ticket.pk).state == State.ROUTED, "and its reporter can send it up"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM hotline_answer",
        "UPDATE hotline_answer SET found = 'khác'",
        "UPDATE hotline_answer SET sent_at = NULL",
        "DELETE FROM hotline_publication",
        "UPDATE hotline_publication SET text = 'khác'",
    ],
)
def test_what_was_answered_and_published_stays(world: World, desk: Desk, statement: str) -> None:
    ticket = answered(world, desk, filed())
    publishing.publish(ticket, desk.operator, title="Chậm", question="Chậm?", text="Đã xong.")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Answer.objects.get().found == good().found and Publication.objects.get().text == "Đã xong."


def test_what_slipped_is_withdrawn_and_shown_to_nobody(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())
    shown = publishing.publish(ticket, desk.operator, title="Chậm", question="Chậm?", text="Đã xong.")
    address = reverse("hotline:answer", args=[shown.pk])
    client = at(desk.operator)
    assert "Đã xong." in words(client.get(address))

    client.post(act(ticket, "thu-lai"), {"reason": "Còn tên người."})

    assert client.get(address).status_code == 404 and Publication.objects.count() == 1
    with pytest.raises(NotAllowedNow):
        publishing.withdraw(ticket, desk.operator, "Lần nữa.")


def test_a_ticket_is_not_passed_in_a_circle(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed())
    other, home = world.other_ward, world.ward
    routing.route(ticket, home.leader, other.committee, "Thuộc phường Bến Thành.")
    routing.route(Ticket.objects.get(), other.leader, home.committee, "Không thuộc phường này.")

    with pytest.raises(NotAllowedNow, match="3 lần"):
        routing.route(Ticket.objects.get(), home.leader, other.committee, "Vẫn thuộc họ.")
    with pytest.raises(Incomplete):
        routing.route(Ticket.objects.get(), desk.supervisor, other.committee, " ")
    with pytest.raises(NotYours):
        routing.route(Ticket.objects.get(), other.leader, home.centre, "Không còn của phường này.")
    routing.route(Ticket.objects.get(), desk.supervisor, other.committee, "Giám sát quyết định.")

    ticket = Ticket.objects.get()
    assert (ticket.hop_count, ticket.handling_unit) == (4, other.committee)
    assert ticket.events.filter(action=Action.ROUTE).count() == 4


def test_what_stays_unanswered_climbs_to_the_chair_and_each_rung_approves(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed())
    moment = ticket.answer_due_at
    assert escalating.climb(moment - dt.timedelta(seconds=1)) == 0

    levels: list[int] = []
    for _rung in range(4):
        moment += dt.timedelta(days=20)  # longer than any holidays, Tết too
        assert escalating.climb(moment) == (1 if len(levels) < 3 else 0)
        assert escalating.climb(moment) == 0, "nobody climbs twice in a round"
        levels.append(Ticket.objects.get().level)
    assert levels == [Level.HEAD, Level.SUPERVISOR, Level.CHAIR, Level.CHAIR]
    answering.draft(Ticket.objects.get(), desk.deputy, good())
    with pytest.raises(NotYours):
        answering.approve(Ticket.objects.get(), world.ward.leader)
    answering.approve(Ticket.objects.get(), desk.supervisor)
    assert Ticket.objects.get().climbs_at is None and chain.first_broken(Ticket.objects.get()) is None


def test_danger_climbs_within_hours_also_at_night(world: World, desk: Desk) -> None:
    ticket = filed(content="Họ dọa giết tôi").ticket

    assert escalating.climb(ticket.received_at + dt.timedelta(minutes=61)) == 1
    assert escalating.climb(ticket.received_at + dt.timedelta(minutes=125)) == 1
    assert Ticket.objects.get().level == Level.SUPERVISOR


def test_telling_how_far_it_is_moves_the_next_telling_and_not_the_answer(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed())
    before = ticket.answer_due_at

    at(world.ward.leader).post(act(ticket, "tien-do"), {"text": "Đã hỏi phường Bến Thành, trả lời trước thứ Sáu."})

    ticket.refresh_from_db()
    assert ticket.due_at < before and ticket.answer_due_at == before


def test_figures_hide_nothing(world: World, desk: Desk) -> None:
    happy, late = filed(), filed()
    answered(world, desk, happy)
    following.rate(happy.ticket, 1, "Chậm quá.")
    following.reopen(Ticket.objects.get(pk=happy.ticket.pk), "Chưa xong.")
    Ticket.objects.filter(pk=late.ticket.pk).update(answer_due_at=timezone.now() - dt.timedelta(days=1))

    total, *units = figures.of_year(timezone.localdate().year)

    assert (total.received, total.answered, total.in_time, total.open) == (2, 1, 1, 2)
    assert (total.overdue, total.reopened, total.unhappy) == (1, 1, 1)
    assert {one.code: one.received for one in units} == {world.ward.committee.code: 1, "H29": 1}
    shown = words(at(desk.operator).get(reverse("hotline:figures")))
    assert "Tất cả đơn vị" in shown and world.ward.committee.name in shown


def test_the_list_sorts_by_due_time_filters_and_costs_the_same_for_many(
    world: World, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    normal, urgent = filed().ticket, filed(content="Họ dọa giết tôi").ticket
    many = [filed(kind=Kind.PRAISE, content=f"Cảm ơn lần {number}").ticket for number in range(8)]
    operator = at(desk.operator)

    html = words(operator.get(LIST))
    assert html.index(urgent.code) < html.index(normal.code)
    only = words(operator.get(LIST, {"loai": "praise"}))
    assert normal.code not in only and many[0].code in only
    found = words(operator.get(LIST, {"tim": f" {normal.code.lower()} "}))
    assert normal.code in found and urgent.code not in found
    for odd in ({"xem": "zzz", "loai": "\u0000", "sau": "x-y"}, {"tim": "' OR 1=1"}, {"truoc": "9" * 40}):
        assert operator.get(LIST, odd).status_code == 200
    with django_assert_max_num_queries(8):
        operator.get(LIST)


def test_a_stranger_to_the_ticket_meets_no_page_of_it(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed())

    for user, status in ((world.other_ward.leader, 404), (world.mother, 403)):
        client = at(user)
        for address in (bench(ticket), *(act(ticket, one.slug) for one in ACTS)):
            assert client.get(address).status_code == client.post(address, {}).status_code == status
    assert Ticket.objects.get().last_sequence == ticket.last_sequence
