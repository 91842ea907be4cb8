"""Rules proved: pages are the same for whoever has few units and whoever has most; only how they are found differs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import work_list, work_pages
from dossiers.models import Dossier
from dossiers.statuses import OPEN
from dossiers.work_list import View
from dossiers.work_question import Order, Question
from portal.accounts.models import User
from tests.dossiers import stages
from tests.dossiers.world import World

ORDERS = [Order.DUE, Order.DUE_LAST, Order.NEWEST, Order.OLDEST]


@pytest.fixture
def load(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Forty dossiers in the communes of this world, thirty of them open, on pages of seven."""
    stages.loaded(world, 40, 30)
    monkeypatch.setattr(work_pages, "PAGE_SIZE", 7)
    return world


def walked(user: User, view: str, order: str) -> list[int]:
    """The dossiers on every page, the first page to the last."""
    found, question = [], Question(view, order=order)
    while True:
        page = work_pages.page_of(user, question)
        found += [row.pk for row in page.rows]
        if not page.next:
            return found
        question = Question(view, order=order, after=page.next.rpartition("sau=")[2])


@pytest.mark.parametrize("order", ORDERS)
def test_pages_of_few_units_and_of_most_hold_the_same_in_the_same_order(
    load: World, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    leader = load.ward.leader
    few = walked(leader, View.ALL, order)
    with monkeypatch.context() as patched:
        patched.setattr(work_pages, "FEW_UNITS", 0)
        most = walked(leader, View.ALL, order)

    assert few == most
    moment = work_pages._KEYS[order]
    assert few == list(
        Dossier.objects.worked_by(leader)
        .order_by(moment, "-pk" if moment[0] == "-" else "pk")
        .values_list("pk", flat=True)
    )
    assert len(few) > 7


VIEWS = [View.UNIT, View.TO_DO, View.OVERDUE, View.DUE_SOON, View.WAITING]


@pytest.mark.parametrize("view", VIEWS)
def test_first_ones_of_each_place_merge_to_what_sorting_the_whole_gives(load: World, view: str) -> None:
    """A dossier that is at two of the person's units stands there once; the pages go on where the last one ended."""
    everybody = [load.ward.leader, load.ward.clerk, load.ward.officer, load.other_ward.clerk]
    found = {user.pk: walked(user, view, Order.DUE) for user in everybody}

    for user in everybody:
        wanted = work_list.rows(user, view).order_by("due_at", "pk").values_list("pk", flat=True)
        assert found[user.pk] == list(wanted)
    assert view not in {View.UNIT, View.TO_DO} or any(len(pks) > 7 for pks in found.values())


def test_a_page_back_holds_what_the_page_forth_left(load: World) -> None:
    first = work_pages.page_of(load.ward.leader, Question(View.ALL))
    second = work_pages.page_of(load.ward.leader, Question(View.ALL, after=first.next.rpartition("sau=")[2]))
    back = work_pages.page_of(load.ward.leader, Question(View.ALL, before=second.previous.rpartition("truoc=")[2]))

    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]
    assert not {row.pk for row in second.rows} & {row.pk for row in first.rows}


@pytest.mark.parametrize(("view", "indexes"), [
    (View.UNIT, {"dossier_open_receiving", "dossier_open_competent", "dossier_open_handling"}),
    (View.ALL, {"dossier_all_receiving", "dossier_in_by_competent", "dossier_all_handling"}),
])  # fmt: skip
@pytest.mark.usefixtures("_no_shortcuts")
def test_whoever_has_few_units_reads_the_first_of_each_place_from_an_index_in_order(
    load: World, view: str, indexes: set[str]
) -> None:
    """Neither what a busy ward has open nor its archive is read for a page of it."""
    with CaptureQueriesContext(connection) as asked:
        page = work_pages.page_of(load.ward.leader, Question(view))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[-2]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert len(page.rows) == 7
    assert all(f"using {index}" in plan for index in indexes), plan


@pytest.fixture
def _no_shortcuts(load: World) -> Iterator[None]:
    """PostgreSQL uses an index wherever one serves, as it does over a large archive."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        yield


def plan_of(user: User, view: str, order: str) -> str:
    return work_pages.all_of(user, Question(view, order=order))[:7].explain()


@pytest.mark.usefixtures("_no_shortcuts")
@pytest.mark.parametrize(("view", "order", "index"), [
    (View.ALL, Order.NEWEST, "dossier_newest"),
    (View.ALL, Order.OLDEST, "dossier_newest"),
    (View.UNIT, Order.DUE, "dossier_open_due"),
    (View.UNIT, Order.DUE_LAST, "dossier_open_due"),
])  # fmt: skip
def test_only_whoever_has_most_units_walks_the_province_in_order(
    load: World, monkeypatch: pytest.MonkeyPatch, view: str, order: str, index: str
) -> None:
    assert f" using {index}" not in plan_of(load.ward.leader, view, order)

    monkeypatch.setattr(work_pages, "FEW_UNITS", 0)

    assert f" using {index}" in plan_of(load.ward.leader, view, order)


@pytest.mark.usefixtures("_no_shortcuts")
def test_open_work_of_the_competent_unit_is_found_apart_from_its_archive(load: World) -> None:
    """A busy ward answers for thirty times as many closed dossiers as open ones."""
    mine = Dossier.objects.filter(competent_unit=load.ward.committee, status__in=OPEN)

    assert "dossier_open_competent" in mine.order_by("due_at").explain()


def test_views_find_what_they_name_in_a_load(load: World) -> None:
    open_now = work_list.rows(load.ward.leader, View.UNIT)

    assert open_now.exists()
    assert not open_now.exclude(status__in=OPEN).exists()
