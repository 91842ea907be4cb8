"""How questions at the door look (domain 6.6): one schema each, and every fault by its place."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

from portal.national.inbound.shapes import Fault, Schema, faults_by

MOST_KINDS = 20
LONGEST_PATH = 100
_NUMBER = r"^(?:[0-9]{9}|[0-9]{12}|[0-9]{10}(?:-?[0-9]{3})?)\Z"


#: What a database keeps: no control characters, no halves of characters, which JSON may write all the same.
_KEPT = r"[^\x00-\x1f\x7f\ud800-\udfff]*"
#: The same, with a letter or digit in it: who asked and for what is proof, and what nobody sees names nobody.
_SAID = rf"^(?=.*\w){_KEPT}\Z"


def _text(longest: int, fewest: int = 1, pattern: str = _SAID) -> Schema:
    return {"type": "string", "maxLength": longest, "minLength": fewest, "pattern": pattern}


def _record(needed: dict[str, Schema], may: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": needed | (may or {}),
        "required": [*needed],
        "additionalProperties": False,
    }


_KINDS: Schema = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST_KINDS,
    "items": _record({"MaKetQua": _text(64)}, {"SoKyHieu": _text(100, 0, rf"^{_KEPT}\Z")}),
}
LOOK = Draft202012Validator(
    _record(
        {
            "MaThuTuc": _text(40),
            "SoDinhDanhChuSoHuu": _text(14, pattern=_NUMBER),
            "DanhSachDanhMucKetQua": _KINDS,
            "HoTenNguoiYeuCau": _text(200),
            "KenhThucHien": {"enum": ["1", "2", "3"]},
            "SoDinhDanhNguoiYeuCau": _text(14, pattern=_NUMBER),
        }
    )
)
FILE = Draft202012Validator(_record({"CoQuanChuQuan": _text(200), "DuongDan": _text(LONGEST_PATH)}))


def faults_of(message: dict[str, Any], shape: Draft202012Validator) -> list[Fault]:
    """Every fault of a question; [] when it can be answered. What stood there is not repeated."""
    return faults_by(shape, message)
