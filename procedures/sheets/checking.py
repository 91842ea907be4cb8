"""Faults that only several rows together show: the database would refuse them later, in words nobody understands."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from procedures.choices import FilingPlace, OnlineLevel
from procedures.sheets.layout import CASES, FEES, PAPERS, PROCEDURES, TIMES
from procedures.sheets.reading import Book
from procedures.sheets.rows import Rows


def check(book: Book) -> None:
    """Add a fault for every procedure whose rows do not fit together."""
    for code, rows in book.procedures.items():
        _check_reason(code, rows, book)
        _check_filing(code, rows, book)
        _check_cases(code, rows, book)
        _check_once(code, rows, book)


def _check_reason(code: str, rows: Rows, book: Book) -> None:
    row = rows[PROCEDURES.title][0]
    if row[4] != OnlineLevel.FULL and not row[5]:
        what = _("%(code)s: chưa trực tuyến toàn trình mà không nêu lý do.") % {"code": code}
        book.add(PROCEDURES.title, None, "Lý do chưa toàn trình", what, _("Ghi lý do đã công khai."))


def _check_filing(code: str, rows: Rows, book: Book) -> None:
    row = rows[PROCEDURES.title][0]
    is_non_territorial, begins, place, reason = row[6], *row[15:18]
    if begins and not is_non_territorial:
        what = _("%(code)s: có ngày theo lộ trình nhưng không phải phi địa giới.") % {"code": code}
        book.add(
            PROCEDURES.title, None, "Phi địa giới từ ngày", what, _("Bỏ ngày này, hoặc ghi có ở cột Phi địa giới.")
        )
    if (place == FilingPlace.NATIONAL) != bool(reason):
        what = _("%(code)s: lý do nộp nơi khác không khớp với nơi nộp.") % {"code": code}
        how = _("Ghi lý do khi nộp trên Cổng Dịch vụ công quốc gia; để trống khi nộp tại Cổng này.")
        book.add(PROCEDURES.title, None, "Lý do nộp nơi khác", what, how)


def _check_cases(code: str, rows: Rows, book: Book) -> None:
    if CASES.title not in book.sheets:
        return
    keys = {row[1] for row in rows.get(CASES.title, [])} or {"standard"}
    for sheet in (PAPERS, FEES, TIMES):
        for key in sorted({row[1] for row in rows.get(sheet.title, [])} - keys):
            what = _("%(code)s: trường hợp “%(key)s” không có ở trang Trường hợp.") % {"code": code, "key": key}
            book.add(sheet.title, None, "Mã trường hợp", what, _("Thêm trường hợp đó, hoặc sửa mã."))


def _check_once(code: str, rows: Rows, book: Book) -> None:
    """Keys that must be single within a procedure or a case."""
    parts = (
        (CASES, "Mã trường hợp", lambda row: row[1]),
        (PAPERS, "Mã giấy tờ", lambda row: row[2] and (row[1], row[2])),
        (TIMES, "Cách nộp", lambda row: (row[1], row[2])),
    )
    for sheet, column, key in parts:
        for found, number in Counter(map(key, rows.get(sheet.title, []))).items():
            if found and number > 1:
                what = _("%(code)s: giá trị bị lặp.") % {"code": code}
                book.add(sheet.title, None, column, what, _("Mỗi giá trị chỉ ghi một lần."))
