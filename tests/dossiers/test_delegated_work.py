"""Rules proved: what somebody does in another's place stands in a view of its own, counted, and only while that one is
away; nobody else sees it there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers import assigning, processing, standing_in
from dossiers.models import Dossier
from dossiers.work_list import View
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.away import away, over
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from units.roles import Role

DESK = reverse("dossiers:desk")


@pytest.fixture
def colleague(world: World) -> User:
    """Another officer of the same division."""
    return make_staff("dongnghiep@example.vn", "Vũ Minh", Role.OFFICER, world.ward.office)


def delegated(client: Client, user: User) -> tuple[list[str], int]:
    """The codes of the view, and the figure on its tab."""
    client.force_login(user)
    response: Any = client.get(DESK, {"xem": View.DELEGATED})
    return [row.dossier.code for row in response.context["rows"]], response.context["counts"]["delegated"]


def held_by(world: World, user: User) -> Dossier:
    return assigning.claim(filings.handed_over(world), user)


def test_a_colleague_finds_what_moved_to_them_apart_from_their_own(
    world: World, client: Client, colleague: User
) -> None:
    absent = world.ward.officer
    moved, own, pool = held_by(world, absent), held_by(world, colleague), filings.handed_over(world)
    away(absent, colleague)
    standing_in.move_work()

    assert delegated(client, colleague) == ([moved.code], 1)
    client.force_login(colleague)
    mine: Any = client.get(DESK, {"xem": View.MINE}).context["rows"]
    assert {row.dossier.code for row in mine} == {moved.code, own.code}
    assert delegated(client, absent) == ([], 0)
    assert pool.code not in {moved.code, own.code}


def test_a_deputy_of_another_unit_finds_the_pool_that_only_this_opens(world: World, client: Client) -> None:
    deputy = make_staff("pho@example.vn", "Ngô Thanh Vân", Role.OFFICER, world.other_ward.office)
    pool, held = filings.handed_over(world), held_by(world, world.ward.officer)
    away(world.ward.officer, deputy)

    codes, count = delegated(client, deputy)
    assert (sorted(codes), count) == (sorted([pool.code, held.code]), 2), "also before the worker moved it"
    standing_in.move_work()
    assert sorted(delegated(client, deputy)[0]) == sorted([pool.code, held.code])


def test_what_a_present_colleague_holds_is_not_delegated(world: World, client: Client, colleague: User) -> None:
    deputy = make_staff("pho@example.vn", "Ngô Thanh Vân", Role.OFFICER, world.other_ward.office)
    held_by(world, colleague)
    away(world.ward.officer, deputy)
    assert delegated(client, deputy) == ([], 0)


@pytest.mark.parametrize("is_back", [True, False])
def test_it_empties_with_the_end_of_the_absence_or_of_the_work(
    world: World, client: Client, colleague: User, is_back: bool
) -> None:
    dossier = held_by(world, world.ward.officer)
    absence = away(world.ward.officer, colleague)
    standing_in.move_work()

    if is_back:
        over(absence)
    else:
        content = {"child_personal_number": "079326001234"}
        processing.submit_for_signature(dossier, colleague, content=content, opinion="Đủ điều kiện.")

    assert delegated(client, colleague) == ([], 0)


def test_an_earlier_step_that_was_delegated_does_not_make_the_next_one_so(
    world: World, client: Client, colleague: User
) -> None:
    """Sent back to the officer who stood in: they have it again by their own act, not by the move of before."""
    dossier = held_by(world, world.ward.officer)
    away(world.ward.officer, colleague)
    standing_in.move_work()
    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(dossier, colleague, content=content, opinion="Đủ điều kiện.")
    processing.send_back(dossier, world.ward.leader, reason="Xem lại nơi sinh.")

    assert dossier.tasks.get(finished_at=None).assignee in {colleague, None}
    assert delegated(client, colleague) == ([], 0)


def test_whoever_stands_in_for_nobody_is_told_so_and_pays_no_more(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(world.ward.officer)
    client.get(DESK)
    with django_assert_max_num_queries(7):
        page = words(client.get(DESK, {"xem": View.DELEGATED}))
    assert "Bạn không có việc nào làm thay người khác" in page


def test_a_deputys_page_stays_within_the_budget(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, roles, reach of the role, reach of their own, reach of all, rows, counts, choices."""
    deputy = make_staff("pho@example.vn", "Ngô Thanh Vân", Role.OFFICER, world.other_ward.office)
    filings.handed_over(world)
    away(world.ward.officer, deputy)
    client.force_login(deputy)
    with django_assert_max_num_queries(10):
        client.get(DESK, {"xem": View.DELEGATED})


def test_filters_and_the_file_follow_the_view(world: World, client: Client, colleague: User) -> None:
    moved = [held_by(world, world.ward.officer) for _number in range(2)]
    away(world.ward.officer, colleague)
    standing_in.move_work()
    client.force_login(colleague)

    found: Any = client.get(DESK, {"xem": View.DELEGATED, "tim": moved[0].code})
    assert [row.dossier.code for row in found.context["rows"]] == [moved[0].code]
    lines = client.get(reverse("dossiers:desk-export"), {"xem": View.DELEGATED})
    text = b"".join(getattr(lines, "streaming_content", [])).decode()
    assert all(dossier.code in text for dossier in moved)
