"""The body of a birth registration as another system would send it."""

from __future__ import annotations

from typing import Any

from units.models import Unit, UnitKind

WARD = "26740"


def birth_body() -> dict[str, Any]:
    """A complete filing at the first demo ward, its papers already in a database."""
    centre = Unit.objects.current().get(kind=UnitKind.COMMUNE_CENTRE, division__code=WARD)
    address = {"commune": WARD, "street": "Số 12, đường Nguyễn Huệ"}
    return {
        "procedure": "1.001193",
        "case": "standard",
        "channel": "online",
        "receiving_unit": centre.code,
        "applicant": {
            "full_name": "Nguyễn Thị Lan",
            "id_number": "079190001234",
            "phone": "+84901234567",
            "email": "lan.nguyen@example.vn",
            "address": address,
        },
        "form": FORM,
        "papers": [{"component": "000.00.00.G15-KQ004389", "in_database": True}],
        "result_delivery": "online",
    }


FORM: dict[str, Any] = {
    "requester_name": "Nguyễn Thị Lan",
    "requester_id_number": "079190001234",
    "requester_commune": WARD,
    "requester_street": "Số 12, đường Nguyễn Huệ",
    "relation_to_child": "mother",
    "child_name": "Trần Nguyễn Bảo An",
    "child_sex": "female",
    "child_birth_date": "2026-11-02",
    "birth_place_kind": "facility",
    "birth_place_name": "Bệnh viện Từ Dũ",
    "birth_place_commune": WARD,
    "birth_place_address": "284 Cống Quỳnh",
    "child_ethnicity": "Kinh",
    "child_nationality": "Việt Nam",
    "child_native_place": "Xã Cần Giuộc, tỉnh Tây Ninh",
    "mother_declared": "yes",
    "mother_name": "Nguyễn Thị Lan",
    "mother_birth_year": 1990,
    "mother_id_number": "079190001234",
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
