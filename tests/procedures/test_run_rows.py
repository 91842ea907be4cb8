"""Rules proved: a run is a row that the database keeps honest; it says how far it is and whether it has a file."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.files import store
from procedures.models import ImportRun, RunKind, RunState
from procedures.national.importing import Outcome
from procedures.review import running
from tests.in_turn import in_turn
from tests.procedures.deciding_world import begun, make_deciders
from tests.procedures.review_queue import publisher

OPEN = {RunState.WAITING, RunState.RUNNING}


@given(st.sampled_from(RunState.values), st.integers(0, 10**9), st.integers(0, 10**9))
def test_how_far_a_run_is_never_passes_its_end(state: str, done: int, total: int) -> None:
    run = ImportRun(state=state, done=done, total=total)

    assert 0 <= run.percent <= 100
    assert (run.percent == 100) == (state == RunState.DONE)
    assert run.is_open == (state in OPEN)


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 2000))
def test_a_run_that_goes_on_never_goes_back(first: int, more: int, total: int) -> None:
    earlier = ImportRun(state=RunState.RUNNING, done=first, total=total)
    later = ImportRun(state=RunState.RUNNING, done=first + more, total=total)

    assert earlier.percent <= later.percent


@in_turn("kind, state", list(product(RunKind.values, RunState.values)))
@in_turn("days", [None, -1, 1])
@in_turn("stored", [None, 5])
def test_only_a_finished_export_whose_time_is_not_over_has_a_file(
    kind: str, state: str, days: int | None, stored: int | None
) -> None:
    until = None if days is None else timezone.now() + timedelta(days=days)
    run = ImportRun(kind=kind, state=state, stored_id=stored, expires_at=until)

    assert run.has_file == (kind == "export" and state == "done" and days == 1 and stored == 5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"kind": "guess"}, "run_kind_known"),
        ({"state": "lost"}, "run_state_known"),
        ({"state": RunState.DONE}, "run_ended_has_moment"),
        ({"state": RunState.FAILED}, "run_ended_has_moment"),
        ({"attempts": -1}, "attempts"),
    ],
)
def test_the_database_refuses_a_run_that_cannot_be(changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        ImportRun.objects.create(**{"kind": RunKind.EXPORT} | changes)
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("problem", ["", "Tệp hỏng"])
def test_an_ended_run_has_its_counts_its_moment_and_its_problem(problem: str) -> None:
    run = ImportRun.objects.create(kind=RunKind.NATIONAL, state=RunState.RUNNING)

    running.finish(run, Outcome(read=9, queued=4, unchanged=3, refused=2), problem)

    run.refresh_from_db()
    assert (run.read, run.queued, run.unchanged, run.refused) == (9, 4, 3, 2)
    assert (run.state, run.problem) == (RunState.FAILED if problem else RunState.DONE, problem)
    assert run.finished_at is not None


@pytest.mark.django_db
def test_runs_are_done_in_the_order_of_need_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setitem(running._WORK, RunKind.EXPORT, lambda run, outcome: done.append(run.pk))
    runs = [ImportRun.objects.create(kind=RunKind.EXPORT) for _number in range(3)]

    assert running.run_waiting() == 3
    assert sorted(done) == [run.pk for run in runs]
    assert running.run_waiting() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("attempts", range(running.MOST_ATTEMPTS + 2))
def test_a_run_is_tried_so_many_times_and_then_given_up(monkeypatch: pytest.MonkeyPatch, attempts: int) -> None:
    tried: list[int] = []
    monkeypatch.setitem(running._WORK, RunKind.SHEET, lambda run, outcome: tried.append(run.pk))
    run = ImportRun.objects.create(kind=RunKind.SHEET, attempts=attempts, stored=store.save(b"x", "x", "x"))

    running.run_waiting()

    run.refresh_from_db()
    is_given_up = attempts >= running.MOST_ATTEMPTS
    assert bool(tried) == (not is_given_up)
    assert run.state == (RunState.FAILED if is_given_up else RunState.DONE)
    assert ("Hãy chia nhỏ tệp" in run.problem) == is_given_up


@pytest.mark.django_db
def test_only_a_check_has_a_decision_and_stands_outside_of_the_queue() -> None:
    people = make_deciders()
    check = ImportRun.objects.create(kind=RunKind.CHECK, decision=begun(people))

    assert list(ImportRun.objects.of_the_queue()) == []
    for wrong in ({"decision": None}, {"kind": RunKind.NATIONAL}):
        with pytest.raises(IntegrityError, match="run_check_has_a_decision"), transaction.atomic():
            ImportRun.objects.filter(pk=check.pk).update(**wrong)


@pytest.mark.django_db
def test_exports_are_their_owners_and_imports_everyones() -> None:
    owner, other = publisher(), publisher()
    own = ImportRun.objects.create(kind=RunKind.EXPORT, started_by=owner)
    shared = ImportRun.objects.create(kind=RunKind.NATIONAL, started_by=owner)

    assert list(ImportRun.objects.exports_of(owner.pk)) == [own]
    assert list(ImportRun.objects.exports_of(other.pk)) == []
    assert list(ImportRun.objects.exports_of(None)) == []
    assert list(ImportRun.objects.of_the_queue()) == [shared]
