"""What probably tells of the same matter is offered to the desk, by one query, and to nobody who may not know it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline import routing
from hotline.duplicates import linking, suggesting
from hotline.kinds import Kind
from hotline.models import Ticket
from portal.accounts.models import User
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, at, bench
from tests.hotline.duplicates.matters import LIGHTS, LIGHTS_AGAIN, MINH, fresh, two_told
from tests.hotline.tickets import LAN, filed

CODE = "H29.101-261122-0001"


def codes(ticket: Ticket, user: User) -> list[str]:
    return [one.ticket.code for one in suggesting.for_ticket(ticket, user)]


def test_the_most_probable_stand_first_with_their_reasons_and_cost_one_query(world: World, desk: Desk) -> None:
    """Given the same dossier, the same telephone, like words without accents, and thanks: all but these."""
    about = filed(content=LIGHTS, dossier=CODE)
    alike = filed(content=LIGHTS_AGAIN, reporter=MINH)
    same_dossier = filed(content="Bao giờ có kết quả?", dossier=CODE, reporter=MINH, kind=Kind.GUIDANCE)
    same_reporter = filed(content="Tôi gọi lần thứ hai rồi, chưa ai đến.")
    filed(content="Cán bộ hộ tịch hướng dẫn rất tận tình, xin cảm ơn.", kind=Kind.PRAISE, reporter=MINH)
    ticket = fresh(about)
    codes(ticket, desk.operator)  # roles are asked once a request

    with CaptureQueriesContext(connection) as asked:
        found = suggesting.for_ticket(ticket, desk.operator)

    assert len(asked) == 1
    by_code = {one.ticket.code: one for one in found}
    assert found[0].ticket.code == same_dossier.ticket.code and found[0].has_same_dossier
    assert by_code[same_reporter.ticket.code].has_same_reporter
    assert by_code[alike.ticket.code].likeness >= 60 and not by_code[alike.ticket.code].has_same_reporter
    assert len(found) == 3, "the one who says thanks is not among them"
    page = words(at(desk.operator).get(bench(ticket)))
    assert "Cùng hồ sơ." in page and "Cùng người gửi." in page and "Lời giống nhau" in page
    assert f"{reverse('hotline:merge', args=[ticket.code])}?leader={same_dossier.ticket.code}" in page


def test_what_is_far_away_linked_or_set_aside_is_not_offered(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_told()
    third, fourth = (filed(content=LIGHTS, reporter=MINH) for _ in range(2))
    long_ago = timezone.now() - suggesting.NEAR - dt.timedelta(days=1)
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: long_ago)
        filed(content=LIGHTS, reporter=MINH)
    linking.merge(third.ticket, first.ticket, desk.operator)
    routing.set_aside(fourth.ticket, desk.operator, "settled", "Đã có bản án.")
    assert codes(fresh(second), desk.operator) == [first.ticket.code]
    assert "Có thể là một" not in words(at(desk.operator).get(bench(fresh(third))))
    assert codes(fresh(fourth), desk.operator) == []
    routing.route(fresh(first), desk.operator, world.ward.committee, "Thuộc phường.")
    assert codes(fresh(first), world.ward.leader) == [], "nothing beyond the person's reach"


def test_confidential_ones_are_offered_beside_those_of_the_same_reporter_only_and_to_who_may_know(
    world: World, desk: Desk
) -> None:
    secret, again = filed(content=LIGHTS, is_confidential=True), filed(content=LIGHTS, is_confidential=True)
    filed(content=LIGHTS, is_confidential=True, reporter=MINH)
    named = filed(content=LIGHTS, reporter=LAN)
    assert codes(fresh(named), desk.operator) == []
    assert codes(fresh(secret), desk.operator) == [again.ticket.code]
    routing.route(fresh(secret), desk.operator, world.ward.committee, "Thuộc phường.")
    routing.route(fresh(again), desk.operator, world.ward.committee, "Thuộc phường.")
    assert codes(fresh(secret), desk.supervisor) == [again.ticket.code]
    assert codes(fresh(secret), world.ward.leader) == []


def test_a_list_says_who_follows_whom_and_the_earliest_due_time(world: World, desk: Desk) -> None:
    """However many tickets the list shows, links cost it one query; the earlier due time is marked at the leader."""
    first, second = two_told()
    operator = at(desk.operator)
    operator.get(reverse("hotline:desk"))
    with CaptureQueriesContext(connection) as before:
        operator.get(reverse("hotline:desk"))
    linking.merge(second.ticket, first.ticket, desk.operator)
    for _more in range(3):
        linking.merge(filed().ticket, filed().ticket, desk.operator)
    past = first.ticket.received_at - dt.timedelta(days=2)
    Ticket.objects.filter(pk=second.ticket.pk).update(due_at=past)

    with CaptureQueriesContext(connection) as after:
        page = words(operator.get(reverse("hotline:desk")))

    assert len(after) == len(before)
    assert "1 phản ánh trùng đang chờ, hạn sớm nhất" in page and "Giải quyết cùng:" in page
    assert page.count("Đã quá hạn") == 2, "the duplicate itself, and its leader beside it"


@pytest.mark.django_db
@settings(max_examples=15)
@given(st.text(max_size=300).filter(lambda text: text.strip() and "\0" not in text))
def test_any_words_can_be_compared(content: str) -> None:
    ticket = Ticket(content=content, kind=Kind.RULE, pk=1, handling_unit_id=1, phone_index="a", dossier_code="b")
    assert list(suggesting._compared(ticket, Ticket.objects.all())) == []
