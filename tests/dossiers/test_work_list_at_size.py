"""Rules proved: pages are the same for whoever has few units and whoever has most; only how they are found differs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from dossiers import work_list, work_pages
from dossiers.models import Dossier
from dossiers.statuses import OPEN
from dossiers.work_list import View
from dossiers.work_question import Order, Question
from portal.accounts.models import User
from tests.dossiers.world import World

ORDERS = [Order.DUE, Order.DUE_LAST, Order.NEWEST, Order.OLDEST]


@pytest.fixture
def load(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Forty dossiers in the communes of this world, thirty of them open, on pages of seven."""
    call_command("generate_load", verbosity=0, dossiers=40, open_count=30)
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
