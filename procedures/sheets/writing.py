"""Writing the catalogue into a workbook, a batch of versions at a time."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from procedures.catalogue import ids_by_code, in_batches
from procedures.models import ProcedureVersion
from procedures.sheets.layout import SHEETS, Sheet
from procedures.sheets.rows import rows_of


def write_workbook(
    versions: QuerySet[ProcedureVersion], file: IO[bytes], tell: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Write versions to ``file`` as XLSX; how many. Text is text: nothing in it runs as a formula.

    ``tell`` hears how many of how many are written, after each.
    """
    book = Workbook(write_only=True)
    pages = {sheet.title: book.create_sheet(sheet.title) for sheet in SHEETS}
    for sheet in SHEETS:
        pages[sheet.title].freeze_panes = "A2"
        pages[sheet.title].append([column.title for column in sheet.columns])
    ids = ids_by_code(versions)
    for number, version in enumerate(in_batches(ids), 1):
        told = rows_of(version)
        for sheet in SHEETS:
            for row in told[sheet.title]:
                pages[sheet.title].append(_cells(sheet, row, pages[sheet.title]))
        tell(number, len(ids))
    book.save(file)
    return len(ids)


def _cells(sheet: Sheet, row: tuple[Any, ...], page: Any) -> list[Any]:
    return [_cell(column.say(value), page) for column, value in zip(sheet.columns, row, strict=True)]


def _cell(value: Any, page: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    # openpyxl would take "=…" for a formula; quotePrefix keeps spreadsheet programs from doing so when it is edited.
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    return cell
