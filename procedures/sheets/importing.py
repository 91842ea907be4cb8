"""A workbook into the review queue: all of it or, with a single fault in it, nothing; only what differs is queued."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from django.db import transaction

from procedures.catalogue import with_content
from procedures.drafting import content_hash
from procedures.models import ImportRun, ProcedureVersion
from procedures.national.importing import Outcome
from procedures.review.queueing import Proposal, enqueue, newest_fingerprints
from procedures.sheets.checking import check
from procedures.sheets.columns import Column, WrongCell
from procedures.sheets.contents import content_of
from procedures.sheets.layout import SHEETS
from procedures.sheets.reading import Book, Fault, Tell, read_workbook
from procedures.sheets.rows import Rows, rows_of

BATCH = 200


class FaultyWorkbook(ValueError):
    """The workbook has faults; nothing of it was used."""

    def __init__(self, book: Book) -> None:
        super().__init__(f"{len(book.faults)} faults")
        self.faults: list[Fault] = book.faults
        self.marks = book.as_marks()


def import_workbook(
    content: bytes, begin: Callable[[], ImportRun], outcome: Outcome, tell: Tell = lambda done, total: None
) -> None:
    """Queue what a workbook changes. Raises FaultyWorkbook, and then nothing changed.

    ``tell`` hears percent: half of it is reading, which happens before anything is written or locked.
    """
    book = read_workbook(content, lambda done, total: tell(done * 50 // total, 100))
    check(book)
    if book.faults:
        raise FaultyWorkbook(book)
    _queue(book, begin, outcome, lambda done, total: tell(50 + done * 50 // total, 100))


@transaction.atomic
def _queue(book: Book, begin: Callable[[], ImportRun], outcome: Outcome, tell: Tell) -> None:
    known, codes = newest_fingerprints(), iter(book.procedures)
    while batch := list(islice(codes, BATCH)):
        proposals = _proposals({code: book.procedures[code] for code in batch}, book, known)
        outcome.read += len(batch)
        outcome.unchanged += len(batch) - len(proposals)
        if proposals:
            outcome.queued += len(enqueue(begin(), proposals))
        tell(outcome.read, len(book.procedures))


def _proposals(told: dict[str, Rows], book: Book, known: dict[str, str]) -> list[Proposal]:
    standing = with_content(ProcedureVersion.objects.valid_on().filter(procedure__code__in=told))
    bases = {version.procedure.code: version for version in standing}
    found = []
    for code, rows in told.items():
        before = _as_read(rows_of(bases[code])) if code in bases else {}
        wanted = {sheet.title: _wanted(sheet.title, rows, before, book) for sheet in SHEETS}
        fingerprint = content_hash("sheet", wanted, before)
        if wanted != before and known.get(code) != fingerprint:
            content = content_of(wanted, bases.get(code), fingerprint)
            found.append(Proposal(_record(wanted), content))
    return found


def _wanted(title: str, rows: Rows, before: Rows, book: Book) -> list[tuple[Any, ...]]:
    """What the workbook says; a sheet that it does not have leaves things as they are."""
    return list(rows.get(title, [])) if title in book.sheets else before.get(title, [])


def _as_read(rows: Rows) -> Rows:
    """The rows as they would come back from a file."""
    return {
        sheet.title: [
            tuple(_as_cell(column, value) for column, value in zip(sheet.columns, row, strict=True))
            for row in rows[sheet.title]
        ]
        for sheet in SHEETS
    }


def _as_cell(column: Column, value: Any) -> Any:
    """A value as its cell gives it back; one that no cell can hold stays as it is, and differs from any cell."""
    try:
        return column.value(column.say(value))
    except WrongCell:
        return value


def _record(rows: Rows) -> dict[str, Any]:
    """What was read, for the queue to keep: every value as words."""
    return {title: [[str(value) for value in row] for row in told] for title, told in rows.items()}
