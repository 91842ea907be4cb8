"""Tables as workbooks for accounting: text stays text, so that nothing that people typed becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Sheet:
    """One sheet: titles of columns and rows of text, whole numbers and dates without a zone."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


def workbook(*sheets: Sheet) -> bytes:
    """The sheets as XLSX, written row by row."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        page.freeze_panes = "A2"
        page.append([_cell(heading, page) for heading in sheet.headings])
        for row in sheet.rows:
            page.append([_cell(value, page) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_file(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved under a name of ASCII letters; kept by nobody on the way."""
    response = HttpResponse(content, content_type=MIME)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _cell(value: Any, page: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    # openpyxl would take "=…" for a formula; quotePrefix keeps spreadsheet programs from doing so when it is edited.
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(_FORMULA_SIGNS)
    return cell
