"""Lists as files for a spreadsheet: written line by line while they are sent, so that their size costs no memory."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.http import StreamingHttpResponse
from django.utils.translation import override

_BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets read the letters of Vietnamese as something else."""

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

Row = TypeVar("Row")
Cells = list[str]


class _Echo:
    """A file that gives back what is written to it, a line at a time."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def csv_lines(
    language: str, headings: Callable[[], Cells], rows: Iterable[Row], cells: Callable[[Row], Cells]
) -> Iterator[str]:
    """The lines of a file in a language: the headings, then one for each row.

    No language outlives a line: between two of them the thread belongs to the server.
    """
    writer: Any = csv.writer(_Echo())
    with override(language):
        first = headings()
    yield _BYTE_ORDER_MARK + writer.writerow(first)
    for row in rows:
        with override(language):
            told = cells(row)
        yield writer.writerow([harmless(cell) for cell in told])


def csv_file(lines: Iterable[str], name: str, caching: str) -> StreamingHttpResponse:
    """The lines as a file to be saved under a name of ASCII letters."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = caching
    return response


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: what people typed never becomes a formula of whoever opens the file."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
