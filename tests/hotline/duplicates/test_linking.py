"""One matter told of by several people: linked by a person, answered once, and nobody's report disappears."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hotline import answering, chain, figures, following, routing, tasks
from hotline.duplicates import linking
from hotline.kinds import Action, Kind, Level, State
from hotline.models import Duplicate, Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers.desk import words
from tests.dossiers.world import World, given_world
from tests.hotline.desk import Desk, answered, at, bench, given_desk, good, routed
from tests.hotline.duplicates.matters import LIGHTS, MINH, fresh, merge_page, split_page, two_told
from tests.hotline.tickets import LAN, filed, opened, page


def test_the_answer_of_the_leading_ticket_reaches_its_duplicate_and_each_reporter_acts_alone(
    world: World, desk: Desk
) -> None:
    """Given two tickets of one matter, when linked at the door and the first answered, then both are, each alone."""
    first, second = two_told()
    leader = routed(world, desk, first)
    due = second.ticket.answer_due_at
    operator = at(desk.operator)
    asked = words(operator.get(merge_page(second), {"leader": first.ticket.code}))
    assert LIGHTS in asked and not Duplicate.objects.exists(), "looking links nothing"
    done = operator.post(merge_page(second), {"leader": f" {first.ticket.code.lower()} "}, follow=True)
    assert "Đã gắn phản ánh" in words(done)

    waiting = fresh(second)
    assert waiting.handling_unit == leader.handling_unit and waiting.answer_due_at == due
    assert tasks.answer_duplicates() is None and not waiting.answers.exists(), "there is no answer yet"

    answering.draft(leader, world.ward.leader, good())
    answering.approve(leader, desk.supervisor)
    tasks.answer_duplicates()

    follower = fresh(second)
    (own,) = follower.answers.all()
    assert (follower.state, follower.was_late, own.found) == (State.ANSWERED, False, good().found)
    assert (own.written_by, own.approved_by, own.unit) == (world.ward.leader, desk.supervisor, leader.handling_unit)
    for ticket in (fresh(first), follower):
        assert chain.first_broken(ticket) is None
    told = words(opened(second).get(page("ticket", second)))
    assert good().found in told
    for secret in (first.ticket.code, LIGHTS, LAN.full_name):
        assert secret not in told, "nothing of the other reporter"
    assert second.ticket.code not in words(opened(first).get(page("ticket", first)))
    letters = [message.payload for message in OutboxMessage.objects.filter(channel="email")]
    assert {letter["to"] for letter in letters if letter["subject"].endswith(": Trả lời")} == {LAN.email, MINH.email}

    following.reopen(follower, "Đèn vẫn tắt.")
    tasks.answer_duplicates()
    assert (fresh(second).state, fresh(second).level) == (State.ROUTED, Level.HEAD)
    assert fresh(first).state == State.ANSWERED, "the other reporter may be content"
    following.rate(fresh(first), 3, "")


def test_a_link_is_taken_back_while_there_is_no_answer_and_both_logs_say_so(world: World, desk: Desk) -> None:
    first, second = two_told()
    linking.merge(second.ticket, first.ticket, desk.operator)
    operator = at(desk.operator)

    assert operator.post(split_page(second), {"reason": ""}).status_code == 422
    shown = words(operator.post(split_page(second), {"reason": "Là đèn ở hẻm khác."}, follow=True))

    assert "Đã tách phản ánh" in shown
    row = Duplicate.objects.get()
    assert row.split_at and row.split_by == desk.operator
    assert fresh(second).events.last().action == Action.SPLIT  # type: ignore[union-attr]
    assert list(fresh(first).events.values_list("action", flat=True)) == [Action.FILE, Action.LEAD, Action.UNLEAD]
    assert "Là đèn ở hẻm khác." in words(opened(second).get(page("ticket", second)))
    assert operator.post(split_page(second), {"reason": "Lần nữa."}).status_code == 409
    assert operator.get(split_page(second)).status_code == 404
    linking.merge(second.ticket, first.ticket, desk.operator)
    assert linking.live().count() == 1, "what was taken back may be linked anew"


def test_no_link_to_itself_no_chain_and_no_second_leader(world: World, desk: Desk) -> None:
    one, two, three = (filed().ticket for _ in range(3))
    with pytest.raises(Incomplete, match="chính nó"):
        linking.merge(one, one, desk.operator)
    linking.merge(two, one, desk.operator)
    assert linking.merge(three, two, desk.operator).leader == one, "following a follower is following its leader"
    with pytest.raises(Incomplete, match="chính nó"):
        linking.merge(one, two, desk.operator)
    with pytest.raises(NotAllowedNow, match="vừa được gắn"):
        linking.merge(two, filed().ticket, desk.operator)
    with pytest.raises(NotAllowedNow, match="gắn phản ánh kia"):
        linking.merge(one, filed().ticket, desk.operator)
    row = {"linked_by": desk.operator, "linked_at": one.received_at}
    for ticket, leader in ((one, filed().ticket), (filed().ticket, two), (two, filed().ticket), (one, one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Duplicate.objects.create(ticket=ticket, leader=leader, **row)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM hotline_duplicate")
    with pytest.raises(IntegrityError), transaction.atomic():
        Duplicate.objects.filter(ticket=two).update(leader=three)
    assert linking.live().count() == 2


def test_only_who_handles_both_links_them_and_other_codes_are_not_known(world: World, desk: Desk) -> None:
    first, second = two_told()
    routed(world, desk, second)
    with pytest.raises(NotYours):
        linking.merge(fresh(second), first.ticket, world.ward.leader)
    officer = at(world.ward.leader)
    for code in (first.ticket.code, "PAKN-H29-260101-9999", "xyz", "\0", "x" * 41, ""):
        answer = officer.post(merge_page(second), {"leader": code})
        assert answer.status_code == 422 and "govuk-error-message" in answer.content.decode(), code
    assert not Duplicate.objects.exists()
    routed(world, desk, first)
    assert officer.post(merge_page(second), {"leader": first.ticket.code}).status_code == 302


def test_a_confidential_reporter_is_not_told_by_a_link(world: World, desk: Desk) -> None:
    """A named ticket beside a confidential one of the same person would name them; two confidential ones do not."""
    named, secret, again = filed(), filed(is_confidential=True), filed(is_confidential=True)
    stranger = filed(is_confidential=True, reporter=MINH)
    for ticket, leader in ((named, secret), (secret, named), (stranger, secret)):
        with pytest.raises(Incomplete, match="giữ kín"):
            linking.merge(ticket.ticket, leader.ticket, desk.operator)
    linking.merge(again.ticket, secret.ticket, desk.operator)
    for sent in (secret, again):
        routing.route(fresh(sent), desk.operator, world.ward.committee, "Thuộc phường.")
    seen = words(at(world.ward.leader).get(bench(fresh(again))))
    assert secret.ticket.code not in seen and "cùng một việc" not in seen.split("Diễn biến")[0]
    assert secret.ticket.code in words(at(desk.supervisor).get(bench(fresh(again))))
    assert again.ticket.code not in words(at(world.ward.leader).get(bench(fresh(secret))))


def test_a_leading_ticket_that_was_answered_gives_its_answer_at_once_to_who_is_trusted(
    world: World, desk: Desk
) -> None:
    first, second = two_told()
    leader = answered(world, desk, first)
    routed(world, desk, second)
    with pytest.raises(NotYours, match="đã được trả lời"):
        linking.merge(fresh(second), leader, world.ward.leader)
    following.confirm(leader)
    linking.merge(fresh(second), leader, desk.operator)
    tasks.answer_duplicates()
    assert fresh(second).state == State.ANSWERED and fresh(first).state == State.CLOSED
    with pytest.raises(NotAllowedNow):
        linking.split(fresh(second), desk.operator, "Quá muộn.")
    third = filed()
    routing.set_aside(third.ticket, desk.operator, "settled", "Đã có bản án.")
    with pytest.raises(NotAllowedNow, match="không được thụ lý"):
        linking.merge(filed().ticket, third.ticket, desk.operator)


def test_what_needs_an_answer_of_its_own_is_left_out_in_words_and_stays_due(world: World, desk: Desk) -> None:
    """Delicate, late, told to somebody by name, or of a leader that the law keeps out: none is answered in silence."""
    first, second = two_told()
    delicate, late = filed(kind=Kind.COMPLAINT_CONDUCT, reporter=MINH), filed(reporter=MINH)
    for sent in (second, delicate, late):
        linking.merge(sent.ticket, first.ticket, desk.operator)
    Ticket.objects.filter(pk=late.ticket.pk).update(level=Level.SUPERVISOR)
    leader = routed(world, desk, first)
    answering.draft(
        leader, world.ward.leader, good(found=f"{LAN.full_name} nói đúng: dây điện đứt ở trụ số bảy, hẻm 12.")
    )
    answering.approve(fresh(first), desk.deputy)
    tasks.answer_duplicates()

    reasons = dict(Duplicate.objects.values_list("ticket", "left_out"))
    assert "nói riêng với" in reasons[second.ticket.pk]
    assert "nhạy cảm" in reasons[delicate.ticket.pk]
    assert "cấp trên" in reasons[late.ticket.pk]
    assert {fresh(sent).state for sent in (second, delicate, late)} == {State.RECEIVED}
    assert "nói riêng với" in words(at(desk.operator).get(bench(fresh(second))))
    assert tasks.answer_duplicates() is None and Duplicate.objects.filter(answer=None).count() == 3

    following.reopen(fresh(first), "Chưa rõ.")
    better = good(
        checked="Thợ điện đã leo lên từng trụ trong hẻm 12 chiều nay.",
        found="Dây điện đứt ở trụ số bảy, hẻm 12, từ sáng thứ Hai.",
        will_do="Thay dây mới và thử cả hẻm trước tối mai.",
    )
    answering.draft(fresh(first), world.ward.leader, better)
    answering.read(fresh(first), desk.deputy)
    answering.approve(fresh(first), desk.supervisor)
    tasks.answer_duplicates()
    assert fresh(second).state == State.ANSWERED, "a better answer of the leading ticket is tried again"


def test_a_leader_that_is_set_aside_leaves_its_duplicates_to_be_answered(world: World, desk: Desk) -> None:
    first, second = two_told()
    linking.merge(second.ticket, first.ticket, desk.operator)
    routing.set_aside(fresh(first), desk.operator, "settled", "Đã có bản án.")
    tasks.answer_duplicates()
    assert "không được thụ lý" in Duplicate.objects.get().left_out and fresh(second).is_open


def test_duplicates_are_counted_as_received_and_shown_as_linked(world: World, desk: Desk) -> None:
    first, second = two_told()
    linking.merge(second.ticket, first.ticket, desk.operator)
    linking.merge(filed().ticket, filed().ticket, desk.operator)
    linking.split(Ticket.objects.order_by("pk")[2], desk.operator, "Việc khác.")
    total = figures._counted(timezone.localtime(first.ticket.received_at).year, 0)[0]
    assert (total.received, total.linked) == (4, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_link_crosswise_at_once_one_does_and_the_other_is_told() -> None:
    """Given A and B, when one links A to B while another links B to A, then there is one link and no chain."""
    world = given_world()
    desk = given_desk(world)
    one, other = filed().ticket, filed().ticket
    start, told = threading.Barrier(2), list[int | str]()

    def link(ticket: Ticket, leader: Ticket, user: User) -> None:
        start.wait()
        try:
            told.append(linking.merge(ticket, leader, user).leader_id)
        except (NotAllowedNow, Incomplete) as error:
            told.append(str(error))
        finally:
            connection.close()

    pairs = ((one, other, desk.operator), (other, one, desk.supervisor))
    threads = [threading.Thread(target=link, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert linking.live().count() == 1 and len(told) == 2
    assert sum(isinstance(outcome, int) for outcome in told) == 1
    assert all(chain.first_broken(ticket) is None for ticket in Ticket.objects.all())
