"""Rounds of bringing the catalogue down: begun once, gone on with by one worker, ended by what is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from portal.national import tasks
from portal.national.catalogue import fetching, lists
from portal.national.drivers import registry
from portal.national.drivers.base import Away, NotTaken
from portal.national.models import CatalogueEntry, CatalogueRound, ListDifference
from procedures.models import ImportRun, ReviewItem

pytestmark = pytest.mark.django_db


class There:
    """A national portal in this process: its list, what it says of each, and what it fails at."""

    def __init__(self) -> None:
        self.rows: list[Any] = [{"MATTHC": code} for code in ("1.000001", "1.000002", "1.000003")]
        self.asked: list[str] = []
        self.failures: dict[str, Exception] = {}

    def procedures(self) -> Any:
        return self._answer("list", self.rows)

    def procedure(self, code: str) -> dict[str, Any] | None:
        told = {"MATTHC": code, "TENTTHC": f"Thủ tục {code}"}
        answer: dict[str, Any] | None = self._answer(code, told)
        return answer

    def agencies(self) -> Any:
        return self._answer("agencies", [])

    def fields(self) -> Any:
        return self._answer("fields", [])

    def _answer(self, what: str, told: Any) -> Any:
        self.asked.append(what)
        if what in self.failures:
            raise self.failures[what]
        return told


@pytest.fixture
def there(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> There:
    made = There()
    settings.NATIONAL_PORTAL_URL, settings.NATIONAL_PORTAL_UNIT = "https://quoc-gia.example", "H29"
    monkeypatch.setattr(registry, "current", lambda: made)
    return made


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls for the worker."""
    calls: list[str] = []
    monkeypatch.setattr(fetching, "wake", calls.append)
    monkeypatch.setattr(fetching, "wake_on_commit", calls.append)
    return calls


def gone_on() -> CatalogueRound:
    """One go of the worker."""
    current = fetching.go_on()
    assert current is not None
    current.refresh_from_db()
    return current


def test_a_round_of_one_go_is_whole(there: There, woken: list[str]) -> None:
    fetching.begin()
    done = gone_on()
    assert (done.fetched, done.total, done.problem, done.claimed_until) == (3, 3, "", None)
    assert done.finished_at is not None
    assert done.queued + done.unchanged + done.refused == 3
    assert not CatalogueEntry.objects.exists()
    assert there.asked == ["list", "agencies", "fields", "1.000001", "1.000002", "1.000003"]
    # Called once, when it was begun: nothing is left to go on with.
    assert woken == [fetching.TASK]


def test_a_round_of_many_goes_calls_for_its_next(
    there: There, woken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "AT_ONCE", 1)
    fetching.begin()
    assert [gone_on().fetched for _go in range(3)] == [1, 2, 3]
    assert woken == [fetching.TASK] * 3
    assert CatalogueRound.objects.get().finished_at is not None


def test_a_list_is_asked_for_again_where_its_round_failed_at_once(there: There) -> None:
    for what, failure in (("list", Away("HTTP 500")), ("agencies", NotTaken("bận")), ("fields", Away("HTTP 502"))):
        there.failures = {what: failure}
        fetching.begin()
        stopped = gone_on()
        assert (stopped.problem, stopped.finished_at, stopped.claimed_until) == (str(failure), None, None), what
        assert stopped.fetched == 0
    there.failures = {}
    assert gone_on().finished_at is not None
    assert CatalogueRound.objects.count() == 1


def test_a_failure_calls_nobody_and_keeps_what_came_before_it(there: There, woken: list[str]) -> None:
    there.failures = {"1.000003": Away("HTTP 500")}
    fetching.begin()
    stopped = gone_on()
    assert (stopped.fetched, stopped.problem) == (2, "HTTP 500")
    assert set(CatalogueEntry.objects.values_list("code", flat=True)) == {"1.000001", "1.000002"}
    assert woken == [fetching.TASK]
    there.failures = {}
    there.asked.clear()
    assert gone_on().finished_at is not None
    assert there.asked == ["1.000003"]


def test_an_empty_list_ends_the_round_and_queues_nothing(there: There) -> None:
    there.rows = []
    fetching.begin()
    done = gone_on()
    assert (done.total, done.fetched, done.queued) == (0, 0, 0)
    assert done.finished_at is not None
    assert not (ReviewItem.objects.exists() or ImportRun.objects.exists())


def test_rows_that_name_no_procedure_and_those_named_twice_are_asked_for_once_or_not_at_all(there: There) -> None:
    there.rows = [{"MATTHC": code} for code in ("1.000001", "", None, "1.000001", "x" * 61, "1.000002", 7)] + [{}]
    fetching.begin()
    assert gone_on().codes == ["1.000001", "1.000002", "7"]


def test_what_is_not_there_any_more_is_neither_asked_for_twice_nor_queued(there: There) -> None:
    there.procedure = lambda code: None  # type: ignore[method-assign]
    fetching.begin()
    done = gone_on()
    assert (done.fetched, done.queued, done.refused) == (3, 0, 0)
    assert not ReviewItem.objects.exists()


def test_a_round_that_a_worker_holds_is_nobody_elses_until_its_time_is_over(there: There) -> None:
    fetching.begin()
    CatalogueRound.objects.update(claimed_until=timezone.now() + fetching.CLAIM)
    assert fetching.go_on() is None
    assert there.asked == []
    CatalogueRound.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert gone_on().finished_at is not None


def test_while_a_worker_fetches_the_round_is_its_own(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def compare(_driver: object) -> int:
        seen.append(fetching.go_on())
        claimed = CatalogueRound.objects.get().claimed_until
        seen.append(claimed is not None and claimed > timezone.now() + timedelta(minutes=10))
        return 0

    monkeypatch.setattr(lists, "compare", compare)
    fetching.begin()
    gone_on()
    assert seen == [None, True]


def test_without_a_round_or_a_portal_there_is_nothing_to_go_on_with(there: There, settings: LazySettings) -> None:
    assert fetching.go_on() is None
    fetching.begin()
    settings.NATIONAL_PORTAL_URL = ""
    assert fetching.go_on() is None
    assert fetching.begin() is None
    assert CatalogueRound.objects.get().fetched == 0


def test_what_was_told_by_a_task_is_a_round_like_any_other(there: There) -> None:
    tasks.fetch_catalogue()
    tasks.fetch_catalogue()
    assert CatalogueRound.objects.count() == 1
    tasks.go_on_fetching()
    assert CatalogueRound.objects.get().finished_at is not None
    tasks.go_on_fetching()
    assert CatalogueRound.objects.get().fetched == 3


def test_differences_of_the_round_before_stay_while_the_lists_cannot_be_read(there: There) -> None:
    ListDifference.objects.create(kind="agency_name", code="H29.1")
    there.failures = {"fields": Away("HTTP 500")}
    fetching.begin()
    gone_on()
    assert ListDifference.objects.filter(code="H29.1").exists()
    there.failures = {}
    gone_on()
    assert not ListDifference.objects.filter(code="H29.1").exists()


def test_an_unreadable_procedure_costs_itself_alone(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(code: str) -> dict[str, Any]:
        return {"MATTHC": code} if code == "1.000002" else {"MATTHC": code, "TENTTHC": f"Thủ tục {code}"}

    monkeypatch.setattr(there, "procedure", told)
    fetching.begin()
    done = gone_on()
    assert done.finished_at is not None
    assert done.queued + done.refused + done.unchanged == 3
    assert set(ReviewItem.objects.values_list("code", flat=True)) >= {"1.000001", "1.000003"}
