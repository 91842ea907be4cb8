"""Rules proved: behind "settled" stands what the person finished and what their units brought to an end, newest first,
page by page without gap or repetition, and nothing of another's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dossiers import settled_work
from dossiers.models import Dossier, Task
from dossiers.settled_work import Question, View
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units.access import forget
from units.roles import Role

LIST = reverse("dossiers:settled")


def lines(client: Client, user: User, **asked: str) -> list[Any]:
    client.force_login(user)
    response: Any = client.get(LIST, asked)
    return list(response.context["lines"])


def codes(client: Client, user: User, **asked: str) -> list[str]:
    return [line.dossier.code for line in lines(client, user, **asked)]


def test_a_person_finds_the_steps_they_finished_newest_first(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, at("2026-12-07 09:00"))
    first = filings.handed_over(world)
    stand_at(monkeypatch, at("2026-12-08 09:00"))
    second = filings.awaiting_signature(world)

    assert codes(client, world.ward.clerk) == [second.code, first.code]
    [line] = lines(client, world.ward.officer)
    assert (line.dossier, line.unit, line.done_at) == (second, world.ward.office.name, at("2026-12-08 09:00"))
    assert "Trình ký kết quả" in line.what
    assert codes(client, world.ward.leader) == []
    assert codes(client, world.other_ward.clerk) == []


def test_a_unit_finds_what_it_brought_to_an_end_and_not_what_runs(world: World, client: Client) -> None:
    done, _running = stages.issued(world), filings.handed_over(world)
    for user in (world.ward.officer, world.ward.leader):
        assert codes(client, user, xem=View.UNIT) == [done.code]
    assert codes(client, world.other_ward.leader, xem=View.UNIT) == []


@pytest.mark.parametrize(("late_by", "outcome"), [(timedelta(hours=1), "Quá hạn"), (timedelta(days=-2), "Trước hạn")])
def test_each_line_says_whether_it_was_in_time(world: World, client: Client, late_by: timedelta, outcome: str) -> None:
    done = stages.issued(world)
    done.refresh_from_db()
    assert done.finished_at is not None
    Dossier.objects.filter(pk=done.pk).update(due_at=done.finished_at - late_by)
    [line] = lines(client, world.ward.leader, xem=View.UNIT)
    assert line.outcome == outcome


def test_the_boards_figure_leads_to_what_it_counts(world: World, client: Client) -> None:
    old, new = stages.issued(world), stages.issued(world)
    Dossier.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=20))
    client.force_login(world.ward.leader)
    board: Any = client.get(reverse("dossiers:board"))
    figure = next(one for one in board.context["figures"] if one.label == "Đã giải quyết xong")

    found: Any = client.get(figure.url)

    assert figure.count == len(found.context["lines"]) == 1
    assert found.context["lines"][0].dossier.code == new.code


def test_filters_narrow_survive_a_reload_and_can_be_taken_back(world: World, client: Client) -> None:
    first, second = stages.issued(world), stages.issued(world)
    Dossier.objects.filter(pk=second.pk).update(finished_at=timezone.now() - timedelta(days=20))
    asked = {"xem": View.UNIT, "tim": first.code[-4:], "ky": "7", "noi": world.ward.committee.code}

    assert codes(client, world.ward.leader, **asked) == [first.code]
    page = words(client.get(LIST, asked))
    assert f'value="{first.code[-4:]}"' in page
    assert '<option value="7" selected>' in page
    assert f'name="noi" value="{world.ward.committee.code}"' in page
    assert codes(client, world.ward.leader, xem=View.UNIT) == [first.code, second.code]
    nothing = words(client.get(LIST, {"xem": View.UNIT, "tim": "không có gì như vậy"}))
    assert "Không có hồ sơ nào khớp với bộ lọc" in nothing


@pytest.mark.parametrize(
    "asked", [{"xem": "khác"}, {"sau": "x-1"}, {"truoc": "9" * 40}, {"ky": "0"}, {"noi": "\x00"}, {"tim": "%_\x00"}]
)
def test_strange_addresses_are_as_good_as_none(world: World, client: Client, asked: dict[str, str]) -> None:
    client.force_login(world.ward.clerk)
    assert client.get(LIST, asked).status_code == 200


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 3), max_size=7), size=st.integers(1, 3))
def test_pages_forward_and_back_hold_every_step_once_newest_first(world: World, minutes: list[int], size: int) -> None:
    """Also where several were finished in one moment."""
    dossier = Dossier.objects.first() or filings.handed_over(world)
    Task.objects.filter(finished_at__gt=FIRST).delete()
    copies = _copies_of(dossier.tasks.exclude(finished_at=None).earliest("pk"), minutes)

    pages, first = _pages(world.ward.clerk, View.MINE, size)

    seen = [pk for rows in pages for pk in rows]
    assert seen[: len(copies)] == copies
    assert len(seen) == len(set(seen)) == Task.objects.filter(finished_by=world.ward.clerk).count()
    assert first == pages[0]


@pytest.mark.parametrize("few_units", [0, 100])
def test_pages_of_a_unit_hold_every_dossier_once_newest_first(
    world: World, monkeypatch: pytest.MonkeyPatch, few_units: int
) -> None:
    """By the province's index as by what the units have."""
    monkeypatch.setattr(settled_work, "FEW_UNITS", few_units)
    made = [stages.issued(world).pk for _number in range(3)]
    Dossier.objects.filter(pk__in=made[1:]).update(finished_at=FIRST)

    pages, first = _pages(world.ward.leader, View.UNIT, 1)

    assert pages == [[made[2]], [made[1]], [made[0]]]
    assert first == pages[0]


FIRST = at("2027-02-01 09:00")


def _pages(user: User, view: str, size: int) -> tuple[list[list[int]], list[int]]:
    """The keys of every page from the first on, and of the page to which the way back leads."""
    pages, query = [], {"xem": view}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.ui.paging_by_moment.page_by_moment.__kwdefaults__", {"size": size, "dressed": None})
        while True:
            page, _lines = settled_work.page_of(user, Question.read(query))
            pages.append([row.pk for row in page.rows])
            if not page.next:
                break
            query = dict(pair.split("=") for pair in page.next[1:].split("&"))
        while page.previous:
            query = dict(pair.split("=") for pair in page.previous[1:].split("&"))
            page, _lines = settled_work.page_of(user, Question.read(query))
    return pages, [row.pk for row in page.rows]


def _copies_of(task: Task, minutes: list[int]) -> list[int]:
    """Steps finished at minutes after `FIRST`; their keys in the order of the list."""
    made = []
    for minute in minutes:
        task.pk, task.finished_at = None, FIRST + timedelta(minutes=minute, seconds=1)
        task.save(force_insert=True)
        made.append((minute, task.pk))
    return [pk for _minute, pk in sorted(made, reverse=True)]


def test_a_page_costs_the_same_with_one_line_and_with_many(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, roles, reach of the working roles, rows, reaches and counts of the menu."""
    for view in View:
        stages.issued(world)
        client.force_login(world.ward.leader)
        for _number in range(2):
            forget(world.ward.leader)
            with django_assert_max_num_queries(8, connection=connection):
                client.get(LIST, {"xem": view})
            stages.issued(world)


def test_citizens_and_staff_without_casework_do_not_come_here(world: World, client: Client) -> None:
    publisher = make_staff("congkhai@example.vn", "Vũ Công Khai", Role.PUBLISHER, world.ward.centre)
    for user in (world.mother, publisher):
        client.force_login(user)
        assert client.get(LIST).status_code == 403
