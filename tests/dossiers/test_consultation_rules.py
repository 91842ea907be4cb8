"""Rules proved for every case there is: until when a unit answers, when a consultation may be ended, and how a list of
questions is read from end to end (NĐ 61/2018 Đ19(5))."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import consulting, deadlines, handing_on, opinion_list, permissions
from dossiers.models import Consultation, Dossier, Opinion
from dossiers.opinion_list import Question, View
from dossiers.problems import Incomplete
from dossiers.statuses import Action
from tests.dossiers import filings
from tests.dossiers.asked import Office, asked, at_consultation, building, to
from tests.dossiers.desk import signed_in, words
from tests.dossiers.moments import at, stand_at
from tests.dossiers.processes import walked
from tests.dossiers.world import World
from tests.ui.forms import Marks
from tests.units.calendars_of_chance import MOMENTS, calendars
from units import calendars as unit_calendars
from units import working_time
from units.models import Unit
from units.working_time import Calendar

NOW = at("2026-12-07 09:00")


@settings(max_examples=15, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 40), st.integers(0, 40))
def test_a_unit_has_exactly_its_hours_of_its_own_calendar_and_more_hours_never_end_earlier(
    calendar: Calendar, start: Any, hours: int, more: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_calendars, "calendar_of", lambda _unit: calendar)
        due = deadlines.opinion_due(Unit(), start, Decimal(hours), "working_hour")
        later = deadlines.opinion_due(Unit(), start, Decimal(hours + more), "working_hour")

    assert working_time.between(calendar, start, due) == timedelta(hours=hours)
    assert start < due <= later


@settings(max_examples=10, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 20))
def test_working_days_end_with_a_working_day_of_the_asked_unit_after_that_of_the_question(
    calendar: Calendar, start: Any, days: int
) -> None:
    """The day on which it is asked is not counted (BLDS 2015 Đ147)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_calendars, "calendar_of", lambda _unit: calendar)
        due = deadlines.opinion_due(Unit(), start, Decimal(days), "working_day")

    last = due.astimezone(working_time.VIETNAM).date()
    assert due == calendar.last_closing(last)
    assert calendar.is_working_day(last)
    passed = [start.date() + timedelta(days=n) for n in range(1, (last - start.date()).days + 1)]
    assert sum(calendar.is_working_day(day) for day in passed) == days


HOW = ("answered", "in time", "late", "withdrawn")


def stands(row: Consultation, how: str) -> None:
    """The question is brought to a state of its life without anybody acting."""
    changes: dict[str, dict[str, Any]] = {
        "answered": {"state": "answered", "opinion": "agree", "closed_at": NOW},
        "in time": {"due_at": NOW + timedelta(seconds=1)},
        "late": {"due_at": NOW},
        "withdrawn": {"state": "withdrawn", "closed_at": NOW},
    }
    fresh: dict[str, Any] = {"state": "open", "opinion": "", "closed_at": None, "due_at": NOW + timedelta(days=1)}
    Consultation.objects.filter(pk=row.pk).update(**{**fresh, **changes[how]})


def test_a_consultation_ends_when_nobody_may_still_answer_and_in_words_where_something_is_missing(
    world: World, law: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All sixteen ways in which two questions may stand, with a reason and without."""
    works = building(world)
    dossier = at_consultation(world)
    rows = [to(dossier, law), to(dossier, works)]
    stand_at(monkeypatch, NOW)
    allowed = set()

    for ways in product(HOW, repeat=2):
        for row, how in zip(rows, ways, strict=True):
            stands(row, how)
        for note in ("", "Vì sao."):
            try:
                owed = consulting.require_joined(dossier, note)
            except Incomplete:
                continue
            assert [row.unit_id for row in owed] == [
                row.unit_id for row, how in zip(rows, ways, strict=True) if how == "late"
            ]
            allowed.add((ways, note))

    over = [ways for ways in product(HOW, repeat=2) if "in time" not in ways]
    without_words = {(ways, "") for ways in over if "answered" in ways and "late" not in ways}
    assert allowed == {(ways, "Vì sao.") for ways in over} | without_words


@pytest.mark.parametrize("note", ["", "Không chờ nữa."])
def test_joining_before_all_answered_changes_nothing(world: World, law: Office, note: str) -> None:
    works = building(world)
    dossier = at_consultation(world)
    consulting.answer(to(dossier, law), law.officer, opinion=Opinion.AGREE, text="")
    before = (dossier.events.count(), walked(dossier))

    with pytest.raises(Incomplete, match=works.unit.name):
        handing_on.opinions_in(dossier, world.ward.officer, note=note)

    assert (dossier.events.count(), walked(dossier)) == before
    assert to(dossier, works).is_open
    assert Action.OPINIONS_IN in permissions.actions_open_to(dossier, world.ward.officer)


def many(world: World, law: Office, count: int) -> list[Dossier]:
    """Dossiers about which the department is asked, each due at the same moment as another."""
    dossiers = [filings.submitted(world) for _ in range(count)]
    Consultation.objects.bulk_create(
        Consultation(
            dossier=dossier,
            unit=law.unit,
            asking_unit=world.ward.office,
            question=f"Quy hoạch số {number % 2}",
            asked_at=NOW,
            due_at=timezone.now() + timedelta(hours=number // 2),
        )
        for number, dossier in enumerate(dossiers)
    )
    return dossiers


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 7), answered=st.sets(st.integers(0, 5)), text=st.sampled_from(["", "so 1", "QUY HOẠCH"]))
def test_walked_forward_and_back_a_list_gives_each_question_once_in_one_order(
    department: tuple[World, Office, list[Dossier]], size: int, answered: set[int], text: str
) -> None:
    """With equal due times, any size of a page, any tab and any filter."""
    _world, law, _dossiers = department
    everything = list(Consultation.objects.order_by("pk"))
    gone = [row.pk for number, row in enumerate(everything) if number in answered]
    Consultation.objects.update(state="open", opinion="", closed_at=None)
    Consultation.objects.filter(pk__in=gone).update(state="answered", opinion="agree", closed_at=NOW)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opinion_list, "PAGE_SIZE", size)
        for view in (View.WAITING, View.ANSWERED):
            wanted = {
                row.pk
                for row in everything
                if (row.pk in gone) is (view == View.ANSWERED) and (text != "so 1" or row.question.endswith("1"))
            }
            there = list(pages(law, Question(view=view, text=text), "next"))
            assert sorted(pk for page in there for pk in page) == sorted(wanted)
            assert all(len(page) == size for page in there[:-1])
            if there:
                last = last_question(law, Question(view=view, text=text))
                assert list(pages(law, last, "previous"))[::-1] == there


@pytest.fixture
def department(world: World, law: Office) -> tuple[World, Office, list[Dossier]]:
    return world, law, many(world, law, 6)


def query_of(address: str) -> dict[str, str]:
    """What a browser sends that follows the address."""
    return dict(parse_qsl(address[1:]))


def pages(law: Office, question: Question, way: str) -> Any:
    """Ids of each page from `question` on in one direction."""
    while True:
        page = opinion_list.page_of(law.officer, question)
        if page.rows:
            yield [row.pk for row in page.rows]
        onward = getattr(page, way)
        if not onward:
            return
        question = Question.read(query_of(onward))


def last_question(law: Office, question: Question) -> Question:
    """Where the last page of the list lies."""
    while onward := opinion_list.page_of(law.officer, question).next:
        question = Question.read(query_of(onward))
    return question


def test_tab_and_search_stay_while_one_turns_pages_and_the_place_is_dropped_by_another_tab(
    department: tuple[World, Office, list[Dossier]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opinion_list, "PAGE_SIZE", 2)
    _world, law, _dossiers = department
    client, url = signed_in(law.officer), reverse("dossiers:opinions")

    links = [link["href"] for link in Marks(words(client.get(url, {"tim": "quy hoach"}))).all("a") if "href" in link]

    onward = [query_of(href) for href in links if href.startswith("?") and "sau=" in href]
    assert [(query["xem"], query["tim"]) for query in onward] == [(View.WAITING, "quy hoach")]
    tabs = [query_of(href) for href in links if href.startswith("?xem=") and "tim=" in href and "sau=" not in href]
    assert {query["xem"] for query in tabs} >= {View.OVERDUE, View.ANSWERED}
    second = words(client.get(url, onward[0]))
    assert 'value="quy hoach"' in second


def test_asked_in_a_language_of_ones_own_the_page_is_english_and_the_question_stays_as_asked(
    world: World, law: Office
) -> None:
    row = asked(world, law.unit)[0]
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(law.officer)

    page = words(client.get(reverse("dossiers:opinion", args=[row.public_id])))

    assert row.question in page
    assert '<html lang="en"' in page
    for told in ("Cho ý kiến", "Gửi ý kiến", "Không đồng ý", "Giấy tờ cho xem", "Nội dung đã khai"):
        assert told not in page
