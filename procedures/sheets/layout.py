"""The sheets of the workbook and their columns; titles are Vietnamese always, since files travel between people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from procedures.choices import (
    Assurance,
    Channel,
    Competence,
    FeeKind,
    FilingPlace,
    Level,
    OnlineLevel,
    SupplementClock,
    TimeUnit,
)
from procedures.sheets import columns as c
from procedures.sheets.columns import Column

CODE = Column("Mã thủ tục", c.procedure_code, is_required=True)
CASE = Column("Mã trường hợp", c.short(64), empty="standard")


@dataclass(frozen=True)
class Sheet:
    """One sheet; its first column is always the procedure's code."""

    title: str
    columns: tuple[Column, ...]


def _labels(choices: Any) -> dict[str, str]:
    with override("vi"):
        return {str(value): str(label) for value, label in choices.choices}


def _choice(title: str, choices: Any, empty: str = "", *, is_required: bool = False) -> Column:
    labels = _labels(choices)
    return Column(title, c.one_of(labels), empty, is_required, say=lambda value: labels.get(value, value))


def _level(title: str) -> Column:
    """How surely who files online must be known: a number, written by its words."""
    labels = _labels(Assurance)
    read = c.one_of(labels)
    return Column(title, lambda cell: int(read(cell)), Assurance.ANY.value, say=lambda level: labels[str(level)])


def _yes_no(title: str, *, empty: bool) -> Column:
    return Column(title, c.yes_or_no, empty, say=lambda value: "có" if value else "không")


_LEVELS = _labels(Level)
PROCEDURES = Sheet(
    "Thủ tục",
    (
        CODE,
        Column("Tên thủ tục", c.text, is_required=True),
        Column("Lĩnh vực", c.short(300), is_required=True),
        Column(
            "Cấp thực hiện",
            c.some_of(_LEVELS),
            is_required=True,
            say=lambda levels: "; ".join(_LEVELS[level] for level in levels),
        ),
        _choice("Nộp trực tuyến", OnlineLevel, is_required=True),
        Column("Lý do chưa toàn trình", c.text),
        _yes_no("Phi địa giới", empty=False),
        _choice("Thẩm quyền", Competence, is_required=True),
        Column("Sở, ban, ngành", c.short(64)),
        Column("Cơ quan chuyên môn cấp xã", c.short(64)),
        Column("Cơ quan thực hiện", c.text),
        Column("Yêu cầu, điều kiện", c.text),
        Column("Số quyết định", c.short(200)),
        Column("Cơ quan ban hành", c.text),
        Column("Ngày quyết định", c.day, None),
        Column("Phi địa giới từ ngày", c.day, None),
        _choice("Nơi nộp trực tuyến", FilingPlace, FilingPlace.HERE.value),
        Column("Lý do nộp nơi khác", c.text),
        _choice("Thời hạn sau khi bổ sung", SupplementClock, SupplementClock.RESTART.value),
        _level("Tài khoản để nộp trực tuyến"),
    ),
)
CASES = Sheet(
    "Trường hợp",
    (
        CODE,
        Column("Mã trường hợp", c.short(64), is_required=True),
        Column("Tên trường hợp", c.text, is_required=True),
        Column("Câu trả lời chọn", c.text),
    ),
)
PAPERS = Sheet(
    "Giấy tờ",
    (
        CODE,
        CASE,
        Column("Mã giấy tờ", c.short(64)),
        Column("Tên giấy tờ", c.text, is_required=True),
        Column("Bản chính", c.small, 0),
        Column("Bản sao", c.small, 0),
        _yes_no("Bắt buộc", empty=True),
        _yes_no("Chỉ là lưu ý", empty=False),
        Column("Mẫu đơn", c.text),
        Column("Ghi chú", c.text),
    ),
)
FEES = Sheet(
    "Phí, lệ phí",
    (
        CODE,
        CASE,
        _choice("Cách nộp", Channel, "any"),
        _choice("Loại", FeeKind, is_required=True),
        Column("Tên phí, lệ phí", c.text, is_required=True),
        Column("Số tiền (đồng)", c.whole, None),
        Column("Căn cứ", c.text),
        Column("Ghi chú", c.text),
    ),
)
TIMES = Sheet(
    "Thời hạn",
    (
        CODE,
        CASE,
        _choice("Cách nộp", Channel, "any"),
        Column("Số lượng", c.more_than_nothing, is_required=True),
        _choice("Đơn vị", TimeUnit, is_required=True),
        _yes_no("Trả trong ngày", empty=False),
    ),
)
GUIDE = Sheet("Trình tự", (CODE, Column("Tên bước", c.text), Column("Nội dung", c.text)))
RESULTS = Sheet("Kết quả", (CODE, Column("Mã kết quả", c.short(100)), Column("Tên kết quả", c.text)))
LAWS = Sheet("Căn cứ pháp lý", (CODE, Column("Số, ký hiệu", c.short(100)), Column("Tên văn bản", c.text)))
#: Lists of a version, each row one entry: the sheet, the field, and the keys that its columns fill.
LISTS = (
    (GUIDE, "guide", ("title", "text")),
    (RESULTS, "results", ("code", "name")),
    (LAWS, "legal_basis", ("code", "name")),
)
SHEETS = (PROCEDURES, CASES, PAPERS, FEES, TIMES, GUIDE, RESULTS, LAWS)
