"""What the form of the simulated national portal holds at first: a birth that can be filed as it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

COMMUNE, NUMBER = "26740", "079190001234"
APPLICANT = {
    "HoTen": "Nguyễn Thị Lan",
    "SoDinhDanh": NUMBER,
    "SoDienThoai": "0901234567",
    "Email": "lan.nguyen@example.vn",
    "MaXa": COMMUNE,
    "DiaChi": "Số 12, đường Nguyễn Huệ",
}
PAPER = {"MaThanhPhanHoSo": "000.00.00.G15-KQ004389", "TenGiayTo": "Giấy chứng sinh"}


def answers() -> dict[str, Any]:
    """The answers of the form, by the names that the province's form has; the child was born three weeks ago."""
    return {
        "requester_name": "Nguyễn Thị Lan",
        "requester_id_number": NUMBER,
        "requester_commune": COMMUNE,
        "requester_street": "Số 12, đường Nguyễn Huệ",
        "relation_to_child": "mother",
        "child_name": "Trần Nguyễn Bảo An",
        "child_sex": "female",
        "child_birth_date": f"{dt.datetime.now(dt.UTC).date() - dt.timedelta(days=21)}",
        "birth_place_kind": "facility",
        "birth_place_name": "Bệnh viện Từ Dũ",
        "birth_place_commune": COMMUNE,
        "birth_place_address": "284 Cống Quỳnh",
        "child_ethnicity": "Kinh",
        "child_nationality": "Việt Nam",
        "child_native_place": "Xã Cần Giuộc, tỉnh Tây Ninh",
        "mother_declared": "yes",
        "mother_name": "Nguyễn Thị Lan",
        "mother_birth_year": 1990,
        "mother_id_number": NUMBER,
        "mother_ethnicity": "Kinh",
        "mother_nationality": "Việt Nam",
        "mother_residence": "Phường Sài Gòn, Thành phố Hồ Chí Minh",
        "father_declared": "no",
        "parents_married": "no",
        "extract_copies": 0,
        "wants_residence_registration": "yes",
        "wants_health_insurance_card": "yes",
        "declaration": True,
    }
