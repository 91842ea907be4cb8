"""Rows of a CSV or XLSX file, read within bounds."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from payments.statements.lines import MOST_BYTES, Unreadable
from payments.statements.titles import Rows
from portal.files.workbooks import MOST_ROWS, NoWorkbook, Seen, look_over

_DELIMITERS = ",;\t|"
_SAMPLE = 60


def csv_rows(text: str) -> Rows:
    """The rows of a CSV text; the sign between cells is the one that cuts the file's head into most cells."""
    lines = text.splitlines(keepends=True)
    # Excel writes its sign into a first line of its own; the row stays, so that rows keep their numbers.
    said = lines[0].strip().lower() if lines else ""
    delimiter = said[4:] if said.startswith("sep=") and len(said) == 5 else _delimiter("".join(lines[:_SAMPLE]))
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for cells in reader:
            # A quoted cell may run over several lines: rows are told by the line on which they end.
            rows.extend([] for _line in range(len(rows) + 1, reader.line_num))
            rows.append([cell.strip() for cell in cells])
            _refuse_too_many(len(rows))
    except csv.Error as error:
        raise Unreadable(_("Dòng %(row)d của tệp bị hỏng.") % {"row": reader.line_num}) from error
    return rows


def _delimiter(sample: str) -> str:
    """The sign that cuts one line of the head into most cells."""
    rows = {sign: csv.reader(StringIO(sample, newline=""), delimiter=sign) for sign in _DELIMITERS}
    try:
        return max(_DELIMITERS, key=lambda sign: max((len(row) for row in rows[sign]), default=0))
    except csv.Error as error:
        raise Unreadable(_("Tệp không phải bảng CSV đọc được.")) from error


def workbook_rows(content: bytes) -> Rows:
    """The rows of the first sheet of an XLSX workbook that has any. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("Tệp quá lớn."))
    try:
        seen = look_over(content, None, 1)
        source = CalamineWorkbook.from_filelike(BytesIO(content))
        for title in source.sheet_names:
            if title in seen:
                _refuse_hostile(seen[title])
                if rows := [_plain(row) for row in source.get_sheet_by_name(title).iter_rows()]:
                    return rows
    except (NoWorkbook, CalamineError) as error:
        raise Unreadable(_("Tệp không phải bảng tính XLSX đọc được; hãy lưu lại dạng XLSX.")) from error
    raise Unreadable(_("Tệp trống."))


def _refuse_hostile(seen: Seen) -> None:
    """What would be laid out over gigabytes, or shows another value than it holds."""
    if seen.far is not None:
        _refuse_too_many(seen.far[1])
        raise Unreadable(_("Ô %(cell)s nằm ngoài bảng sao kê.") % {"cell": f"{seen.far[0]}{seen.far[1]}"})
    if seen.has_cell_without_place:
        raise Unreadable(_("Tệp không phải bảng tính XLSX đọc được; hãy lưu lại dạng XLSX."))
    for column, row in seen.formulas:
        raise Unreadable(
            _("Ô %(cell)s chứa công thức; hãy dán giá trị thay cho công thức.") % {"cell": f"{column}{row}"}
        )


def _refuse_too_many(rows: int) -> None:
    if rows > MOST_ROWS:
        raise Unreadable(_("Sao kê quá dài: tối đa %(most)d dòng.") % {"most": MOST_ROWS})


def _plain(row: list[Any]) -> list[Any]:
    return [cell.strip() if isinstance(cell, str) else cell for cell in row]
