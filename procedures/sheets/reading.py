"""Reading a workbook: every cell checked, every fault with its sheet, row, column, what is wrong and how to mend it."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from procedures.national.mapping import CODE as CODE_SHAPE
from procedures.sheets.columns import WrongCell
from procedures.sheets.layout import PROCEDURES, SHEETS, Sheet
from procedures.sheets.rows import Rows

MOST_ROWS, MOST_FAULTS = 200_000, 500
_FORMULA = re.compile(rb'<c\b[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Fault:
    """One thing to mend. ``row`` counts from 1, as spreadsheet programs do; None when a whole sheet is meant."""

    sheet: str
    row: int | None
    column: str
    what: str
    how: str


@dataclass
class Book:
    """What a workbook says: rows by code and sheet, or what has to be mended first."""

    procedures: dict[str, Rows] = field(default_factory=dict)
    sheets: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def add(self, *fault: Any) -> None:
        """Note a fault; after many the rest is left out, since they mostly repeat."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(*fault))

    def as_marks(self) -> list[dict[str, Any]]:
        """The faults as ImportRun stores them."""
        return [asdict(fault) for fault in self.faults]


def read_workbook(content: bytes, tell: Tell = lambda done, total: None) -> Book:
    """Read a workbook whole. With a single fault in it, nothing of it may be used."""
    book = Book()
    try:
        source = CalamineWorkbook.from_filelike(BytesIO(content))
        formulas = _formulas(content)
    except (CalamineError, zipfile.BadZipFile, KeyError, ET.ParseError, ValueError):
        book.add("", None, "", _("Tệp không phải bảng tính XLSX đọc được."), _("Lưu lại tệp dạng XLSX rồi nhập."))
        return book
    for number, sheet in enumerate(SHEETS):
        if sheet.title in source.sheet_names:
            book.sheets.add(sheet.title)
            _read_sheet(source.get_sheet_by_name(sheet.title), sheet, book, formulas.get(sheet.title, []))
        elif sheet is PROCEDURES:
            book.add(sheet.title, None, "", _("Thiếu trang tính này."), _("Dùng tệp xuất ra làm mẫu."))
        tell(number + 1, len(SHEETS))
    return book


def _read_sheet(source: CalamineSheet, sheet: Sheet, book: Book, formulas: list[tuple[str, int]]) -> None:
    for column, row in formulas:
        book.add(sheet.title, row, column, _("Ô chứa công thức."), _("Dán giá trị thay cho công thức."))
    for (top, left), _end in source.merged_cell_ranges or []:
        book.add(sheet.title, top + 1, _letter(left), _("Ô bị gộp."), _("Bỏ gộp ô và điền từng dòng."))
    if source.total_height > MOST_ROWS:
        book.add(
            sheet.title,
            None,
            "",
            _("Quá nhiều dòng."),
            _("Chia tệp: mỗi trang tối đa %(most)d dòng.") % {"most": MOST_ROWS},
        )
        return
    rows = source.iter_rows()
    heads = [str(cell).strip() for cell in next(rows, [])]
    # calamine leaves out empty rows at the top
    first = (source.start[0] if source.start else 0) + 1
    places = _places(heads, sheet, book, first)
    if places is None:
        return
    for number, cells in enumerate(rows, first + 1):
        if any(cell not in ("", None) for cell in cells):
            _read_row(cells, number, sheet, places, book)


def _places(heads: list[str], sheet: Sheet, book: Book, row: int) -> list[int] | None:
    """Where each column of ours stands; None, with faults, when one is missing."""
    missing = [column.title for column in sheet.columns if column.title not in heads]
    for title in missing:
        book.add(sheet.title, row, title, _("Thiếu cột này."), _("Thêm cột với đúng tiêu đề ở dòng 1."))
    known = {column.title for column in sheet.columns}
    for head in heads:
        if head and head not in known:
            book.add(sheet.title, row, head, _("Cột không có trong mẫu."), _("Bỏ cột này, hoặc sửa tiêu đề theo mẫu."))
    return None if missing else [heads.index(column.title) for column in sheet.columns]


def _read_row(cells: list[Any], number: int, sheet: Sheet, places: list[int], book: Book) -> None:
    values: list[Any] = []
    for column, place in zip(sheet.columns, places, strict=True):
        try:
            values.append(column.value(cells[place] if place < len(cells) else None))
        except WrongCell as wrong:
            book.add(sheet.title, number, column.title, wrong.what, wrong.how)
            return
    code = values[0]
    if not CODE_SHAPE.fullmatch(code):
        book.add(sheet.title, number, "Mã thủ tục", _("Mã không đúng dạng."), _("Ghi mã dạng 1.001193."))
    elif sheet is PROCEDURES and code in book.procedures:
        book.add(sheet.title, number, "Mã thủ tục", _("Mã đã có ở dòng trên."), _("Mỗi thủ tục một dòng."))
    elif sheet is not PROCEDURES and code not in book.procedures:
        book.add(
            sheet.title, number, "Mã thủ tục", _("Mã không có ở trang Thủ tục."), _("Thêm thủ tục đó, hoặc bỏ dòng.")
        )
    else:
        told = book.procedures.setdefault(code, defaultdict(list))
        told[sheet.title].append(tuple(values))


def _letter(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _formulas(content: bytes) -> dict[str, list[tuple[str, int]]]:
    """(column, row) of cells with a formula, by sheet: what reads the values does not tell them apart."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        found = {}
        for title, part in _parts(archive).items():
            cells = _FORMULA.findall(archive.read(part))[:MOST_FAULTS]
            found[title] = [(column.decode(), int(row)) for column, row in cells]
        return found


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The file of each sheet inside the archive."""
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat bounds entities
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    sheets = [element for element in book.iter() if element.tag.endswith("}sheet")]
    named = {str(sheet.get("name")): targets.get(sheet.get(_RELATION), "") for sheet in sheets}
    return {
        name: target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        for name, target in named.items()
        if target
    }
