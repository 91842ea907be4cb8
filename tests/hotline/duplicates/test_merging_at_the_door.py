"""Linking and splitting at the pages: who may, what is refused in which words, and that nothing is half-written."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hotline import about_heads, answering, chain, routing
from hotline.broadcasts import linking as incidents
from hotline.duplicates import linking
from hotline.kinds import Action, Kind, Level, State
from hotline.models import Duplicate, Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.visibility import may_know_reporter
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.broadcasts.notices import announced
from tests.hotline.desk import Desk, answered, at, bench, good, routed
from tests.hotline.duplicates.matters import LIGHTS, MINH, fresh, merge_page, split_page, two_told
from tests.hotline.tickets import LAN, filed, opened, page
from tests.house.test_page_language import reader
from units.roles import Role


def holder(role: str, unit: Any) -> User:
    return make_staff(f"{role}-{unit.code.lower()}@example.vn", "Ngô Văn Tám", role, unit)


def test_sent_twice_it_is_linked_once_and_the_second_time_is_told(world: World, desk: Desk) -> None:
    first, second = two_told()
    operator = at(desk.operator)
    sent = {"leader": first.ticket.code}
    assert [operator.post(merge_page(second), sent).status_code for _time in range(2)] == [302, 409]
    again = words(operator.post(merge_page(second), sent))
    assert "vừa được gắn với một phản ánh khác" in again and first.ticket.code in again, "what was typed stays"
    assert Duplicate.objects.count() == 1
    assert fresh(second).events.filter(action=Action.MERGE).count() == 1


def test_the_page_shows_the_words_of_both_and_of_none_beyond_reach(world: World, desk: Desk) -> None:
    first, second = two_told()
    routed(world, desk, second)
    at_ward, operator = at(world.ward.leader), at(desk.operator)
    assert LIGHTS in words(operator.get(merge_page(second), {"leader": first.ticket.code.lower()}))
    beyond = at_ward.get(merge_page(second), {"leader": first.ticket.code})
    assert beyond.status_code == 200 and LIGHTS not in words(beyond), "a code in the address opens nothing"
    for odd in ("", "\0", "x" * 500, "PAKN-H29-260101-9999", "<script>"):
        shown = operator.get(merge_page(second), {"leader": odd})
        assert shown.status_code == 200 and "<script>alert" not in words(shown), odd
        assert "Phản ánh dẫn <span" not in words(shown), odd


def test_each_role_links_what_it_handles_and_no_other(world: World, desk: Desk) -> None:
    first, second = two_told()
    for sent in (first, second):
        routed(world, desk, sent)
    ward = world.ward
    told = {"leader": first.ticket.code}
    outside = [world.mother, world.other_ward.leader, holder(Role.SYSTEM_ADMIN, ward.committee)]
    for person in outside:
        assert at(person).post(merge_page(second), told).status_code in {403, 404}, person
        assert at(person).post(split_page(second), {"reason": "Việc khác."}).status_code in {403, 404}, person
    assert not Duplicate.objects.exists()
    inside = [ward.leader, holder(Role.CLERK, ward.committee), holder(Role.HOTLINE_OPERATOR, ward.committee)]
    for person in inside:
        assert at(person).post(merge_page(second), told).status_code == 302, person
        assert at(person).post(split_page(second), {"reason": "Việc khác."}).status_code == 302, person
    assert Duplicate.objects.exclude(split_at=None).count() == len(inside)
    assert chain.first_broken(fresh(first)) is chain.first_broken(fresh(second)) is None


def test_a_visitor_is_sent_to_sign_in_and_comes_back(world: World, desk: Desk, client: Any) -> None:
    _first, second = two_told()
    for place in (merge_page(second), split_page(second)):
        answer = client.get(place)
        assert answer.status_code == 302 and f"next={place}" in answer["Location"]


def test_what_is_settled_or_being_answered_follows_nobody(world: World, desk: Desk) -> None:
    leader = filed(content="Phản ánh dẫn.").ticket
    drafted = routed(world, desk, filed())
    answering.draft(drafted, world.ward.leader, good())
    done = answered(world, desk, filed())
    aside = filed().ticket
    routing.set_aside(aside, desk.operator, "unclear", "Không rõ nội dung.")
    for ticket in (drafted, done, aside):
        before = ticket.events.count()
        with pytest.raises(NotAllowedNow, match="Không thể thực hiện"):
            linking.merge(ticket, leader, desk.operator)
        assert ticket.events.count() == before and leader.events.count() == 1, "no half of a link"
    assert not Duplicate.objects.exists()


def test_one_that_waits_for_the_answer_of_an_incident_waits_for_no_other(world: World, desk: Desk) -> None:
    first, second = two_told(kind=Kind.TECHNICAL)
    assert incidents.link(announced(desk.operator), [second.ticket], desk.operator) == 1
    with pytest.raises(NotAllowedNow, match="sự cố"):
        linking.merge(fresh(second), first.ticket, desk.operator)
    incidents.unlink(fresh(second), desk.operator, "Không phải sự cố đó.")
    linking.merge(fresh(second), first.ticket, desk.operator)
    assert linking.live().count() == 1


def test_who_follows_goes_along_loses_its_holder_and_keeps_its_clock(world: World, desk: Desk) -> None:
    first, second = two_told()
    routed(world, desk, first)
    routing.take(second.ticket, desk.operator)
    before = fresh(second)

    linking.merge(before, fresh(first), desk.operator)

    after = fresh(second)
    assert (after.handling_unit, after.owner, after.hop_count, after.state) == (
        world.ward.committee, None, before.hop_count, State.ROUTED,
    )  # fmt: skip
    assert (after.answer_due_at, after.received_at, after.level) == (
        before.answer_due_at, before.received_at, before.level,
    )  # fmt: skip
    assert [event.action for event in after.events.order_by("sequence")][-2:] == [Action.ROUTE, Action.MERGE]
    assert fresh(first).events.last().action == Action.LEAD  # type: ignore[union-attr]


def test_each_log_names_the_other_and_the_reporter_reads_neither_code(world: World, desk: Desk) -> None:
    first, second = two_told()
    linking.merge(second.ticket, first.ticket, desk.operator)
    operator = at(desk.operator)
    for mine, other in ((first, second), (second, first)):
        assert other.ticket.code in words(operator.get(bench(fresh(mine)))).split("Diễn biến")[1]
        assert other.ticket.code not in words(opened(mine).get(page("ticket", mine)))
    told = words(opened(second).get(page("ticket", second)))
    assert "Giải quyết cùng phản ánh khác về một việc" in told and "Gắn thêm" not in told
    assert "Gắn thêm" not in words(opened(first).get(page("ticket", first))), "who leads is not told who follows"


def test_who_follows_is_written_to_and_who_leads_is_not(world: World, desk: Desk) -> None:
    first, second = two_told()
    OutboxMessage.objects.all().delete()
    linking.merge(second.ticket, first.ticket, desk.operator)
    linking.split(fresh(second), desk.operator, "Đèn khác.")
    letters = [message.payload for message in OutboxMessage.objects.filter(channel="email").order_by("pk")]
    assert [letter["to"] for letter in letters] == [MINH.email, MINH.email]
    for letter in letters:
        for secret in (first.ticket.code, LAN.full_name, LIGHTS, "Đèn khác."):
            assert secret not in letter["text"] + letter["subject"]


def test_a_confidential_link_is_split_by_nobody_who_may_not_know_of_it(world: World, desk: Desk) -> None:
    """The ward answers both and learns of no link: neither its page nor its button says that there is one."""
    secret, again = filed(is_confidential=True), filed(is_confidential=True, content="Tôi nhắc lại.")
    linking.merge(again.ticket, secret.ticket, desk.operator)
    for sent in (secret, again):
        routed(world, desk, sent)
    assert not may_know_reporter(world.ward.leader, fresh(again))
    ward = at(world.ward.leader)
    assert ward.get(split_page(again)).status_code == 404
    refused = ward.post(split_page(again), {"reason": "Thử xem."})
    lonely = routed(world, desk, filed(is_confidential=True, reporter=MINH))
    nothing = ward.post(reverse("hotline:split", args=[lonely.code]), {"reason": "Thử xem."})
    assert refused.status_code == nothing.status_code == 409, "the same words, linked or not"
    assert "không gắn với phản ánh nào" in words(refused) and "không gắn với phản ánh nào" in words(nothing)
    assert linking.live().count() == 1
    assert at(desk.operator).post(split_page(again), {"reason": "Hai việc."}).status_code == 302


def test_the_log_of_a_confidential_pair_names_no_code(world: World, desk: Desk) -> None:
    secret, again = filed(is_confidential=True), filed(is_confidential=True, content="Tôi nhắc lại.")
    linking.merge(again.ticket, secret.ticket, desk.operator)
    linking.split(fresh(again), desk.operator, "Hai việc khác nhau.")
    for one, other in ((secret, again), (again, secret)):
        events = fresh(one).events.exclude(action=Action.FILE)
        assert events and all("code" not in event.data for event in events)
        assert {event.data["other"] for event in events} == {other.ticket.pk}


def test_a_link_disappears_from_who_may_not_know_once_one_end_is_about_the_head(world: World, desk: Desk) -> None:
    """Given two linked tickets, when one turns out to be about the head, then that head finds neither link nor code."""
    first, second = two_told()
    for sent in (first, second):
        routed(world, desk, sent)
    linking.merge(fresh(second), fresh(first), world.ward.leader)
    ward = at(world.ward.leader)
    assert second.ticket.code in words(ward.get(bench(fresh(first)))).split("Diễn biến")[1]

    about_heads.note(fresh(second), desk.operator, world.ward.committee, "Nêu đích danh chủ tịch.")

    beside = words(ward.get(bench(fresh(first)))).split('id="duplicates-title"')
    assert len(beside) == 1 or second.ticket.code not in beside[1]
    assert second.ticket.code not in words(ward.get(reverse("hotline:desk"))), "nor in the list"
    assert second.ticket.code in words(at(desk.supervisor).get(bench(fresh(first))))


def test_what_was_answered_on_its_own_is_not_split_any_more(world: World, desk: Desk) -> None:
    first, second = two_told()
    for sent in (first, second):
        routed(world, desk, sent)
    linking.merge(fresh(second), fresh(first), desk.operator)
    answering.draft(fresh(second), world.ward.leader, good())
    answering.approve(fresh(second), desk.deputy)
    with pytest.raises(NotAllowedNow):
        linking.split(fresh(second), desk.operator, "Việc khác.")
    row = Duplicate.objects.get()
    assert (row.split_at, row.split_by) == (None, None), "taken back with the refusal"
    assert at(desk.operator).post(split_page(second), {"reason": "Việc khác."}).status_code == 409


def test_words_of_a_refused_split_stay_on_the_page(world: World, desk: Desk) -> None:
    _first, second = two_told()
    answer = at(desk.operator).post(split_page(second), {"reason": "Đèn ở hẻm khác, xin giữ câu này."})
    assert answer.status_code == 409 and "Đèn ở hẻm khác, xin giữ câu này." in words(answer)
    for empty in ("", "   ", "\u200b"):
        assert at(desk.operator).post(split_page(second), {"reason": empty}).status_code == 422
    assert at(desk.operator).post(split_page(second), {"reason": "\0"}).status_code == 422
    with pytest.raises(Incomplete):
        linking.split(second.ticket, desk.operator, "\n \t")


def test_a_leader_that_was_answered_is_closed_to_its_own_unit_whatever_the_rung(world: World, desk: Desk) -> None:
    leader = answered(world, desk, filed())
    for level in (Level.UNIT, Level.HEAD):
        follower = routed(world, desk, filed(reporter=MINH))
        Ticket.objects.filter(pk=follower.pk).update(level=level)
        with pytest.raises(NotYours):
            linking.merge(Ticket.objects.get(pk=follower.pk), leader, world.ward.leader)
    refused = at(world.ward.leader).post(reverse("hotline:merge", args=[follower.code]), {"leader": leader.code})
    assert refused.status_code == 403 and not Duplicate.objects.exists()


def test_the_page_of_a_ticket_costs_the_same_with_few_followers_and_with_more(world: World, desk: Desk) -> None:
    first, second = two_told()
    linking.merge(second.ticket, first.ticket, desk.operator)
    operator = at(desk.operator)
    operator.get(bench(fresh(first)))
    with CaptureQueriesContext(connection) as few:
        operator.get(bench(fresh(first)))
    for number in range(4):
        linking.merge(filed(reporter=MINH, content=f"Kể lần {number}.").ticket, first.ticket, desk.operator)
    with CaptureQueriesContext(connection) as many:
        shown = words(operator.get(bench(fresh(first))))
    assert len(few) == len(many) and shown.count("Kể lần") == 0, "codes and states, not the words of others"


def test_the_pages_speak_english_to_who_reads_english(world: World, desk: Desk) -> None:
    first, second = two_told()
    english = reader("en", desk.operator)
    shown = words(english.get(merge_page(second), {"leader": first.ticket.code}))
    assert '<html lang="en"' in shown and "Đúng là một việc" not in shown and LIGHTS in shown
    wrong = words(english.post(merge_page(second), {"leader": "PAKN-H29-260101-9999"}))
    assert "Không có phản ánh nào như vậy" not in wrong and 'class="govuk-error-message"' in wrong
    english.post(merge_page(second), {"leader": first.ticket.code})
    note = fresh(second).events.filter(action=Action.MERGE).get()
    assert note.data["code"] == first.ticket.code
