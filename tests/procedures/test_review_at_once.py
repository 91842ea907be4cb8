"""Rules proved: two who decide at once make one decision, and two workers never do one run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from procedures.models import ImportRun, ProcedureVersion, ReviewItem, ReviewState, RunKind, RunState
from procedures.review import deciding, mending, running
from procedures.review.mending import CannotDecide
from tests.procedures.national_records import paper, record
from tests.procedures.review_queue import CODE, OTHER, publisher, queued, waiting

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each gave back, or the refusal it met, all begun at the same moment on connections of their own."""
    barrier = Barrier(len(works))
    found: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=20)
            found[place] = work()
        except Exception as error:  # noqa: BLE001 - raised again in the test's own thread
            found[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    for error in found:
        if isinstance(error, Exception) and not isinstance(error, CannotDecide):
            raise error
    return found


def refusals(found: list[Any]) -> int:
    return sum(isinstance(each, CannotDecide) for each in found)


def test_two_who_accept_at_once_announce_once(tmp_path: Path) -> None:
    queued(tmp_path, record())
    item, people = waiting(), (publisher(), publisher())

    found = at_once(*(lambda p=p: deciding.accept(item.pk, p, item.version_id, None) for p in people))

    assert refusals(found) == 1
    assert ProcedureVersion.objects.valid_on().get().pk == item.version_id


def test_accepting_and_sending_back_at_once_is_one_decision(tmp_path: Path) -> None:
    queued(tmp_path, record())
    item, first, second = waiting(), publisher(), publisher()

    found = at_once(
        lambda: deciding.accept(item.pk, first, item.version_id, None),
        lambda: deciding.send_back(item.pk, second, "Sai tên"),
    )

    assert refusals(found) == 1
    item.refresh_from_db()
    is_live = ProcedureVersion.objects.valid_on().exists()
    assert (item.state == ReviewState.ACCEPTED) == is_live
    assert (item.state == ReviewState.SENT_BACK) == (not is_live)


def test_mending_at_once_loses_no_mend(tmp_path: Path) -> None:
    items = [paper("Mang thẻ", 0, 0), paper("Mang sổ", 0, 0), paper("Đơn")]
    queued(tmp_path, record(documents=[{"group": "", "items": items}]))
    item, person = waiting(), publisher()

    at_once(
        *(
            lambda n=n: mending.take(item.pk, person, "note_rows_in_documents", f"documents[0].items[{n}]", "note")
            for n in range(2)
        )
    )

    item = waiting()
    assert {mend["where"] for mend in item.mends} == {"documents[0].items[0]", "documents[0].items[1]"}
    assert item.doubts == []
    assert ProcedureVersion.objects.count() == 1, "one draft, made from both"


def test_accepting_all_while_one_is_sent_back_takes_what_is_left(tmp_path: Path) -> None:
    queued(tmp_path, record(), record(code=OTHER, name="B"))
    person, item = publisher(), waiting(OTHER)

    accepted, _other = at_once(
        lambda: deciding.accept_all(person), lambda: deciding.send_back(item.pk, person, "Sai tên")
    )

    states = dict(ReviewItem.objects.values_list("code", "state"))
    live = set(ProcedureVersion.objects.valid_on().values_list("procedure__code", flat=True))
    assert states[CODE] == ReviewState.ACCEPTED
    assert live == {code for code, state in states.items() if state == ReviewState.ACCEPTED}
    assert accepted.accepted == len(live)


def test_a_worker_that_comes_second_leaves_a_claimed_run_alone() -> None:
    ImportRun.objects.create(kind=RunKind.EXPORT, started_by=publisher())

    with transaction.atomic():
        first = running._claim()
        (second,) = at_once(running._claim)

    assert first is not None
    assert second is None
    assert ImportRun.objects.get().attempts == 1


def test_of_many_workers_each_takes_another_run() -> None:
    person = publisher()
    ImportRun.objects.bulk_create([ImportRun(kind=RunKind.EXPORT, started_by=person) for _number in range(3)])

    found = at_once(*[running._claim] * 4)

    taken = [run.pk for run in found if run is not None]
    assert len(taken) == len(set(taken)) == 3
    assert ImportRun.objects.filter(state=RunState.RUNNING).count() == 3


def test_a_lost_run_is_taken_up_by_one_of_two() -> None:
    long_ago = timezone.now() - running.LOST_AFTER - timedelta(seconds=1)
    ImportRun.objects.create(
        kind=RunKind.EXPORT,
        state=RunState.RUNNING,
        beat_at=long_ago,
        started_by=publisher(),
        submission_key="0d7b7a1e-8f5e-4f0c-9d57-0a4f0d2b8f11",
    )

    found = at_once(running._claim, running._claim)

    assert sum(run is not None for run in found) == 1
    assert ImportRun.objects.get().attempts == 1


def test_a_form_sent_twice_at_once_makes_one_run() -> None:
    person = publisher()
    key = "0d7b7a1e-8f5e-4f0c-9d57-0a4f0d2b8f11"

    first, second = at_once(*(lambda: running.start(RunKind.EXPORT, person, key) for _time in range(2)))  # type: ignore[arg-type]

    assert first.pk == second.pk
    assert ImportRun.objects.count() == 1


def test_importing_the_same_file_at_once_leaves_one_item_a_code(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()

    found = at_once(*(lambda folder=folder: queued(folder, record()) for folder in folders))

    assert sorted((outcome.queued, outcome.unchanged) for outcome in found) == [(0, 1), (1, 0)]
    assert ReviewItem.objects.waiting().count() == 1
    assert ProcedureVersion.objects.filter(state="draft").count() == 1
