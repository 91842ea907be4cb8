"""What is offered as a duplicate and what a list says of links: by dossier, reporter, words; bounded; in reach only."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hotline import about_heads, answering, routing
from hotline.duplicates import linking, showing, suggesting
from hotline.duplicates.showing import Beside, Row
from hotline.intake import Filed
from hotline.kinds import Kind, State
from hotline.models import Ticket
from portal.accounts.models import User
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered, at, bench, good, routed
from tests.hotline.duplicates.matters import LIGHTS, LIGHTS_AGAIN, MINH, fresh, two_told
from tests.hotline.tickets import LAN, filed

CODE = "H29.101-261122-0001"
LIST = reverse("hotline:desk")


def offered(sent: Filed, user: User) -> list[suggesting.Suggestion]:
    return suggesting.for_ticket(fresh(sent), user)


def codes(sent: Filed, user: User) -> set[str]:
    return {one.ticket.code for one in offered(sent, user)}


def test_a_dossier_is_one_matter_however_long_it_takes(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given reports of last year, then that of the same dossier is offered and that of the same words is not."""
    long_ago = timezone.now() - 12 * suggesting.NEAR
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: long_ago)
        old = filed(content=LIGHTS, dossier=CODE, reporter=MINH)
        filed(content=LIGHTS, reporter=MINH)
        filed(content=LIGHTS)
    now = filed(content=LIGHTS, dossier=CODE)
    (only,) = offered(now, desk.operator)
    assert only.ticket.code == old.ticket.code and only.has_same_dossier and not only.has_same_reporter


@pytest.mark.parametrize("days", [-31, -29, 29, 31])
def test_words_and_reporters_are_compared_for_thirty_days_before_and_after(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    other = filed(content=LIGHTS_AGAIN, reporter=MINH)
    moment = timezone.now() + dt.timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert codes(filed(content=LIGHTS), desk.operator) == ({other.ticket.code} if abs(days) < 30 else set())


def test_the_same_account_is_the_same_reporter_without_a_telephone(world: World, desk: Desk) -> None:
    mine = filed(user=world.mother, kind=Kind.TECHNICAL, content="Trang không mở được.", reporter=MINH)
    again = filed(user=world.mother, kind=Kind.TECHNICAL, content="Vẫn trắng màn hình, thử máy khác cũng vậy.")
    (one,) = offered(again, desk.operator)
    assert one.ticket.code == mine.ticket.code and one.has_same_reporter and one.likeness == 0
    assert linking.is_same_reporter(fresh(mine), fresh(again))


def test_nobody_unknown_is_taken_for_the_same_reporter(world: World, desk: Desk) -> None:
    """Two who told neither telephone nor account are two strangers."""
    one, other = Ticket(), Ticket()
    assert not linking.is_same_reporter(one, other)
    assert not linking.is_same_reporter(Ticket(phone_index="a"), Ticket(phone_index="b"))
    assert linking.is_same_reporter(Ticket(phone_index="a", user_id=1), Ticket(phone_index="b", user_id=1))
    assert linking.is_same_reporter(Ticket(phone_index="a", user_id=1), Ticket(phone_index="a", user_id=2))


@given(st.booleans(), st.booleans(), st.booleans())
def test_a_pair_keeps_its_secrets_only_when_neither_or_both_of_one_person_have_one(
    first: bool, second: bool, is_same: bool
) -> None:
    one = Ticket(is_confidential=first, phone_index="a")
    other = Ticket(is_confidential=second, phone_index="a" if is_same else "b")
    wanted = (not first and not second) or (first and second and is_same)
    assert linking.keeps_secrets(one, other) is linking.keeps_secrets(other, one) is wanted


def test_what_is_told_of_another_unit_is_found_where_it_waits_at_the_same_inbox(world: World, desk: Desk) -> None:
    """Routed to the ward, it still is compared with what speaks of that ward and waits at the hotline."""
    there = filed(content=LIGHTS, unit=world.ward.committee.code)
    routing.route(fresh(there), desk.operator, world.ward.committee, "Thuộc phường.")
    waits = filed(content=LIGHTS_AGAIN, unit=world.ward.committee.code, reporter=MINH)
    assert codes(waits, desk.operator) == {there.ticket.code}
    elsewhere = filed(content=LIGHTS_AGAIN, unit=world.other_ward.committee.code, reporter=MINH)
    assert there.ticket.code not in codes(elsewhere, desk.operator)


def test_thanks_and_complaints_in_like_words_are_two_matters(world: World, desk: Desk) -> None:
    filed(content=LIGHTS, kind=Kind.PRAISE, reporter=MINH)
    assert codes(filed(content=LIGHTS), desk.operator) == set()


def test_of_many_the_five_most_probable_are_shown_and_the_rest_is_not_asked_for(world: World, desk: Desk) -> None:
    like = [filed(content=f"{LIGHTS} Lần {number}.", reporter=MINH) for number in range(7)]
    same = filed(content="Tôi gọi lần nữa, chưa ai đến sửa.")
    found = offered(filed(content=LIGHTS), desk.operator)
    assert len(found) == suggesting.MOST_SHOWN and found[0].ticket.code == same.ticket.code
    assert {one.ticket.code for one in found[1:]} <= {sent.ticket.code for sent in like}
    alike = [one.likeness for one in found[1:]]
    assert alike == sorted(alike, reverse=True)


def test_who_follows_already_is_not_offered_and_whom_they_follow_is(world: World, desk: Desk) -> None:
    first, second = two_told()
    linking.merge(second.ticket, first.ticket, desk.operator)
    third = filed(content=LIGHTS, reporter=MINH)
    assert codes(third, desk.operator) == {first.ticket.code}
    linking.split(fresh(second), desk.operator, "Đèn khác.")
    assert codes(third, desk.operator) == {first.ticket.code, second.ticket.code}


def test_what_is_answered_is_offered_as_a_leader_and_needs_no_other(world: World, desk: Desk) -> None:
    first, second = two_told()
    done = answered(world, desk, first)
    routed(world, desk, second)
    assert codes(second, desk.operator) == {done.code}, "its answer may serve again"
    assert suggesting.for_ticket(done, desk.operator) == []


def test_a_page_offers_nothing_beside_what_is_linked_led_or_drafted(world: World, desk: Desk) -> None:
    first, second = two_told()
    for sent in (first, second):
        routed(world, desk, sent)
    third = routed(world, desk, filed(content=LIGHTS, reporter=MINH))
    answering.draft(third, world.ward.leader, good())
    linking.merge(fresh(second), fresh(first), desk.operator)
    for ticket in (fresh(first), fresh(second), Ticket.objects.get(pk=third.pk)):
        beside = showing.for_desk(desk.operator, ticket)
        assert beside.suggested == [] and not beside.may_merge, ticket


def test_the_box_is_there_when_it_has_something_to_say(world: World, desk: Desk) -> None:
    assert not Beside() and Beside(may_merge=True)
    alone = filed(content="Chuyện không giống ai.")
    assert showing.for_desk(desk.operator, fresh(alone)).may_merge, "another code can be typed"
    done = answered(world, desk, filed())
    assert not showing.for_desk(desk.operator, done)
    assert "duplicates-title" not in words(at(desk.operator).get(bench(done)))


def test_split_is_offered_until_the_answer_came(world: World, desk: Desk) -> None:
    first, second = two_told()
    linking.merge(second.ticket, first.ticket, desk.operator)
    assert showing.for_desk(desk.operator, fresh(second)).may_split
    assert not showing.for_desk(desk.operator, fresh(first)).may_split, "one leads, the other is taken back"
    assert not showing.for_desk(world.other_ward.leader, fresh(second)).may_split


def test_a_row_says_whom_it_follows_or_how_many_follow_and_the_first_due(world: World, desk: Desk) -> None:
    first, second = two_told()
    third = filed(content=LIGHTS, reporter=MINH)
    for sent in (second, third):
        linking.merge(sent.ticket, first.ticket, desk.operator)
    early, late = timezone.now() - dt.timedelta(days=1), timezone.now() + dt.timedelta(days=9)
    Ticket.objects.filter(pk=second.ticket.pk).update(due_at=late)
    Ticket.objects.filter(pk=third.ticket.pk).update(due_at=early)
    rows = showing.rows_of(desk.operator, [fresh(sent) for sent in (first, second, third)])
    assert rows[first.ticket.pk] == Row(count=2, due_at=early)
    assert rows[second.ticket.pk] == rows[third.ticket.pk] == Row(leader=first.ticket.code)


def test_who_is_answered_or_taken_back_waits_no_more(world: World, desk: Desk) -> None:
    first, second = two_told()
    third = filed(content=LIGHTS, reporter=MINH)
    for sent in (second, third):
        linking.merge(sent.ticket, first.ticket, desk.operator)
    linking.split(fresh(third), desk.operator, "Đèn khác.")
    answered_alone = routed(world, desk, second)
    answering.draft(answered_alone, world.ward.leader, good())
    answering.approve(Ticket.objects.get(pk=second.ticket.pk), desk.deputy)
    rows = showing.rows_of(desk.operator, [fresh(first), fresh(third)])
    assert rows == {}, "neither counts for the leader"
    assert fresh(second).state == State.ANSWERED


def test_rows_of_what_the_person_may_not_know_say_nothing(world: World, desk: Desk) -> None:
    secret, again = filed(is_confidential=True), filed(is_confidential=True, content="Tôi nhắc lại.")
    linking.merge(again.ticket, secret.ticket, desk.operator)
    for sent in (secret, again):
        routed(world, desk, sent)
    pair = [fresh(secret), fresh(again)]
    assert showing.rows_of(world.ward.leader, pair) == {}
    assert set(showing.rows_of(desk.operator, pair)) == {secret.ticket.pk, again.ticket.pk}
    assert "Giải quyết cùng" not in words(at(world.ward.leader).get(LIST))


def test_rows_are_silent_of_an_end_that_became_confidential(world: World, desk: Desk) -> None:
    first, second = two_told()
    for sent in (first, second):
        routed(world, desk, sent)
    linking.merge(fresh(second), fresh(first), desk.operator)
    about_heads.note(fresh(first), desk.operator, world.ward.committee, "Nêu đích danh chủ tịch.")
    assert showing.rows_of(world.ward.leader, [fresh(second)]) == {}
    assert showing.for_desk(world.ward.leader, fresh(second)).link is None
    (row,) = showing.rows_of(desk.supervisor, [fresh(second)]).values()
    assert row.leader == first.ticket.code


def test_a_list_of_nothing_asks_nothing_of_links(world: World, desk: Desk) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert showing.rows_of(desk.operator, []) == {}
    assert len(asked) <= 1


@pytest.mark.parametrize("name", [LAN.full_name, LAN.phone])
def test_what_is_offered_names_no_reporter(world: World, desk: Desk, name: str) -> None:
    first, second = two_told()
    shown = words(at(desk.operator).get(bench(fresh(second))))
    assert first.ticket.code in shown and name not in shown


def test_markup_in_the_words_of_others_is_shown_as_words(world: World, desk: Desk) -> None:
    evil: dict[str, Any] = {"content": f"{LIGHTS} <img src=x onerror=alert(1)>", "reporter": MINH}
    filed(**evil)
    shown = words(at(desk.operator).get(bench(fresh(filed(content=LIGHTS)))))
    assert "<img src=x" not in shown and "&lt;img" in shown
