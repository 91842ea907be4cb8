"""The body of a birth registration as another system would send it; the tests file the same one."""

from __future__ import annotations

from typing import Any

from units.models import Unit, UnitKind

PROCEDURE = "1.001193"
PAPER = "000.00.00.G15-KQ004389"
WARD = "26740"
STREET = "Số 12, đường Nguyễn Huệ"
APPLICANT: dict[str, Any] = {
    "full_name": "Nguyễn Thị Lan",
    "id_number": "079190001234",
    "phone": "+84901234567",
    "email": "lan.nguyen@example.vn",
}


def birth_body(receiving_unit: str = "") -> dict[str, Any]:
    """A complete filing for the first demo ward, its paper in a database; at the ward's own centre unless told."""
    return {
        "procedure": PROCEDURE,
        "case": "standard",
        "channel": "online",
        "receiving_unit": receiving_unit or _centre(),
        "applicant": {**APPLICANT, "address": {"commune": WARD, "street": STREET}},
        "form": dict(FORM),
        "papers": [{"component": PAPER, "in_database": True}],
        "result_delivery": "online",
    }


def _centre() -> str:
    return Unit.objects.current().get(kind=UnitKind.COMMUNE_CENTRE, division__code=WARD).code


FORM: dict[str, Any] = {
    "requester_name": "Nguyễn Thị Lan",
    "requester_id_number": "079190001234",
    "requester_commune": WARD,
    "requester_street": STREET,
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
