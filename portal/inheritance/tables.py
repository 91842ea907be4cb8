"""Reading the tables of a package: CSV or XLSX, within bounds, in UTF-8 and nothing that is only guessed.

Names in a wrong encoding look right to a program and are wrong for life, so an old one is named and refused, never
converted on a guess.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from portal.files.workbooks import MOST_ROWS, NoWorkbook, Seen, look_over
from portal.inheritance.columns import TABLES

#: No column of ours holds more; a cell of megabytes is somebody's mistake or malice.
LONGEST_CELL = 10_000
_DELIMITERS = ",;\t"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
#: Letters with marks as TCVN3 (.VnTime fonts) and VNI writes them, read as Latin-1: frequent there, rare elsewhere.
_TCVN3 = frozenset("®µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉËÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô­õøö÷ùúýûüþ")
_LOOK = 400
_FORMULA_SIGNS = ("=", "+", "-", "@")


class TableRefused(ValueError):
    """A table cannot be read at all; the words say why and how to mend it."""


Row = tuple[int, dict[str, str]]


def rows_of(table: str, name: str, content: bytes) -> list[Row]:
    """The rows of a table with their numbers in the file, from its heading on. Raises TableRefused."""
    lines = list(_xlsx(content) if name.endswith(".xlsx") else _csv(_decoded(content)))
    found = next(((place, cells) for place, cells in enumerate(lines) if any(cells)), None)
    if found is None:
        raise TableRefused(_("Bảng trống."))
    start, heading = found[0], [cell.strip().lower() for cell in found[1]]
    _check_heading(table, heading)
    numbered = enumerate(lines[start + 1 :], start=start + 2)
    return [(number, _row(heading, cells)) for number, cells in numbered if any(cells)]


def _check_heading(table: str, heading: list[str]) -> None:
    wanted = [column.name for column in TABLES[table] if column.is_required]
    missing = [name for name in wanted if name not in heading]
    if missing:
        raise TableRefused(_("Dòng đầu thiếu cột: %(columns)s.") % {"columns": ", ".join(missing)})
    twice = sorted({name for name in heading if name and heading.count(name) > 1})
    if twice:
        raise TableRefused(_("Dòng đầu có cột lặp lại: %(columns)s.") % {"columns": ", ".join(twice)})


def _row(heading: list[str], cells: list[str]) -> dict[str, str]:
    """A row by its headings. What a file of errors made harmless ('=…) is as it was before."""
    return {name: _unquoted(cell) for name, cell in zip(heading, cells, strict=False) if name}


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_SIGNS) else cell


def _decoded(content: bytes) -> str:
    if content.startswith(_UTF_16):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            return _refuse(_("Tệp bị cắt cụt."))
    head = content[:_LOOK]
    if head.count(0) > len(head) // 4:
        return _refuse(_("Tệp không phải UTF-8 (có vẻ là UTF-16 không có dấu đầu tệp). Hãy lưu lại dạng UTF-8."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refuse(_encoding_words(content))


def _encoding_words(content: bytes) -> str:
    """Which encoding it seems to be: names in TCVN3 have its letters everywhere, those in Windows-1258 marks apart."""
    sample = content[:200_000].decode("latin-1")
    high = [letter for letter in sample if letter >= "\x80"]
    likely = sum(letter in _TCVN3 for letter in high)
    marks = sum(letter in "ÌÒÞìò" for letter in high)
    name = "Windows-1258" if marks * 5 > len(high) else "TCVN3 (.VnTime)" if likely * 10 > len(high) * 8 else ""
    if not name:
        return _("Tệp không phải UTF-8. Hãy mở ở hệ thống cũ và lưu lại dạng UTF-8.")
    return _("Tệp không phải UTF-8 (có vẻ là %(name)s). Hãy chuyển mã rồi lưu lại dạng UTF-8.") % {"name": name}


def _refuse(words: str) -> str:
    raise TableRefused(words)


def _csv(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    # The csv module's own bound would raise for what we want to name.
    csv.field_size_limit(sys.maxsize)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            _check_size(number, cells)
            yield cells
    except csv.Error as error:
        raise TableRefused(_("Dòng %(row)d của bảng bị hỏng.") % {"row": reader.line_num}) from error


def _check_size(number: int, cells: list[str]) -> None:
    if number > MOST_ROWS:
        raise TableRefused(_("Bảng quá dài: tối đa %(most)d dòng. Hãy chia gói.") % {"most": MOST_ROWS})
    if any(len(cell) > LONGEST_CELL for cell in cells):
        words = _("Dòng %(row)d có ô dài hơn %(limit)d ký tự.")
        raise TableRefused(words % {"row": number, "limit": LONGEST_CELL})


def _xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        seen = look_over(content, None, 1)
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        title = book.sheet_names[0]
        _refuse_hostile(seen[title])
        rows = book.get_sheet_by_name(title).iter_rows()
        for number, cells in enumerate(rows, start=1):
            told = [_cell(cell) for cell in cells]
            _check_size(number, told)
            yield told
    except (NoWorkbook, CalamineError, IndexError, KeyError) as error:
        raise TableRefused(_("Không phải bảng tính XLSX đọc được; hãy lưu lại dạng XLSX.")) from error


def _refuse_hostile(seen: Seen) -> None:
    if seen.far is not None or seen.has_cell_without_place:
        raise TableRefused(_("Bảng tính có ô nằm xa ngoài bảng; hãy chép bảng sang trang tính mới."))
    for column, row in seen.formulas:
        cell = {"cell": f"{column}{row}"}
        raise TableRefused(_("Ô %(cell)s chứa công thức; hãy dán giá trị thay cho công thức.") % cell)


def _cell(value: Any) -> str:
    """A cell as people would type it: numbers without ".0", moments as ISO writes them."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)
