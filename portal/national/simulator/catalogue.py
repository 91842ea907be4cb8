"""The small catalogue of the simulated national portal, in the keys of the classic answers."""

from __future__ import annotations

from typing import Any

_CIVIL_STATUS = {"MALINHVUC": "G15-TP07", "TENLINHVUC": "Hộ tịch"}
_BIRTH = {"MATTHC": "1.001193", "TENTTHC": "Thủ tục đăng ký khai sinh"}
_MARRIAGE = {"MATTHC": "1.000894", "TENTTHC": "Thủ tục đăng ký kết hôn"}

PROCEDURES: list[dict[str, Any]] = [_BIRTH, _MARRIAGE]
FIELDS: list[dict[str, Any]] = [_CIVIL_STATUS]
AGENCIES: list[dict[str, Any]] = [
    {"MADONVI": "G15", "TENDONVI": "Bộ Tư pháp"},
    {"MADONVI": "H29", "TENDONVI": "Ủy ban nhân dân Thành phố Hồ Chí Minh"},
]
DETAILS: dict[str, dict[str, Any]] = {
    row["MATTHC"]: {
        **row,
        "MACOQUANCONGBO": "G15",
        "CAPTHUCHIEN": [{"CAPTHUCHIEN": "3", "TENCAP": "Cấp Xã"}],
        "LINHVUCTHUCHIEN": [_CIVIL_STATUS],
        "KETQUATHUCHIEN": [],
        "TRANGTHAI": "1",
    }
    for row in PROCEDURES
}
