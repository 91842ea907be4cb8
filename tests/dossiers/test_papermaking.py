"""The worker's documents: tried again later, one bad row holds up nobody, numbers without gaps per unit and year."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers import papermaking, paperwork
from dossiers.models import Dossier, Paperwork
from portal.documents.models import IssuedDocument
from tests.dossiers import filings, stages
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World

RECEIPT = Paperwork.Kind.RECEIPT


def tiny(dossier: Dossier, _row: Paperwork) -> IssuedDocument:
    """A document with the next number of the receiving unit and nothing on it."""
    return stages.tiny_document(papermaking._number(dossier, "TNHS"))


def broken(dossier: Dossier, _row: Paperwork) -> IssuedDocument:
    """Takes a number and then fails, as a template with a fault does."""
    papermaking._number(dossier, "TNHS")
    raise ValueError(f"no font for {dossier.code}")


@pytest.fixture(autouse=True)
def _tiny_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(papermaking.MAKERS, RECEIPT, tiny)
    monkeypatch.setitem(papermaking.MAKERS, Paperwork.Kind.ACKNOWLEDGEMENT, lambda *_: stages.tiny_document(""))


def receipt_of(dossier: Dossier) -> Paperwork:
    return dossier.paperwork.get(kind=RECEIPT)


def number_of(dossier: Dossier) -> str:
    document = receipt_of(dossier).document
    assert document is not None
    return document.number


def test_a_failure_is_written_on_the_row_and_tried_again_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = filings.received(world)
    monkeypatch.setitem(papermaking.MAKERS, RECEIPT, broken)

    papermaking.make_waiting()

    row = receipt_of(dossier)
    assert (row.attempts, row.made_at) == (1, None)
    assert row.problem == f"ValueError: no font for {dossier.code}"
    assert timedelta(0) < row.next_try_at - timezone.now() <= timedelta(minutes=1)


def test_what_failed_is_made_when_its_time_has_come_and_the_problem_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = filings.received(world)
    monkeypatch.setitem(papermaking.MAKERS, RECEIPT, broken)
    papermaking.make_waiting()
    monkeypatch.setitem(papermaking.MAKERS, RECEIPT, tiny)

    assert papermaking.make_waiting() == 0
    stand_at(monkeypatch, timezone.now() + timedelta(minutes=2))
    assert papermaking.make_waiting() == 1

    row = receipt_of(dossier)
    assert (row.attempts, row.problem) == (2, "")
    assert row.document is not None


def test_a_number_taken_by_a_failure_is_given_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """TT 01/2018 Đ10: the book of a year has no gaps."""
    first, second = filings.received(world), filings.received(world)
    monkeypatch.setitem(
        papermaking.MAKERS, RECEIPT, lambda dossier, row: (broken if dossier == first else tiny)(dossier, row)
    )

    papermaking.make_waiting()

    assert number_of(second) == "1/TNHS"


def test_one_bad_row_does_not_hold_up_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, *good = [filings.received(world) for _ in range(3)]
    monkeypatch.setitem(
        papermaking.MAKERS, RECEIPT, lambda dossier, row: (broken if dossier == bad else tiny)(dossier, row)
    )

    papermaking.make_waiting()

    assert [number_of(dossier) for dossier in good] == ["1/TNHS", "2/TNHS"]
    assert receipt_of(bad).document is None


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (99, 60)])
def test_the_waits_grow_up_to_an_hour_and_never_end(attempts: int, minutes: int) -> None:
    """A document that the law asks for is never given up; staff see the problem meanwhile."""
    now = at("2026-11-23 09:00")

    assert papermaking._next_try(now, attempts) - now == timedelta(minutes=minutes)


def test_each_unit_numbers_for_itself_and_anew_each_year(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    here = filings.received(world)
    there = filings.submitted(world)
    numbers = [papermaking._number(here, "TNHS"), papermaking._number(here, "TNHS")]
    there.receiving_unit = world.other_ward.centre
    numbers.append(papermaking._number(there, "TNHS"))
    stand_at(monkeypatch, at("2027-01-01 00:30"))  # still 2026 in UTC
    numbers.append(papermaking._number(here, "TNHS"))

    assert numbers == ["1/TNHS", "2/TNHS", "1/TNHS", "1/TNHS"]


def test_receipts_requests_and_refusals_are_three_books(world: World) -> None:
    dossier = filings.submitted(world)

    assert [papermaking._number(dossier, book) for book in ("TNHS", "HDHS", "TCTN")] == ["1/TNHS", "1/HDHS", "1/TCTN"]


def test_asking_twice_for_one_document_asks_once(world: World) -> None:
    dossier = filings.received(world)

    paperwork.ask(dossier, RECEIPT, timezone.now())

    assert dossier.paperwork.filter(kind=RECEIPT).count() == 1


def test_what_is_made_is_not_made_again(world: World) -> None:
    dossier = filings.received(world)
    papermaking.make_waiting()
    row = receipt_of(dossier)

    papermaking._make_one(row.pk)  # a second worker that claimed the row before the first was done

    assert receipt_of(dossier).document == row.document
    assert IssuedDocument.objects.filter(number="1/TNHS").count() == 1


def test_the_oldest_is_made_first_and_no_more_than_asked(world: World) -> None:
    filings.submitted(world)
    filings.submitted(world)

    assert papermaking.make_waiting(limit=1) == 1
    first, second = Paperwork.objects.order_by("pk")
    assert (first.made_at is None, second.made_at is None) == (False, True)


def test_a_filing_that_was_refused_calls_for_a_slip_and_no_receipt(world: World) -> None:
    kinds = set(stages.refused(world).paperwork.values_list("kind", flat=True))

    assert kinds == {Paperwork.Kind.ACKNOWLEDGEMENT, Paperwork.Kind.REFUSAL}
