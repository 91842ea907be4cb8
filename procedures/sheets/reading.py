"""Reading a workbook: every cell checked, every fault with its sheet, row, column, what is wrong and how to mend it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from portal.files.workbooks import MOST_ROWS, NoWorkbook, Seen, look_over
from procedures.national.mapping import CODE as CODE_SHAPE
from procedures.sheets.columns import WrongCell
from procedures.sheets.layout import PROCEDURES, SHEETS, Sheet
from procedures.sheets.rows import Rows

MOST_FAULTS = 500
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
    #: Codes of procedures whose own row has a fault: rows under them are not told again.
    spoilt: set[str] = field(default_factory=set)

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
        seen = look_over(content, [sheet.title for sheet in SHEETS], MOST_FAULTS)
        source = CalamineWorkbook.from_filelike(BytesIO(content))
    except (NoWorkbook, CalamineError):
        book.add("", None, "", _("Tệp không phải bảng tính XLSX đọc được."), _("Lưu lại tệp dạng XLSX rồi nhập."))
        return book
    for number, sheet in enumerate(SHEETS):
        if sheet.title in seen:
            book.sheets.add(sheet.title)
            if _is_within_bounds(seen[sheet.title], sheet, book):
                _read_sheet(source, sheet, book, list(seen[sheet.title].formulas))
        elif sheet is PROCEDURES:
            book.add(sheet.title, None, "", _("Thiếu trang tính này."), _("Dùng tệp xuất ra làm mẫu."))
        tell(number + 1, len(SHEETS))
    return book


def _is_within_bounds(seen: Seen, sheet: Sheet, book: Book) -> bool:
    """Whether the sheet may be laid out whole; if not, why, as a fault."""
    if seen.has_cell_without_place:
        what = _("Trang tính không ghi địa chỉ của từng ô.")
        book.add(sheet.title, None, "", what, _("Mở tệp bằng phần mềm bảng tính, lưu lại dạng XLSX rồi nhập."))
        return False
    if seen.far is None:
        return True
    column, row = seen.far
    if row > MOST_ROWS:
        how = _("Chia tệp: mỗi trang tối đa %(most)d dòng.") % {"most": MOST_ROWS}
        book.add(sheet.title, row, column, _("Quá nhiều dòng."), how)
    else:
        book.add(sheet.title, row, column, _("Có ô nằm ngoài bảng."), _("Xóa các cột từ AA trở đi."))
    return False


def _read_sheet(source: CalamineWorkbook, sheet: Sheet, book: Book, formulas: list[tuple[str, int]]) -> None:
    try:
        table = source.get_sheet_by_name(sheet.title)
    except CalamineError:
        book.add(sheet.title, None, "", _("Trang tính này bị hỏng."), _("Lưu lại tệp dạng XLSX rồi nhập."))
        return
    for column, row in formulas:
        book.add(sheet.title, row, column, _("Ô chứa công thức."), _("Dán giá trị thay cho công thức."))
    for (top, left), _end in table.merged_cell_ranges or []:
        book.add(sheet.title, top + 1, _letter(left), _("Ô bị gộp."), _("Bỏ gộp ô và điền từng dòng."))
    rows = ((number, cells) for number, cells in enumerate(table.iter_rows(), 1) if not _is_empty(cells))
    first, heads = next(rows, (1, []))
    places = _places([str(head).strip() for head in heads], sheet, book, first)
    if places is None:
        return
    for number, cells in rows:
        _read_row(cells, number, sheet, places, book)
    if sheet is PROCEDURES and not (book.procedures or book.faults):
        book.add(sheet.title, None, "", _("Trang tính này không có dòng nào."), _("Mỗi thủ tục ghi một dòng."))


def _places(heads: list[str], sheet: Sheet, book: Book, row: int) -> list[int] | None:
    """Where each column of ours stands; None, with faults, when one is missing."""
    missing = [column.title for column in sheet.columns if column.title not in heads]
    for title in missing:
        book.add(sheet.title, row, title, _("Thiếu cột này."), _("Thêm cột với đúng tiêu đề ở dòng 1."))
    known = {column.title for column in sheet.columns}
    for head, number in Counter(filter(None, heads)).items():
        if head not in known:
            book.add(sheet.title, row, head, _("Cột không có trong mẫu."), _("Bỏ cột này, hoặc sửa tiêu đề theo mẫu."))
        elif number > 1:
            book.add(sheet.title, row, head, _("Cột này có hai lần."), _("Chỉ giữ một cột."))
    return None if missing else [heads.index(column.title) for column in sheet.columns]


def _read_row(cells: list[Any], number: int, sheet: Sheet, places: list[int], book: Book) -> None:
    values: list[Any] = []
    for column, place in zip(sheet.columns, places, strict=True):
        try:
            values.append(column.value(cells[place] if place < len(cells) else None))
        except WrongCell as wrong:
            book.add(sheet.title, number, column.title, wrong.what, wrong.how)
            book.spoilt |= {str(code) for code in values[:1] if sheet is PROCEDURES}
            return
    code = values[0]
    if not any(value != column.empty for column, value in zip(sheet.columns[1:], values[1:], strict=True)):
        book.add(sheet.title, number, sheet.columns[1].title, _("Ô để trống."), _("Điền giá trị, hoặc bỏ dòng này."))
    elif not CODE_SHAPE.fullmatch(code):
        book.add(sheet.title, number, "Mã thủ tục", _("Mã không đúng dạng."), _("Ghi mã dạng 1.001193."))
    elif sheet is PROCEDURES and code in book.procedures:
        book.add(sheet.title, number, "Mã thủ tục", _("Mã đã có ở dòng trên."), _("Mỗi thủ tục một dòng."))
    elif sheet is not PROCEDURES and code in book.spoilt:
        return
    elif sheet is not PROCEDURES and code not in book.procedures:
        book.add(
            sheet.title, number, "Mã thủ tục", _("Mã không có ở trang Thủ tục."), _("Thêm thủ tục đó, hoặc bỏ dòng.")
        )
    else:
        told = book.procedures.setdefault(code, defaultdict(list))
        told[sheet.title].append(tuple(values))


def _is_empty(cells: list[Any]) -> bool:
    return all(cell in ("", None) for cell in cells)


def _letter(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
