"""A drawn answer is rated by a supervisor who had no part in it; its unit reads that, and a poor one is asked again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotline import answering, chain, following
from hotline.kinds import Action, Kind, Level, State
from hotline.models import Sample, SampleDraw, Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.samples import rating
from portal.outbox.models import OutboxMessage
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, answered, at, bench, good, routed
from tests.hotline.tickets import LAN, filed, opened, page
from units.models import Unit
from units.roles import Role

LIST = reverse("hotline:samples")
GOOD_MARKS = dict.fromkeys(Sample.MARKS, 4)
POOR_MARKS = GOOD_MARKS | {"checked": 1, "found": 2, "promise": 1}


def drawn(ticket: Ticket) -> Sample:
    """The last answer of the ticket, drawn."""
    answer = ticket.answers.latest("number")
    now = timezone.now()
    row = {"percent": 5, "seed": "0" * 64, "population": 1, "drawn_at": now}
    draw, _new = SampleDraw.objects.get_or_create(starts_on=dt.date(2026, 10, 12), defaults=row)
    return Sample.objects.create(draw=draw, answer=answer, unit=answer.unit, due_at=now + dt.timedelta(days=10))


def door(sample: Sample) -> str:
    return reverse("hotline:sample", args=[sample.pk])


@pytest.fixture
def judge(world: World) -> object:
    """A supervisor of the province who approves nothing."""
    top = Unit.objects.get(code="H29")
    return make_staff("giamsat2@example.vn", "Đoàn Văn Hiếu", Role.SUPERVISOR, top)


def by_leader(world: World, desk: Desk) -> Ticket:
    """Answered by the ward alone."""
    sent = filed()
    ticket = routed(world, desk, sent)
    answering.draft(ticket, world.ward.leader, good())
    answering.approve(ticket, desk.deputy)
    return Ticket.objects.get(pk=ticket.pk)


def test_a_supervisor_rates_at_the_door_once_and_the_unit_reads_it(world: World, desk: Desk) -> None:
    ticket = by_leader(world, desk)
    sample = drawn(ticket)
    supervisor = at(desk.supervisor)
    assert ticket.code in words(supervisor.get(LIST)) and good().found in words(supervisor.get(door(sample)))
    for wrong in ({}, GOOD_MARKS | {"tone": 6}, GOOD_MARKS | {"tone": "x"}, GOOD_MARKS | {"found": 2}):
        assert supervisor.post(door(sample), wrong | {"again": ""}).status_code == 422, wrong
    assert supervisor.post(door(sample), GOOD_MARKS | {"again": "Viết lại."}).status_code == 422, "it is not poor"
    sample.refresh_from_db()
    assert sample.rated_at is None and not ticket.events.filter(action=Action.REVIEW).exists()

    done = supervisor.post(door(sample), GOOD_MARKS | {"tone": 5, "words": "Rõ ràng, có số liệu."}, follow=True)
    assert "Đã ghi điểm" in words(done)

    sample.refresh_from_db()
    assert sample.mean == 4.2 and sample.rated_by == desk.supervisor and not sample.asked_again
    assert supervisor.post(door(sample), GOOD_MARKS).status_code == 409, "once"
    leader = at(world.ward.leader)
    assert "Kiểm tra mẫu: 4,2 trên 5" in words(leader.get(bench(ticket)))
    assert "Rõ ràng, có số liệu." in words(leader.get(bench(ticket)))
    mine = words(leader.get(LIST))
    assert ticket.code in mine and "Điểm trung bình 4,2 trên 5, của 1 mẫu đã chấm." in mine
    assert ticket.code not in words(at(world.other_ward.leader).get(LIST))
    assert ticket.code not in words(supervisor.get(LIST)) and ticket.code in words(
        supervisor.get(LIST, {"xem": "da-cham"})
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.update(words="Khác")
    assert chain.first_broken(Ticket.objects.get(pk=ticket.pk)) is None


def test_nobody_rates_their_own_answer_nor_that_of_their_agency(world: World, desk: Desk, judge: object) -> None:
    """The writer, the reader, the approver, their agency, and whoever supervises nothing: each is kept out."""
    approved_above = drawn(answered(world, desk, filed()))
    local = make_staff("gs@example.vn", "Tô Thị Nga", Role.SUPERVISOR, world.ward.office)
    for person in (desk.supervisor, world.ward.leader, desk.deputy, local, desk.operator):
        assert not rating.may_rate(person, approved_above)
        assert approved_above not in rating.waiting_for(person)
        with pytest.raises(NotYours):
            rating.rate(approved_above, person, GOOD_MARKS, "")
        assert at(person).post(door(approved_above), GOOD_MARKS).status_code in {403, 404}
    assert rating.may_rate(judge, approved_above) and approved_above in rating.waiting_for(judge)  # type: ignore[arg-type]
    own = drawn(answering.draft(filed(kind=Kind.GUIDANCE).ticket, desk.operator, good()).ticket)
    assert not rating.may_rate(judge, own), "the hotline's own answers are for another agency"  # type: ignore[arg-type]
    assert not Sample.objects.exclude(rated_at=None).exists()


def test_a_poor_answer_is_asked_for_again_and_its_reporter_reads_why(world: World, desk: Desk) -> None:
    sent = filed()
    ticket = routed(world, desk, sent)
    answering.draft(ticket, world.ward.leader, good())
    answering.approve(ticket, desk.deputy)
    sample = drawn(Ticket.objects.get(pk=ticket.pk))
    OutboxMessage.objects.all().delete()
    supervisor = at(desk.supervisor)
    reason = "Câu trả lời chưa nói ngày trao giấy: đơn vị phải trả lời lại."
    sent_again = {"words": "Không nêu đã xem hồ sơ nào.", "again": reason}
    assert supervisor.post(door(sample), POOR_MARKS | sent_again | {"words": ""}).status_code == 422
    assert supervisor.post(door(sample), POOR_MARKS | sent_again).status_code == 302

    ticket.refresh_from_db()
    assert (ticket.state, ticket.level, ticket.reopened_count) == (State.ROUTED, Level.HEAD, 1)
    event = ticket.events.latest("sequence")
    assert (event.action, event.note, event.actor) == (Action.REOPEN, reason, desk.supervisor)
    told = words(opened(sent).get(page("ticket", sent)))
    assert reason in told and desk.supervisor.full_name not in told and "Không nêu đã xem hồ sơ nào." not in told
    assert [message.payload["to"] for message in OutboxMessage.objects.filter(channel="email")] == [LAN.email]
    assert "Đã yêu cầu trả lời lại." in words(at(world.ward.leader).get(bench(ticket)))


def test_an_answer_that_was_followed_by_another_is_rated_and_not_asked_again(world: World, desk: Desk) -> None:
    ticket = by_leader(world, desk)
    sample = drawn(ticket)
    following.reopen(ticket, "Chưa xong.")
    with pytest.raises(NotAllowedNow):
        rating.rate(sample, desk.supervisor, POOR_MARKS, "Thiếu.", "Trả lời lại.")
    ticket.refresh_from_db()
    better = good(
        checked="Đã gọi bưu cục hai lần sáng nay.", found="Bưu tá không gặp ai.", will_do="Trao tận tay chiều mai."
    )
    answering.draft(ticket, world.ward.leader, better)
    with pytest.raises(NotAllowedNow, match="mới hơn"):
        rating.rate(sample, desk.supervisor, POOR_MARKS, "Thiếu.", "Trả lời lại.")
    with pytest.raises(Incomplete):
        rating.rate(sample, desk.supervisor, POOR_MARKS, " ", "")
    sample.refresh_from_db()
    assert sample.rated_at is None, "nothing of it was kept"
    rating.rate(sample, desk.supervisor, POOR_MARKS, "Thiếu.")
    assert Sample.objects.get().rated_by == desk.supervisor


def test_figures_count_marks_and_what_waits_too_long(world: World, desk: Desk) -> None:
    rated, *_waiting = (drawn(by_leader(world, desk)) for _ in range(3))
    rating.rate(rated, desk.supervisor, GOOD_MARKS | {"found": 3}, "")
    cache.clear()
    total, *units = Client().get(reverse("api:reports-feedback")).json()
    assert (total["samples_rated"], total["sample_mean"], total["samples_waiting"], total["samples_late"]) == (
        1,
        3.8,
        2,
        0,
    )
    ward = next(unit for unit in units if unit["code"] == world.ward.committee.code)
    assert (ward["samples_rated"], ward["sample_mean"], ward["samples_waiting"]) == (1, 3.8, 2)
    with pytest.MonkeyPatch.context() as patched:
        later = timezone.now() + dt.timedelta(days=11)
        patched.setattr(timezone, "now", lambda: later)
        assert Sample.objects.aggregate(**rating.counts())["samples_late"] == 2
    assert "3,8" in words(Client().get(reverse("hotline:figures")))
