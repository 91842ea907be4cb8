"""Rules proved: the desk's list holds each ticket once, page by page, the most urgent first, at any address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qsl

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from hotline import routing, work_list
from hotline.kinds import Kind
from hotline.models import Ticket
from hotline.work_list import Question, View
from portal.accounts.models import User
from portal.ui.paging import Page
from portal.ui.paging_by_moment import page_by_moment
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered, at
from tests.hotline.tickets import filed

LIST = reverse("hotline:desk")
ANYTHING = st.text(max_size=80)
QUESTIONS = st.builds(
    lambda view, kind, text: Question.read({"xem": view, "loai": kind, "tim": text}),
    st.sampled_from(View.values),
    st.sampled_from(["", *Kind.values]),
    st.text(st.characters(codec="utf-8"), max_size=80),
)


@given(QUESTIONS, ANYTHING.filter(lambda text: "\0" not in text))
def test_an_address_read_again_asks_the_same(question: Question, place: str) -> None:
    for sent in (question.address(), question.address(after=place), question.address(before=place)):
        again = Question.read(dict(parse_qsl(sent[1:])))
        assert (again.view, again.kind, again.text) == (question.view, question.kind, question.text)
        assert again.after + again.before in {"", place}


@given(QUESTIONS, st.sampled_from(View))
def test_another_tab_keeps_the_filters_and_begins_at_its_first_page(question: Question, view: View) -> None:
    again = Question.read(dict(parse_qsl(question.address(view=view)[1:])))

    assert (again.view, again.kind, again.text, again.after, again.before) == (
        view,
        question.kind,
        question.text,
        "",
        "",
    )
    assert again.has_filters is question.has_filters


@given(st.dictionaries(st.sampled_from(["xem", "loai", "tim", "sau", "truoc", "x"]), ANYTHING))
def test_what_is_no_answer_counts_as_left_out(given_so: dict[str, str]) -> None:
    question = Question.read(given_so)

    assert question.view in View and (not question.kind or question.kind in Kind.values)
    assert len(question.text) <= 60 and "\0" not in question.text


def walked(user: User, question: Question) -> list[list[str]]:
    """The codes page by page, forth; then the same back again is asked to be the same."""
    forth: list[list[str]] = []
    pages: list[Page[Ticket]] = []
    address = question.address()
    while address:
        page = work_list.page_of(user, Question.read(dict(parse_qsl(address[1:]))))
        pages.append(page)
        forth.append([ticket.code for ticket in page.rows])
        address = page.next
    for before, page in zip(forth, pages[1:], strict=False):
        back = work_list.page_of(user, Question.read(dict(parse_qsl(page.previous[1:]))))
        assert [ticket.code for ticket in back.rows] == before
    return forth


def test_turned_forth_and_back_each_ticket_comes_once_the_nearest_due_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.work_list.page_by_moment", partial(page_by_moment, size=3))
    tickets = [filed(content=f"Chuyện thứ {number} của tôi").ticket for number in range(8)]
    now = timezone.now()
    for place, ticket in enumerate(tickets):  # the first and the last are due at one moment
        Ticket.objects.filter(pk=ticket.pk).update(due_at=now + dt.timedelta(hours=-(place % 7)))

    forth = walked(desk.operator, Question())

    order = [tickets[n].code for n in (6, 5, 4, 3, 2, 1, 0, 7)]
    assert [code for page in forth for code in page] == order
    assert [len(page) for page in forth] == [3, 3, 2]


def test_what_was_answered_last_stands_first_among_the_answered(world: World, desk: Desk) -> None:
    first, second = answered(world, desk, filed()), answered(world, desk, filed(content="Chuyện khác của tôi."))

    rows = work_list.page_of(desk.operator, Question(View.DONE)).rows

    assert rows == [second, first]
    assert work_list.page_of(desk.operator, Question(View.OPEN)).rows == []


@pytest.mark.parametrize("writing", [str, str.lower, lambda code: code.replace("-", " - "), lambda code: f"  {code}\n"])
def test_a_ticket_is_found_by_its_code_and_by_its_dossiers_however_they_are_typed(
    desk: Desk, writing: Callable[[str], str]
) -> None:
    about = filed(dossier="H29.101-261122-0001").ticket
    filed(content="Chuyện khác của tôi.")

    for code in (about.code, about.dossier_code):
        asked = Question.read({"tim": writing(code)})
        assert [ticket.code for ticket in work_list.page_of(desk.operator, asked).rows] == [about.code]


def test_filters_narrow_together_and_none_shows_what_is_not_the_persons(world: World, desk: Desk) -> None:
    delay, praise = filed().ticket, filed(kind=Kind.PRAISE, content="Cảm ơn chị Hồng nhiều.").ticket
    routing.route(delay, desk.operator, world.ward.committee, "Thuộc phường.")

    def found(user: User, **asked: str) -> set[str]:
        return {ticket.code for ticket in work_list.page_of(user, Question.read(asked)).rows}

    assert found(desk.operator) == {delay.code, praise.code}
    assert found(desk.operator, loai="praise") == {praise.code}
    assert found(desk.operator, loai="praise", tim=delay.code) == set()
    assert found(world.ward.leader) == found(world.ward.leader, loai="complaint_delay") == {delay.code}
    assert found(world.other_ward.leader, tim=delay.code) == found(world.mother) == set()


@pytest.mark.parametrize("asked", [
    {"xem": "\0"}, {"loai": "'"}, {"tim": "%\0_"}, {"sau": "x-y"}, {"truoc": "-1-1"}, {"sau": "9" * 40 + "-1"},
    {"sau": "1795000000000000-99999999999999999"}, {"tim": "<script>alert(1)</script>"},
])  # fmt: skip
def test_a_strange_address_gives_the_list_all_the_same(desk: Desk, asked: dict[str, str]) -> None:
    answer = at(desk.operator).get(LIST, asked)

    assert answer.status_code == 200 and "<script>alert(1)" not in words(answer)
    assert answer["Cache-Control"] == "private, no-store"


def test_the_list_costs_the_same_with_one_ticket_and_with_many(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def rows_cost() -> int:
        user = User.objects.get(pk=desk.operator.pk)
        work_list.page_of(user, Question())
        with django_assert_num_queries(1):
            return len(work_list.page_of(user, Question()).rows)

    filed()
    assert rows_cost() == 1
    for number in range(4):
        filed(content=f"Chuyện thứ {number} của tôi")
    assert rows_cost() == 5
