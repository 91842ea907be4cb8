"""What the mother of the journeys writes on each page of a birth registration; pages by their keys in addresses."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

CHILD = "Trần Nguyễn Bảo An"
ID_NUMBER = "079190001234"
PHONE_NUMBER = "0901 234 567"
PHONE_DIGITS = "901234567"
CHILD_NUMBER = "079326001234"


def answers(name: str, email: str, commune: str) -> dict[str, dict[str, str]]:
    """All pages in their order. The child was born ten days ago: within the 60 days of the law (Luật Hộ tịch Đ15)."""
    born_on = timezone.localdate() - timedelta(days=10)
    return {
        "applicant": {
            "full_name": name,
            "id_number": ID_NUMBER,
            "phone": PHONE_NUMBER,
            "email": email,
            "commune": commune,
            "street": "Số 12, đường Nguyễn Huệ",
            "is_other": "no",
        },
        "form-requester": {"relation_to_child": "mother"},
        "form-child": {
            "child_name": CHILD,
            "child_sex": "female",
            "child_birth_date_day": str(born_on.day),
            "child_birth_date_month": str(born_on.month),
            "child_birth_date_year": str(born_on.year),
        },
        "form-birth_place": {
            "birth_place_kind": "facility",
            "birth_place_name": "Bệnh viện Từ Dũ",
            "birth_place_commune": commune,
            "birth_place_address": "284 Cống Quỳnh",
        },
        "form-origin": {
            "child_ethnicity": "Kinh",
            "child_nationality": "Việt Nam",
            "child_native_place": "Xã Cần Giuộc, tỉnh Tây Ninh",
        },
        "form-mother": {
            "mother_declared": "yes",
            "mother_name": name,
            "mother_birth_year": "1990",
            "mother_id_number": ID_NUMBER,
            "mother_ethnicity": "Kinh",
            "mother_nationality": "Việt Nam",
            "mother_residence": "Phường Sài Gòn, Thành phố Hồ Chí Minh",
        },
        "form-father": {
            "father_declared": "yes",
            "father_name": "Trần Văn Hùng",
            "father_birth_year": "1988",
            "father_ethnicity": "Kinh",
            "father_nationality": "Việt Nam",
            "father_residence": "Phường Sài Gòn, Thành phố Hồ Chí Minh",
        },
        "form-marriage": {
            "parents_married": "yes",
            "marriage_certificate_number": "15/2019",
            "marriage_registered_at": "Ủy ban nhân dân phường Bến Nghé",
            "marriage_registered_on_day": "18",
            "marriage_registered_on_month": "5",
            "marriage_registered_on_year": "2019",
        },
        "form-wishes": {
            "extract_copies": "0",
            "wants_residence_registration": "yes",
            "wants_health_insurance_card": "yes",
            "declaration": "yes",
        },
        "delivery": {"result_delivery": "online"},
    }
