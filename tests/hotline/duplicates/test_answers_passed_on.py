"""Rules proved: the leading ticket's answer is passed on where it answers, and nowhere else; each refusal says why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hotline import about_heads, answering, chain, following, routing, tasks
from hotline.causes import listing
from hotline.duplicates import answering as passing
from hotline.duplicates import linking
from hotline.intake import Filed
from hotline.kinds import Action, Kind, Level, Severity, State
from hotline.models import Answer, Duplicate, Ticket
from portal.outbox.models import OutboxMessage
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered, at, bench, good, routed
from tests.hotline.duplicates.matters import MINH, fresh, two_told
from tests.hotline.tickets import LAN, filed

#: Names nobody's house, so that it can be read by whoever told of the same lamp.
PLAIN = {
    "checked": "Thợ điện đã leo lên từng trụ trong hẻm chiều nay cùng tổ trưởng.",
    "found": "Dây điện đứt ở trụ thứ bảy từ sáng thứ Hai, ba bóng đèn hỏng.",
    "will_do": "Thay dây mới, thay ba bóng đèn và thử cả hẻm trước tối mai.",
}


def linked(desk: Desk, **changed: Any) -> tuple[Filed, Filed]:
    """Two tickets of one matter; the second follows the first."""
    first, second = two_told()
    if changed:
        second = filed(**({"reporter": MINH} | changed))
    linking.merge(second.ticket, first.ticket, desk.operator)
    return first, second


def answer(world: World, desk: Desk, sent: Filed, **changed: Any) -> Ticket:
    """The leading ticket, answered by the ward and its second leader."""
    ticket = fresh(sent)
    if ticket.handling_unit != world.ward.committee:
        ticket = routed(world, desk, sent)
    answering.draft(ticket, world.ward.leader, good(**(PLAIN | changed)))
    answering.approve(ticket, desk.deputy)
    return fresh(sent)


def left_out(sent: Filed) -> str:
    return Duplicate.objects.get(ticket=sent.ticket).left_out


def test_the_answer_carries_everybody_behind_it_and_the_unit_that_gave_it(world: World, desk: Desk) -> None:
    first, second = linked(desk)
    answer(world, desk, first)
    tasks.answer_duplicates()

    own, leading = fresh(second).answers.get(), fresh(first).answers.get()
    for name in ("checked", "found", "will_do", "done_by", "responsible", "legal_basis", "apology", "unit_id",
                 "written_by_id", "read_by_id", "approved_by_id", "cause"):  # fmt: skip
        assert getattr(own, name) == getattr(leading, name), name
    assert own.pk != leading.pk and own.sent_at is not None and leading.sent_at is not None
    assert own.sent_at > leading.sent_at, "each was sent at a moment of its own"
    assert Duplicate.objects.get().answer == leading
    assert chain.first_broken(fresh(second)) is None


def test_the_follower_goes_to_the_unit_that_answers_and_that_is_no_hop(world: World, desk: Desk) -> None:
    """Given a leader that was routed after they were linked, then its follower comes along when it is answered."""
    first, second = linked(desk)
    assert fresh(second).handling_unit == fresh(first).handling_unit != world.ward.committee
    answer(world, desk, first)
    tasks.answer_duplicates()

    follower = fresh(second)
    assert (follower.handling_unit, follower.hop_count, follower.owner) == (
        world.ward.committee, 0, world.ward.leader,
    )  # fmt: skip
    event = follower.events.get(action=Action.ROUTE)
    assert event.actor is None and event.is_told and event.data["to"] == world.ward.committee.code


def test_who_wrote_a_draft_of_their_own_meanwhile_is_not_overtaken(world: World, desk: Desk) -> None:
    first, second = linked(desk)
    routed(world, desk, first)
    Ticket.objects.filter(pk=second.ticket.pk).update(handling_unit=world.ward.committee)
    own = answering.draft(fresh(second), world.ward.leader, good())
    answer(world, desk, first)
    tasks.answer_duplicates()
    assert fresh(second).state == State.DRAFTED and "câu trả lời riêng chờ duyệt" in left_out(second)
    assert list(fresh(second).answers.all()) == [own]
    answering.approve(fresh(second), desk.deputy)
    tasks.answer_duplicates()
    assert fresh(second).answers.count() == 1, "answered on its own, it gets no second answer"


def test_a_complaint_gets_no_answer_that_names_no_cause(world: World, desk: Desk) -> None:
    """Given a question and a complaint of one matter, then the words for the question do not settle the complaint."""
    question = filed(kind=Kind.GUIDANCE, content="Bao giờ đèn hẻm sáng lại?")
    complaint = filed(reporter=MINH)
    linking.merge(complaint.ticket, question.ticket, desk.operator)
    answer(world, desk, question, cause="")
    tasks.answer_duplicates()
    assert fresh(question).state == State.ANSWERED and fresh(complaint).state == State.RECEIVED
    assert "nguyên nhân gốc" in left_out(complaint).lower()


def test_a_plain_question_is_answered_with_what_went_out_at_once(world: World, desk: Desk) -> None:
    """An operator's answer that nobody approved is passed on to plain questions, and to nothing graver."""
    asked, same = filed(kind=Kind.GUIDANCE), filed(kind=Kind.GUIDANCE, reporter=MINH)
    graver = filed(reporter=MINH, content="Nộp đã hai tháng, hỏi ba lần không ai trả lời.")
    for one in (same, graver):
        linking.merge(one.ticket, asked.ticket, desk.operator)
    answering.draft(fresh(asked), desk.operator, good(**PLAIN))
    tasks.answer_duplicates()
    assert fresh(same).answers.get().approved_by is None and fresh(same).state == State.ANSWERED
    assert fresh(graver).state == State.RECEIVED and "cấp trên" in left_out(graver)


def test_what_comes_late_needs_an_apology_and_is_passed_on_with_one(world: World, desk: Desk) -> None:
    first, second = linked(desk)
    Ticket.objects.filter(pk=second.ticket.pk).update(answer_due_at=timezone.now() - dt.timedelta(hours=1))
    answer(world, desk, first, apology="")
    tasks.answer_duplicates()
    assert "xin lỗi" in left_out(second) and fresh(second).is_open

    following.reopen(fresh(first), "Vẫn tối.")
    answering.draft(fresh(first), world.ward.leader, good(
        checked="Đội chiếu sáng đã đo điện áp lúc bảy giờ tối qua.", found="Tủ điện đầu hẻm cháy cầu chì tổng.",
        will_do="Thay cầu chì và lắp tủ điện mới trong tuần này.",
    ))  # fmt: skip
    answering.read(fresh(first), desk.deputy)
    answering.approve(fresh(first), desk.supervisor)
    tasks.answer_duplicates()
    assert (fresh(second).state, fresh(second).was_late) == (State.ANSWERED, True), "late, told so, and counted so"


def test_a_promise_whose_day_passed_is_passed_on_as_done(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an answer that promised the day before yesterday, when somebody tells of the same today, it still fits."""
    first, second = two_told()
    answer(world, desk, first, done_by=timezone.localdate() + dt.timedelta(days=1))
    later = timezone.now() + dt.timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    linking.merge(second.ticket, fresh(first), desk.operator)
    tasks.answer_duplicates()
    assert fresh(second).state == State.ANSWERED and left_out(second) == ""


def test_what_names_the_other_dossier_is_for_the_other_reporter_alone(world: World, desk: Desk) -> None:
    code = "H29.101-261122-0001"
    first = filed(dossier=code)
    second, own = filed(reporter=MINH), filed(content="Tôi nhắc lại lần nữa.")
    for sent in (second, own):
        linking.merge(sent.ticket, first.ticket, desk.operator)
    answer(world, desk, first, found=f"Hồ sơ {code} nằm chờ chữ ký chín ngày ở phòng chuyên môn.")
    tasks.answer_duplicates()
    assert "nói riêng với" in left_out(second) and fresh(second).is_open
    assert fresh(own).state == State.ANSWERED, "the same person reads of their own dossier"


@pytest.mark.parametrize("name", ["checked", "will_do", "responsible", "legal_basis", "apology"])
def test_whichever_part_names_the_reporter_keeps_the_answer_from_others(world: World, desk: Desk, name: str) -> None:
    first, second = linked(desk)
    text = f"Đã gặp {LAN.full_name} ngày 23/11 và xin lỗi tại nhà, Luật số 1 nói rõ."
    answer(world, desk, first, **{name: text})
    tasks.answer_duplicates()
    assert fresh(second).is_open and "nói riêng với" in left_out(second)


def test_what_became_urgent_needs_an_answer_that_a_second_person_read(world: World, desk: Desk) -> None:
    first, second = linked(desk)
    following.add_facts(fresh(second), "Dây điện rơi xuống đường, có người bị điện giật phải đi cấp cứu!")
    assert fresh(second).severity == Severity.URGENT
    answer(world, desk, first)
    tasks.answer_duplicates()
    assert fresh(second).is_open and "nhạy cảm" in left_out(second)


def test_what_was_noted_to_be_about_the_head_is_not_answered_with_the_others_answer(world: World, desk: Desk) -> None:
    """Given a follower of which it shows later that it is about the head, then that head's answer never reaches it."""
    first, second = linked(desk)
    routed(world, desk, first)
    about_heads.note(fresh(second), desk.operator, world.ward.committee, "Nêu đích danh chủ tịch.")
    answering.draft(fresh(first), world.ward.leader, good(**PLAIN))
    answering.read(fresh(first), desk.deputy)
    answering.approve(fresh(first), desk.supervisor)
    tasks.answer_duplicates()
    assert fresh(second).state == State.RECEIVED and "cùng người đó" in left_out(second)
    assert not fresh(second).answers.exists()


def test_a_cause_that_ended_meanwhile_stops_no_round_and_stays_named(world: World, desk: Desk) -> None:
    """Given an answer whose cause nobody names any more, when it is passed on, then with that cause; others too."""
    first, second = two_told()
    third = filed(reporter=MINH, content="Việc thứ ba.")
    fourth = filed(content="Việc thứ ba, kể lại.", reporter=MINH)
    answer(world, desk, first)
    listing.end(desk.supervisor, listing.in_force().get(code="misrouted"))
    linking.merge(second.ticket, fresh(first), desk.operator)
    linking.merge(fourth.ticket, third.ticket, desk.operator)
    answer(world, desk, third, cause="overload")
    tasks.answer_duplicates()
    assert fresh(second).answers.get().cause == "misrouted"
    assert fresh(fourth).answers.get().cause == "overload", "the round went on"


def test_a_round_takes_so_many_and_the_next_one_the_rest(world: World, desk: Desk) -> None:
    first = filed()
    others = [filed(reporter=MINH, content=f"Người thứ {number} kể việc này.") for number in range(3)]
    for sent in others:
        linking.merge(sent.ticket, first.ticket, desk.operator)
    answer(world, desk, first)
    assert [passing.carry_on(most=2), passing.carry_on(most=2), passing.carry_on(most=2)] == [2, 1, 0]
    assert {fresh(sent).state for sent in others} == {State.ANSWERED}


def test_an_empty_round_costs_one_query_however_much_is_linked(world: World, desk: Desk) -> None:
    for _pair in range(2):
        linked(desk)
    with CaptureQueriesContext(connection) as asked:
        assert passing.carry_on() == 0
    assert len(asked) == 1


def test_a_link_that_was_split_between_finding_and_answering_is_left_alone(world: World, desk: Desk) -> None:
    first, second = linked(desk)
    answer(world, desk, first)
    row = Duplicate.objects.get()
    linking.split(fresh(second), desk.operator, "Đèn khác.")
    passing._answer_one(row.pk)
    row.refresh_from_db()
    assert row.answer is None and row.left_out == "" and not fresh(second).answers.exists()


def test_a_follower_that_climbed_past_its_approver_waits_for_somebody_higher(world: World, desk: Desk) -> None:
    """The second leader of the ward approves on the first rungs; what climbed to the supervisors is theirs."""
    first, second = linked(desk)
    higher = filed(reporter=MINH, content="Người thứ ba kể việc này.")
    linking.merge(higher.ticket, first.ticket, desk.operator)
    Ticket.objects.filter(pk=second.ticket.pk).update(level=Level.HEAD)
    Ticket.objects.filter(pk=higher.ticket.pk).update(level=Level.SUPERVISOR)
    answer(world, desk, first)
    tasks.answer_duplicates()
    assert (fresh(second).state, fresh(higher).state) == (State.ANSWERED, State.RECEIVED)
    assert "cấp trên" in left_out(higher)


def test_nobody_is_written_to_where_nothing_was_passed_on(world: World, desk: Desk) -> None:
    first, second = linked(desk, kind=Kind.COMPLAINT_CONDUCT)
    answer(world, desk, first)
    OutboxMessage.objects.all().delete()
    before = fresh(second).events.count()
    tasks.answer_duplicates()
    assert not OutboxMessage.objects.filter(channel="email").exists() and fresh(second).events.count() == before
    assert "nhạy cảm" in words(at(desk.operator).get(bench(fresh(first)))), "the desk of the leader reads why, too"


def test_a_leader_that_came_back_passes_nothing_on_until_it_is_answered_anew(world: World, desk: Desk) -> None:
    first, second = two_told()
    answer(world, desk, first)
    following.reopen(fresh(first), "Chưa sáng.")
    linking.merge(second.ticket, fresh(first), desk.operator)
    tasks.answer_duplicates()
    assert not fresh(second).answers.exists() and left_out(second) == "", "an answer that was sent back is none"


def test_what_the_law_keeps_out_is_not_passed_on_though_it_was_answered_before(world: World, desk: Desk) -> None:
    first, second = two_told()
    ticket = answered(world, desk, first)
    following.reopen(ticket, "Chưa sáng.")
    linking.merge(second.ticket, fresh(first), desk.operator)
    routing.set_aside(fresh(first), desk.operator, "settled", "Đã có bản án.")
    tasks.answer_duplicates()
    assert "không được thụ lý" in left_out(second) and Answer.objects.count() == 1
