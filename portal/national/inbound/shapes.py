"""How messages that come in look: one JSON Schema for each service, and every fault with its place, in words.

A schema refuses what it does not name: a field that somebody added there would otherwise get lost without a trace.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from portal.national.messages.fields import moment_of
from portal.national.models.inbox import Service

Schema = dict[str, Any]
MOST_FAULTS = 20
OLDEST_YEAR = 1900
_formats = FormatChecker(formats=())

#: Codes are upper case there as here: a dossier found by one writing must not be missed by another.
CODE = r"^[A-Z0-9][A-Z0-9./_-]{3,59}\Z"
LONGEST_CODE = 60
_PHONE = r"^(?:(?:\+84|0)[0-9]{8,10})?\Z"
_EMAIL = r"^(?:[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,})?\Z"
_NUMBER = r"^(?:[0-9]{12}|[0-9]{10}(?:-?[0-9]{3})?)\Z"
_DAY = r"^(?:[0-9]{8})?\Z"


def _text(longest: int, pattern: str = "", fewest: int = 0) -> Schema:
    return {"type": "string", "maxLength": longest, "minLength": fewest} | ({"pattern": pattern} if pattern else {})


def _object(needed: dict[str, Schema], may: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": needed | (may or {}),
        "required": [*needed],
        "additionalProperties": False,
    }


def _party(extra: dict[str, Schema], may: dict[str, Schema] | None = None) -> Schema:
    needed = {
        "LoaiDoiTuong": {"enum": ["1", "2", "4"]},
        "HoTen": _text(200, fewest=2),
        "SoDinhDanh": _text(14, _NUMBER),
        "MaXa": _text(5, r"^[0-9]{5}\Z"),
        **extra,
    }
    contact = {"SoDienThoai": _text(13, _PHONE), "Email": _text(254, _EMAIL)}
    return _object(needed, {**contact, "DiaChi": _text(250), "NgaySinh": _text(8, _DAY), **(may or {})})


_MOMENT: Schema = {"type": "string", "format": "moment", "minLength": 14}
_PAPERS: Schema = {
    "type": "array",
    "maxItems": 100,
    "items": _object(
        {"MaThanhPhanHoSo": _text(64, fewest=1), "DuocTaiSuDung": {"enum": ["0", "1"]}},
        {"TenTepDinhKem": _text(255), "DuongDanTaiTepTin": _text(2000)},
    ),
}
_OF_DOSSIER = {"MaHoSo": _text(60, CODE)}
_BY = {**_OF_DOSSIER, "SoDinhDanh": _text(14, _NUMBER)}
#: By service, what `data` holds.
DATA: dict[str, Schema] = {
    Service.FILE: _object(
        {
            **_OF_DOSSIER,
            "MaTTHC": _text(30, fewest=1),
            "NgayNopHoSo": _MOMENT,
            "HinhThuc": {"enum": ["0", "1", "2"]},
            "NguoiNop": _party({"MucDinhDanh": {"enum": ["1", "2"]}}, {"MaDoiTuong": _text(100, r"^[ -~]*\Z")}),
        },
        {
            "MaTruongHop": _text(64),
            "MaDonVi": _text(35),
            "ChuHoSo": _party({}),
            "ToKhai": {"type": "object", "maxProperties": 300},
            "TaiLieuNop": _PAPERS,
        },
    ),
    Service.SUPPLEMENT: _object(
        {**_BY, "HoSoBoSungId": _text(80, r"^[A-Z0-9][A-Z0-9./_-]{3,59}/[0-9]{1,4}\Z"), "TaiLieuNop": _PAPERS},
        {"NoiDung": _text(2000)},
    ),
    Service.WITHDRAW: _object({**_BY}, {"LyDo": _text(2000)}),
    Service.PAYMENT: _object(
        {
            **_OF_DOSSIER,
            "MaGiaoDich": _text(100, r"^[!-~]+\Z"),
            "SoTien": _text(15, r"^[1-9][0-9]{0,14}\Z"),
            "ThoiDiem": _MOMENT,
        },
        {"MaKhoanThu": _text(60)},
    ),
    Service.FEEDBACK: _object(
        {"MaPhanAnh": _text(100, r"^[!-~]+\Z"), "LoaiPhanAnh": {"enum": ["1", "2", "3", "4"]}, "HoTen": _text(200)}
        | {"NoiDung": _text(5000, fewest=1)},
        {"SoDienThoai": _text(13, _PHONE), "Email": _text(254, _EMAIL), "DiaChi": _text(300)}
        | {"MaHoSo": _text(60, rf"{CODE}|^\Z"), "MaDonVi": _text(35)},
    ),
    Service.RATE: _object({**_BY, "DiemDanhGia": {"enum": ["1", "2", "3"]}}, {"NoiDung": _text(2000)}),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of a message; `detail` never repeats what stood there."""

    pointer: str
    detail: str


def faults_of(message: dict[str, Any]) -> list[Fault]:
    """Every fault of a message; [] when the worker can read it."""
    envelope = _object({"service": {"enum": Service.values}, "data": {"type": "object"}})
    found = _faults(Draft202012Validator(envelope).iter_errors(message), "")
    return found or _faults(_checker(message["service"]).iter_errors(message["data"]), "/data")


def faults_by(checker: Draft202012Validator, message: dict[str, Any]) -> list[Fault]:
    """Every fault of a message of another door, in the same words."""
    return _faults(checker.iter_errors(message), "")


def _faults(errors: Iterable[ValidationError], at: str) -> list[Fault]:
    found = {Fault(at + "".join(f"/{part}" for part in error.absolute_path), _words(error)) for error in errors}
    return sorted(found, key=lambda fault: (fault.pointer, fault.detail))[:MOST_FAULTS]


def _words(error: ValidationError) -> str:
    asked: Any = error.validator_value
    stood: Any = error.instance
    match error.validator:
        case "required":
            missing = [name for name in asked if name not in stood]
            return f"lacks {', '.join(missing)}"
        case "additionalProperties":
            return "has fields that this service does not know"
        case "type":
            return f"is to be of type {asked}"
        case "enum":
            return f"is to be one of {', '.join(asked)}"
        case "minLength" | "minItems":
            return "is empty or too short"
        case "format":
            return "is to be a moment, yyyyMMddHHmmss"
        case "pattern":
            return f"does not match {asked}"
        case _:
            return f"is longer than {asked}"


@cache
def _checker(service: str) -> Draft202012Validator:
    return Draft202012Validator(DATA[service], format_checker=_formats)


@_formats.checks("moment", raises=ValueError)
def _is_moment(value: object) -> bool:
    """Whether it reads as a moment; what is no text is the business of `type`."""
    at = moment_of(value) if isinstance(value, str) else None
    # What lies further back is no act of anybody here, and in part none that a database gives back.
    return at is None or at.year >= OLDEST_YEAR
