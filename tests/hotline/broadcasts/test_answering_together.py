"""One incident, many tickets: suggested, linked, answered by one text, each told, exceptions left with their reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotline import answering, chain, tasks
from hotline.answering import Unanswered
from hotline.broadcasts import announcing, answering_together, linking
from hotline.kinds import Action, Kind, State
from hotline.models import Answer, Broadcast, IncidentTicket, JointAnswer, Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.tasks import answer_together
from portal.outbox.models import OutboxMessage
from procedures.models import Procedure
from tests.dossiers.desk import words
from tests.dossiers.world import BIRTH, World
from tests.hotline.broadcasts.notices import announced, planned
from tests.hotline.desk import Desk, at, bench, fields, good
from tests.hotline.tickets import filed, opened, page


def page_of(shown: Broadcast) -> str:
    return reverse("hotline:desk-broadcast", args=[shown.pk])


def door(shown: Broadcast, name: str) -> str:
    return reverse(f"hotline:{name}", args=[shown.pk])


def about_the_fault(**changed: Any) -> Ticket:
    return filed(**({"kind": Kind.TECHNICAL, "content": "Không trả tiền được, trang cứ quay mãi."} | changed)).ticket


def test_tickets_of_the_incident_are_answered_together_and_their_reporters_told(world: World, desk: Desk) -> None:
    """Given an incident and three tickets, when they are linked, answered and approved, then each has the answer."""
    sent = [filed(kind=Kind.TECHNICAL), filed(kind=Kind.TECHNICAL, language="en"), filed(kind=Kind.COMPLAINT_DELAY)]
    shown = announced(desk.operator)
    operator, supervisor = at(desk.operator), at(desk.supervisor)
    assert all(one.ticket.code in words(operator.get(page_of(shown))) for one in sent)
    due = {one.ticket.pk: one.ticket.answer_due_at for one in sent}

    operator.post(door(shown, "broadcast-link"), {"ticket": [one.ticket.code for one in sent]})
    refused = operator.post(door(shown, "joint-write"), fields(good(found="Theo quy định.")))
    assert refused.status_code == 422 and not JointAnswer.objects.exists()
    assert operator.post(door(shown, "joint-write"), fields(good())).status_code == 302
    assert operator.post(door(shown, "joint-approve")).status_code == 403, "whoever wrote it does not approve it"
    assert not Answer.objects.exists()
    supervisor.post(door(shown, "joint-approve"))
    assert not Answer.objects.exists(), "that is the worker's: no request waits for a hundred answers"
    assert "Câu trả lời chung đang được gửi." in words(operator.get(page_of(shown), headers={"HX-Request": "true"}))
    answer_together()

    for one in sent:
        ticket = Ticket.objects.get(pk=one.ticket.pk)
        assert (ticket.state, ticket.was_late) == (State.ANSWERED, False)
        assert ticket.answer_due_at == due[ticket.pk], "due times are kept"
        answer = ticket.answers.get()
        assert (answer.written_by, answer.approved_by) == (desk.operator, desk.supervisor)
        assert chain.first_broken(ticket) is None
        actions = list(ticket.events.values_list("action", flat=True))
        assert actions == [Action.FILE, Action.LINK, Action.DRAFT, Action.ANSWER]
        assert good().found in words(opened(one).get(page("ticket", one)))
    letters = [message.payload for message in OutboxMessage.objects.filter(channel="email")]
    assert {(letter["language"]) for letter in letters} == {"vi", "en"}
    assert sum("Payments are failing" in timeline.note for timeline in sent[1].ticket.events.all()) == 1
    assert JointAnswer.objects.get().done_at is not None
    assert "Đã trả lời 3 trên 3" in words(operator.get(page_of(shown)))


def test_what_needs_an_answer_of_its_own_is_left_out_with_its_reason(world: World, desk: Desk) -> None:
    plain, confidential, late, drafted = (about_the_fault(is_confidential=n == 1) for n in range(4))
    Ticket.objects.filter(pk=late.pk).update(answer_due_at=timezone.now() - dt.timedelta(days=1))
    Ticket.objects.filter(pk=drafted.pk).update(kind=Kind.COMPLAINT_DELAY)
    shown = announced(desk.operator)
    assert linking.link(shown, [plain, confidential, late, drafted], desk.operator) == 4
    answering.draft(Ticket.objects.get(pk=drafted.pk), desk.operator, good())
    joint = answering_together.write(shown, desk.operator, good(apology=""))

    answering_together.approve(joint, desk.supervisor)
    answering_together.carry_on()

    reasons = {row.ticket_id: row.left_out for row in IncidentTicket.objects.all()}
    assert reasons[plain.pk] == "" and "nhạy cảm" in reasons[confidential.pk]
    assert "xin lỗi" in reasons[late.pk] and "chờ duyệt" in reasons[drafted.pk]
    assert Answer.objects.filter(sent_at__isnull=False).count() == 1
    assert "nhạy cảm" in words(at(desk.operator).get(page_of(shown)))
    joint.refresh_from_db()
    assert joint.done_at is not None
    # A second one, with an apology, takes in whom the first had to leave out.
    again = answering_together.write(shown, desk.operator, good())
    answering_together.approve(again, desk.supervisor)
    answering_together.carry_on()
    assert IncidentTicket.objects.get(ticket=late).answer == again


def test_a_worker_goes_on_where_the_page_stopped_and_answers_nobody_twice(world: World, desk: Desk) -> None:
    tickets = [about_the_fault(content=f"Không trả tiền được lần {n}") for n in range(5)]
    shown = announced(desk.operator)
    linking.link(shown, tickets, desk.operator)
    joint = answering_together.write(shown, desk.operator, good())
    assert answering_together.carry_on() == 0, "nothing goes out unapproved"
    answering_together.approve(joint, desk.supervisor)

    assert answering_together.carry_on(most=2) == 2
    assert JointAnswer.objects.get().done_at is None and Answer.objects.count() == 2
    tasks.answer_together()
    tasks.answer_together()

    assert JointAnswer.objects.get().done_at is not None and Answer.objects.count() == 5
    assert all(ticket.events.filter(action=Action.ANSWER).count() == 1 for ticket in tickets)


def test_suggestions_are_of_the_same_time_procedure_and_unit(world: World, desk: Desk) -> None:
    birth = Procedure.objects.get(code=BIRTH)
    now = timezone.now()
    fits = about_the_fault(procedure=BIRTH, unit=world.ward.centre.code)
    vague = about_the_fault(content="Không gửi được hồ sơ")
    conduct = about_the_fault(kind=Kind.COMPLAINT_CONDUCT)
    elsewhere = about_the_fault(unit=world.other_ward.committee.code)
    shown = announced(
        desk.operator, procedures=[birth], units=[world.ward.committee], begins_at=now - dt.timedelta(minutes=1)
    )

    found = set(linking.suggested(shown, desk.operator))
    assert found == {fits, vague}, (conduct, elsewhere)
    assert not linking.suggested(shown, world.mother)
    earlier = announced(desk.operator, begins_at=now - dt.timedelta(days=9))
    Broadcast.objects.filter(pk=earlier.pk).update(ended_at=now - dt.timedelta(days=8))
    earlier.refresh_from_db()
    assert not linking.suggested(earlier, desk.operator)
    linking.link(shown, [fits], desk.operator)
    assert set(linking.suggested(shown, desk.operator)) == {vague}


def test_a_ticket_is_linked_once_and_taken_off_with_a_reason(world: World, desk: Desk) -> None:
    ticket, shown, second = about_the_fault(), announced(desk.operator), announced(desk.operator)
    assert linking.link(shown, [ticket], desk.operator) == 1
    assert linking.link(second, [ticket], desk.operator) == 0
    with pytest.raises(NotAllowedNow):
        linking.link(announced(desk.operator, **planned()), [ticket], desk.operator)
    off = reverse("hotline:broadcast-unlink", args=[shown.pk, ticket.code])
    assert at(desk.operator).post(off, {"reason": ""}).status_code == 422
    assert IncidentTicket.objects.exists()

    at(desk.operator).post(off, {"reason": "Lỗi này là của máy in."})

    assert not IncidentTicket.objects.exists()
    assert "Lỗi này là của máy in." in words(at(desk.operator).get(bench(ticket)))
    assert at(desk.operator).post(off, {"reason": "x"}).status_code == 404
    with pytest.raises(NotAllowedNow):
        linking.unlink(ticket, desk.operator, "x")
    with pytest.raises(Incomplete):
        linking.unlink(ticket, desk.operator, " ")


def test_nobody_but_the_hotline_links_or_answers_together(world: World, desk: Desk) -> None:
    ticket, shown = about_the_fault(), announced(desk.operator)
    for stranger in (world.mother, world.ward.leader, world.ward.clerk):
        for name in ("broadcast-link", "joint-write", "joint-approve"):
            assert at(stranger).post(door(shown, name), {"ticket": [ticket.code]}).status_code == 403
        with pytest.raises(NotYours):
            linking.link(shown, [ticket], stranger)
        with pytest.raises(NotYours):
            answering_together.write(shown, stranger, good())
    assert not IncidentTicket.objects.exists() and not JointAnswer.objects.exists()


def test_there_is_one_joint_answer_at_a_time_and_never_one_to_nobody(world: World, desk: Desk) -> None:
    shown = announced(desk.operator)
    with pytest.raises(NotAllowedNow):
        answering_together.write(shown, desk.operator, good())
    linking.link(shown, [about_the_fault()], desk.operator)
    with pytest.raises(Unanswered):
        answering_together.write(shown, desk.operator, good(legal_basis=""))
    joint = answering_together.write(shown, desk.operator, good())
    with pytest.raises(NotAllowedNow):
        answering_together.write(shown, desk.supervisor, good())
    answering_together.approve(joint, desk.supervisor)
    with pytest.raises(NotAllowedNow):
        answering_together.approve(joint, desk.supervisor)
    announcing.end(shown, desk.operator, "Xong.")
    answering_together.carry_on()
    assert Answer.objects.count() == 1, "an incident that ended is answered still"


def test_the_page_of_an_incident_costs_the_same_for_many_tickets(world: World, desk: Desk) -> None:
    shown, client, counts = announced(desk.operator), at(desk.operator), []
    for number in (1, 5):
        linking.link(shown, [about_the_fault(content=f"{number} {n}") for n in range(number)], desk.operator)
        for n in range(number):
            about_the_fault(content=f"Chưa gắn {number} {n}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page_of(shown)).status_code == 200
        counts.append(len(asked))
    assert counts[1] <= counts[0]
