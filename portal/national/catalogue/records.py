"""One procedure as `LayThuTuc` answers it, as a record that our import of national records reads. Pure.

The import doubts what it cannot trust (`procedures.national`); here nothing is judged, left out or mended, but for the
shape. What a key says stands in domain.md 6.1; the codes of levels are assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from procedures.choices import Channel, Level

Row = dict[str, Any]
#: CAPTHUCHIEN.
LEVELS: dict[str, str] = {"1": Level.MINISTRY, "2": Level.PROVINCE, "3": Level.COMMUNE, "4": Level.OTHER}
#: KENH.
CHANNELS: dict[str, str] = {"1": Channel.DIRECT, "2": Channel.ONLINE, "3": Channel.POSTAL}
#: DONVITINH, in small letters; any other unit is passed on as it is and doubted.
UNITS = {"ngày làm việc": "working_day", "ngày": "day", "giờ": "hour", "tháng": "month"}


def record_of(told: Row) -> Row:
    """The record of one answer, whatever is missing in it."""
    fields = _rows(told, "LINHVUCTHUCHIEN")
    return {
        "code": _text(told, "MATTHC"),
        "name": _text(told, "TENTTHC"),
        "field": _text(fields[0], "TENLINHVUC") if fields else "",
        "field_code": _text(fields[0], "MALINHVUC") if fields else "",
        "levels": [LEVELS.get(_text(row, "CAPTHUCHIEN"), "") for row in _rows(told, "CAPTHUCHIEN")],
        "kind": _text(told, "LOAITTHC"),
        "promulgating_agency": _text(told, "MACOQUANCONGBO"),
        "executing_agency": _names(told, "COQUANTHUCHIEN", "TENDONVI"),
        "competent_agency": _names(told, "COQUANCOTHAMQUYEN", "TENDONVI"),
        "coordinating_agency": _names(told, "COQUANPHOIHOP", "TENDONVI"),
        "targets": _targets(told),
        "channels": [channel for way in _rows(told, "CACHTHUCTHUCHIEN") for channel in _channels(way)],
        "steps": list(_steps(told)),
        "documents": [_group(case) for case in _rows(told, "THANHPHANHOSO")],
        "results": [_text(row, "TENKETQUA") for row in _rows(told, "KETQUATHUCHIEN")],
        "requirements": _text(told, "YEUCAU"),
        "legal_basis": [
            {"code": _text(row, "SOVANBAN"), "name": _text(row, "TENVANBAN")} for row in _rows(told, "CANCUPHAPLY")
        ],
        "receiving_address": _text(told, "DIACHITIEPNHAN"),
        "scope": "national",
        "source": "LayThuTuc",
    }


def _channels(way: Row) -> Iterator[Row]:
    """A channel for each of its time limits; one without any where none is told."""
    method = CHANNELS.get(_text(way, "KENH"), _text(way, "KENH"))
    for limit in _rows(way, "THOIGIAN") or [{}]:
        unit = _text(limit, "DONVITINH")
        yield {
            "method": method,
            "time_qty": limit.get("THOIGIANGIAIQUYET"),
            "time_unit": UNITS.get(unit.lower(), unit),
            "fees": [_fee(fee) for fee in _rows(limit, "PHILEPHI")],
            "note": _text(limit, "MOTA"),
        }


def _fee(fee: Row) -> Row:
    told = _text(fee, "SOTIEN").replace(".", "").replace(",", "")
    # Fifteen digits are more than anybody pays; Python reads no number of thousands.
    amount = int(told) if told.isascii() and told.isdecimal() and len(told) <= 15 else None
    unit = _text(fee, "DONVI")
    currency = "VND" if unit.lower() in ("", "đồng", "vnd", "vnđ", "đ") else unit
    return {"amount": amount, "currency": currency, "text": _text(fee, "MOTA")}


def _steps(told: Row) -> Iterator[Row]:
    for case in _rows(told, "TRINHTUTHUCHIEN"):
        named = _text(case, "TRUONGHOP")
        for step in _rows(case, "TRINHTU"):
            yield {"name": named, "text": _text(step, "TENTRINHTU")}


def _group(case: Row) -> Row:
    items = [
        {
            "name": _text(paper, "TENGIAYTO"),
            "component_code": _text(paper, "MAGIAYTO"),
            "originals": _count(paper, "SOBANCHINH"),
            "copies": _count(paper, "SOBANSAO"),
            "form": _text(paper, "TENMAUDON"),
        }
        for paper in _rows(case, "GIAYTO")
    ]
    return {"group": _text(case, "TRUONGHOP"), "items": items}


def _count(row: Row, name: str) -> Any:
    """A number where it is one; else as it came, for the import to doubt."""
    told = row.get(name, 0)
    is_number = isinstance(told, str) and told.isascii() and told.isdecimal() and len(told) < 6
    return int(told) if is_number else told


def _targets(told: Row) -> list[str]:
    value = told.get("DOITUONGTHUCHIEN") or []
    names = value.split(";") if isinstance(value, str) else value if isinstance(value, list) else []
    return [name.strip() for name in names if isinstance(name, str) and name.strip()]


def _names(told: Row, key: str, name: str) -> str:
    return ", ".join(found for row in _rows(told, key) if (found := _text(row, name)))


def _rows(told: Row, key: str) -> list[Row]:
    """The objects under a key: adapters answer one as an object, several as a list."""
    value = told.get(key) or []
    return [row for row in (value if isinstance(value, list) else [value]) if isinstance(row, dict)]


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
