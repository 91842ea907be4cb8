"""Rules proved: the head of a unit sees what came in, went out and lies there, with whom and where, and gets from each
figure to the dossiers behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers import dashboards
from dossiers.models import Dossier
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.away import away, over
from tests.dossiers.desk import words
from tests.dossiers.test_staff_work_list import codes, put_due
from tests.dossiers.world import World, make_staff
from units.roles import Role

BOARD = reverse("dossiers:board")


def board(client: Client, user: User, **asked: str) -> Any:
    client.force_login(user)
    return client.get(BOARD, asked)


def figures(response: Any) -> dict[str, int]:
    figures: dict[str, int] = response.context["board"].figures
    return figures


@pytest.fixture
def leader(world: World) -> User:
    return world.ward.leader


def test_whoever_stands_in_for_the_head_has_the_board_while_that_lasts(
    world: World, client: Client, leader: User
) -> None:
    """Powers move with the work: the same board, of the same unit, and none after the absence (NĐ 309/2026 Đ11(8))."""
    filings.submitted(world)
    stand_in = make_staff("thay@example.vn", "Đỗ Thị Thay", Role.OFFICER, world.ward.office)
    assert board(client, stand_in).status_code == 403
    absence = away(leader, stand_in)

    seen = board(client, stand_in)
    assert (seen.context["board"].unit, figures(seen)["open"]) == (world.ward.committee, 1)

    over(absence)
    assert board(client, stand_in).status_code == 403


@pytest.mark.usefixtures("undrawn")
def test_what_came_in_and_went_out_in_the_period(world: World, client: Client, leader: User) -> None:
    filings.finished(world)
    old = filings.finished(world)
    long_ago = timezone.now() - timedelta(days=10)
    Dossier.objects.filter(pk=old.pk).update(submitted_at=long_ago, finished_at=long_ago)
    filings.submitted(world)

    week, month = figures(board(client, leader)), figures(board(client, leader, ky="30"))

    assert (week["came_in"], week["went_out"]) == (2, 1)
    assert (month["came_in"], month["went_out"]) == (3, 2)


def test_what_lies_there_is_told_by_due_times_and_leads_to_the_dossiers(
    world: World, client: Client, leader: User
) -> None:
    late, today, calm = (filings.submitted(world) for _ in range(3))
    now = timezone.now()
    put_due(late, now - timedelta(minutes=1))
    put_due(today, now + timedelta(microseconds=1_000_000))
    put_due(calm, now + timedelta(days=20))
    response = board(client, leader)

    shown = {str(figure.label): figure for figure in response.context["figures"]}
    assert (shown["Đang giải quyết"].count, shown["Quá hạn"].count) == (3, 1)
    for label, expected in (("Quá hạn", {late.code}), ("Đang giải quyết", {late.code, today.code, calm.code})):
        assert set(codes(client.get(shown[label].url))) == expected


def test_each_person_and_step_with_what_is_late_leads_to_the_dossiers(
    world: World, client: Client, leader: User
) -> None:
    taken, free = filings.submitted(world), filings.submitted(world)
    handed = filings.handed_over(world)
    taken.tasks.update(assignee=world.ward.clerk)
    handed.tasks.filter(finished_at=None).update(assignee=None)
    put_due(taken, timezone.now() - timedelta(days=1))

    response = board(client, leader)

    people = {line.label: (line, url, late) for line, url, late in response.context["people"]}
    clerk, url, late = people[world.ward.clerk.full_name]
    assert (clerk.open, clerk.overdue) == (1, 1)
    assert codes(client.get(url)) == codes(client.get(late)) == [taken.code]
    assert set(codes(client.get(people[""][1]))) == {free.code, handed.code}
    steps = {line.value: (line.open, url) for line, url, _late in response.context["steps"]}
    key = handed.tasks.get(finished_at=None).step.key
    assert steps[key][0] == 1
    assert codes(client.get(steps[key][1])) == [handed.code]


def test_a_unit_stands_with_its_parts_and_a_part_alone(world: World, client: Client, leader: User) -> None:
    filings.submitted(world)
    filings.handed_over(world)

    whole = figures(board(client, leader, noi=world.ward.committee.code))
    part = figures(board(client, leader, noi=world.ward.office.code))

    assert (whole["open"], part["open"]) == (2, 1)


def test_another_wards_board_is_not_found_and_its_work_not_counted(world: World, client: Client) -> None:
    filings.submitted(world)

    assert figures(board(client, world.other_ward.leader))["open"] == 0
    assert board(client, world.other_ward.leader, noi=world.ward.committee.code).status_code == 404


def test_a_supervisor_looks_at_every_unit_beneath(world: World, client: Client) -> None:
    parent = world.ward.committee.parent
    assert parent is not None
    supervisor = make_staff("watch@example.vn", "Đỗ Giám Sát", Role.SUPERVISOR, parent)
    filings.submitted(world)

    first = board(client, supervisor)

    assert first.context["board"].unit == parent
    assert figures(first)["open"] == 1
    assert figures(board(client, supervisor, noi=world.other_ward.committee.code))["open"] == 0


@pytest.mark.parametrize("role", ["clerk", "officer"])
def test_only_heads_and_supervisors_come_here(world: World, client: Client, role: str) -> None:
    assert board(client, getattr(world.ward, role)).status_code == 403
    assert Client().get(BOARD).status_code == 302


@pytest.mark.parametrize("asked", [{"ky": "0"}, {"ky": "x"}, {"ky": "-7"}])
def test_an_unknown_period_is_the_first(world: World, client: Client, leader: User, asked: dict[str, str]) -> None:
    assert board(client, leader, **asked).context["board"].days == dashboards.PERIODS[0]


def test_an_empty_board_says_what_will_be_counted(world: World, client: Client, leader: User) -> None:
    assert words(board(client, leader)).count("Không có hồ sơ nào đang nằm ở đây") == 2


def test_figures_stop_at_their_cap_and_say_so(
    world: World, client: Client, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboards, "COUNT_CAP", 2)
    for _ in range(3):
        filings.submitted(world)

    response = board(client, leader)

    assert figures(response)["open"] == 2
    assert "2+" in words(response)


def test_lines_are_drawn_from_so_many_tasks_and_no_more(
    world: World, client: Client, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboards, "MOST_TASKS", 2)
    for _ in range(3):
        filings.submitted(world)

    assert [line.open for line, _url, _late in board(client, leader).context["steps"]] == [2]


def test_the_board_costs_the_same_with_one_dossier_and_with_many(
    world: World, client: Client, leader: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, roles, reach of the board's roles, reach of all roles (for alerts), units, figures with alerts,
    people, steps."""
    filings.submitted(world)
    board(client, leader)
    with django_assert_max_num_queries(9, connection=connection) as few:
        client.get(BOARD)
    for _ in range(5):
        filings.handed_over(world)
    with django_assert_max_num_queries(9, connection=connection) as many:
        client.get(BOARD)

    assert len(few.captured_queries) == len(many.captured_queries)
