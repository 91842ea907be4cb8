"""The whole catalogue as a spreadsheet, as the worker writes it for a publisher: 2,300 procedures.

The reference is openpyxl writing the same cells, already in memory, by its own quickest way. The procedures are made
in one transaction that is taken back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.db import transaction
from openpyxl import Workbook, load_workbook

from benchmarks import coverage
from portal.commands.measurement import Measurement
from procedures.review.exporting import versions_asked
from procedures.sheets.writing import write_workbook

REFERENCE = "openpyxl, the same cells write-only"
Sheets = dict[str, list[tuple[Any, ...]]]


def run() -> Iterator[Measurement]:
    """Seconds of the export and of the reference, and how many rows both have."""
    with transaction.atomic():
        coverage.fill()
        start = time.perf_counter()
        file = BytesIO()
        number = write_workbook(versions_asked({}), file, lambda done, total: None)
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    sheets = cells_of(file)
    start = time.perf_counter()
    write_plain(sheets)
    plain = time.perf_counter() - start
    rows = sum(len(listed) for listed in sheets.values())
    yield Measurement(f"export: {rows:,} rows by {REFERENCE}", round(plain, 2), "s")
    yield Measurement(
        f"export: {number:,} procedures as XLSX", round(seconds, 2), "s", round(seconds / plain, 2), REFERENCE
    )


def cells_of(file: BytesIO) -> Sheets:
    """All cells of a workbook, by sheet."""
    book = load_workbook(file, read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def write_plain(sheets: Sheets) -> BytesIO:
    """The cells as a workbook without any format."""
    book, file = Workbook(write_only=True), BytesIO()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file
