"""Rules proved: whatever is announced stands in the log once, numbered without gaps at commit, and stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from procedures import change_log
from procedures.models import CatalogueChange, CatalogueState, Procedure, ProcedureVersion
from procedures.publishing import change_catalogue, publish
from tests.procedures.factories import ProcedureFactory, VersionFactory, announced

CODE = "1.001193"


def numbered() -> None:
    """What a commit does first: number what this transaction noted."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def told() -> list[tuple[Any, ...]]:
    """The log: number, kind, code, version, version before."""
    numbered()
    rows = change_log.entries().order_by("number")
    return [(r.number, r.kind, r.procedure.code, r.version.number, r.before and r.before.number) for r in rows]


def version_of(procedure: Procedure, number: int, start: date | None = None, **content: Any) -> ProcedureVersion:
    """An announced version."""
    made: ProcedureVersion = VersionFactory(procedure=procedure, number=number, **content)
    publish([made], valid_from=start)
    return made


def end(*procedures: Procedure, successor: Procedure | None = None, on: date | None = None, number: str = "") -> None:
    """Abolish procedures."""
    ended = {procedure.pk: successor.pk if successor else None for procedure in procedures}
    change_catalogue([], ended, on, decision_number=number)


@pytest.mark.django_db
def test_a_life_of_a_procedure_is_told_in_order() -> None:
    procedure = ProcedureFactory(code=CODE)
    version_of(procedure, 1, date(2026, 1, 1))
    version_of(procedure, 2, date(2026, 6, 1))
    end(procedure, on=date(2026, 9, 1))
    version_of(procedure, 3)

    assert told() == [
        (1, "announced", CODE, 1, None),
        (2, "amended", CODE, 2, 1),
        (3, "abolished", CODE, 2, None),
        (4, "announced", CODE, 3, None),
    ]


@pytest.mark.django_db
def test_a_change_names_its_day_its_decision_and_what_took_the_place() -> None:
    old, new = ProcedureFactory(), ProcedureFactory()
    version_of(old, 1, date(2026, 1, 1), decision_number="1/QĐ-UBND")
    version_of(new, 1)
    end(old, successor=new, on=date(2026, 9, 1), number="9/QĐ-UBND")
    numbered()

    first, _second, last = change_log.entries().order_by("number")
    assert (first.effective_on, first.decision_number) == (date(2026, 1, 1), "1/QĐ-UBND")
    assert (last.effective_on, last.decision_number, last.replaced_by) == (date(2026, 9, 1), "9/QĐ-UBND", new)


@pytest.mark.django_db
def test_ending_what_is_over_already_is_no_news() -> None:
    procedure = announced(CODE).procedure
    end(procedure)
    end(procedure)

    assert [row[1] for row in told()] == ["announced", "abolished"]


@pytest.mark.django_db
def test_what_is_staged_is_told_at_once_and_felt_on_its_day() -> None:
    start = timezone.localdate() + timedelta(days=9)
    version_of(ProcedureFactory(), 1, start)
    numbered()

    change = change_log.entries().get()
    assert change.at is not None and change.at <= timezone.now()
    assert change.felt_at == timezone.make_aware(datetime.combine(start, time.min))


@pytest.mark.django_db
def test_what_begins_in_the_past_is_felt_when_it_is_told() -> None:
    version_of(ProcedureFactory(), 1, date(2020, 1, 1))
    numbered()

    change = change_log.entries().get()
    assert change.felt_at == change.at


@pytest.mark.django_db
def test_a_refused_publication_leaves_no_line() -> None:
    version = announced(CODE)
    before = told()

    with pytest.raises(ValueError, match="not drafts"), transaction.atomic():
        publish([version])

    assert told() == before
    assert change_log.state().number == len(before)


@pytest.mark.django_db
def test_a_line_is_never_changed_nor_deleted() -> None:
    announced(CODE)
    numbered()
    before = CatalogueChange.objects.values().get()

    for act in (
        lambda: CatalogueChange.objects.update(kind="abolished"),
        lambda: CatalogueChange.objects.update(number=7),
        lambda: CatalogueChange.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()

    assert CatalogueChange.objects.values().get() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"kind": "amended"}, {"kind": "unknown"}, {"number": 5}, {"kind": "announced", "replaced_by": True}]
)
def test_a_line_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    version = announced(CODE)
    if "replaced_by" in wrong:
        wrong = wrong | {"replaced_by": version.procedure}
    line = {"kind": "announced", "procedure": version.procedure, "version": version, "effective_on": date(2026, 1, 1)}

    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueChange.objects.create(**(line | wrong))

    assert CatalogueChange.objects.count() == 1


@pytest.mark.django_db
def test_there_is_one_state() -> None:
    announced()
    numbered()

    with pytest.raises(IntegrityError, match="catalogue_has_one_state"), transaction.atomic():
        CatalogueState.objects.create(pk=2, number=0, changed_at=timezone.now())


@pytest.mark.django_db
def test_before_anything_is_announced_the_log_is_empty() -> None:
    CatalogueState.objects.all().delete()

    assert change_log.state() == change_log.State(0, change_log.NEVER)
    assert change_log.modified_at() == change_log.NEVER


class OrderTest(TestCase):
    """However publications fall on days and transactions, numbers are 1..n in the order of commits, moments ascend."""

    @settings(max_examples=8, deadline=None)
    @given(st.lists(st.lists(st.integers(-400, 400), min_size=1, max_size=3), min_size=1, max_size=4))
    def test_numbers_have_no_gaps_and_moments_ascend(self, transactions: list[list[int]]) -> None:
        begun = change_log.state().number
        for days in transactions:
            for day in days:
                version_of(ProcedureFactory(), 1, timezone.localdate() + timedelta(days=day))
            numbered()
        rows = list(change_log.entries().filter(number__gt=begun).order_by("number"))

        assert [row.number for row in rows] == list(range(begun + 1, begun + 1 + sum(map(len, transactions))))
        moments = [row.at for row in rows if row.at]
        assert moments == sorted(moments)
        assert len(set(moments)) == len(transactions)


@pytest.fixture
def other_connection(transactional_db: None) -> Iterator[Any]:
    """Run a function on a connection of its own, and wait for it to end at the latest with the test."""
    threads: list[Thread] = []

    def start(work: Any) -> Thread:
        def run() -> None:
            try:
                work()
            finally:
                connection.close()

        thread = Thread(target=run)
        threads.append(thread)
        thread.start()
        return thread

    yield start
    for thread in threads:
        thread.join(timeout=30)


def read_on(after: int) -> list[int]:
    """What a client that knows the log up to a number is told next."""
    return [row.number or 0 for row in change_log.entries().filter(number__gt=after).order_by("number")]


def test_a_slow_transaction_is_told_after_the_quick_one_that_overtook_it(other_connection: Any) -> None:
    """With numbers from a sequence the slow one would hold 1, be seen after 2, and be missed for ever.

    Both are staged for later, since what is in force today would meet the other at the words of search.
    """
    slow, quick = VersionFactory(), VersionFactory()
    later = timezone.localdate() + timedelta(days=5)
    written, overtaken = Event(), Event()

    def publish_slowly() -> None:
        with transaction.atomic():
            publish([slow], later)
            written.set()
            assert overtaken.wait(20)

    thread = other_connection(publish_slowly)
    assert written.wait(20)
    publish([quick], later)
    first = read_on(0)
    overtaken.set()
    thread.join(30)
    second = read_on(first[-1])

    assert (first, second) == ([1], [2])
    assert CatalogueChange.objects.get(number=2).version == slow


def test_who_commits_second_waits_for_the_number_and_takes_it_when_the_first_gives_up(other_connection: Any) -> None:
    first, second = VersionFactory(), VersionFactory()
    done = Event()

    def publish_second() -> None:
        publish([second])
        done.set()

    class GiveUp(Exception):
        pass

    with pytest.raises(GiveUp), transaction.atomic():
        publish([first])
        numbered()
        thread = other_connection(publish_second)
        assert not done.wait(0.3), "the number is held until the commit"
        assert read_on(0) == [1], "seen by its own transaction only"
        raise GiveUp

    thread.join(30)
    assert done.is_set()
    assert [(row.number, row.version) for row in change_log.entries()] == [(1, second)]
    assert change_log.state().number == 1
