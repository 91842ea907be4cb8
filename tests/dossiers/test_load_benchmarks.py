"""Rules proved: the benchmarks over invented dossiers measure what they say, and leave nothing measured half done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from benchmarks import routing, sweep, work_list
from dossiers import deadline_watch
from dossiers.alert_kinds import AlertKind
from dossiers.models import Alert, Dossier, Task
from dossiers.statuses import RUNNING
from tests.dossiers import stages
from tests.dossiers.world import World

LATE = 40


@pytest.fixture
def load(world: World) -> World:
    """Two hundred dossiers, all but fifty of them open."""
    stages.loaded(world, 200, 150)
    return world


def test_the_sweep_marks_as_many_as_the_update_beside_it(load: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "LATE", LATE)
    monkeypatch.setattr(sweep, "ROUNDS", 2)

    update, own, idle = sweep.measured()

    assert min(update, own, idle) > 0
    told = Alert.objects.filter(kind=AlertKind.OVERDUE, rung=0)
    assert told.count() == LATE
    assert set(told.values_list("role", flat=True)) <= {"clerk", "officer", "leader"}


def test_the_sweep_measures_nothing_where_too_few_are_late(load: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure over other rows than it names would flatter."""
    monkeypatch.setattr(sweep, "LATE", 10_000)

    with pytest.raises(RuntimeError, match="not 10000"):
        sweep.measured()

    assert not Alert.objects.exists()


def test_what_the_load_left_is_found_by_the_worker_only_when_it_becomes_late(load: World) -> None:
    running = Dossier.objects.filter(status__in=RUNNING, overdue_at=None)
    waiting = running.count()
    assert deadline_watch.mark().overdue == 0

    newest = running.order_by("-due_at").values_list("due_at", flat=True)[0]
    assert deadline_watch.mark(newest + timedelta(seconds=1)).overdue == waiting


def test_routing_opens_the_first_task_of_each_and_takes_it_back(load: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "COUNT", 5)
    monkeypatch.setattr(routing, "ROUNDS", 1)
    opened: list[int] = []
    true = routing._route

    def counted(dossier: Dossier) -> None:
        true(dossier)
        opened.append(Task.objects.filter(dossier=dossier, finished_at=None, role="clerk").count())

    monkeypatch.setattr(routing, "_route", counted)

    bare, own = routing.measured()

    assert min(bare, own) > 0
    assert opened == [1] * 5
    assert not Task.objects.filter(finished_at=None).exists()


def test_the_work_list_is_that_of_a_clerk_and_asks_at_most_eight(load: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_list, "ROUNDS", 2)

    milliseconds, queries = work_list.measured()

    assert milliseconds > 0
    assert queries <= 8
    assert Client().get("/can-bo/").status_code == 302
