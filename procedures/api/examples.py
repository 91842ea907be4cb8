"""Examples in the OpenAPI document, each an answer as this site gives it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_FIELD = {"code": "G15-TP07", "name": "Hộ tịch"}
_BIRTH: dict[str, Any] = {
    "code": "1.001193",
    "version": 2,
    "name": "Thủ tục đăng ký khai sinh",
    "field": _FIELD,
    "levels": ["commune"],
    "targets": ["citizen"],
    "online_level": "full",
    "non_territorial": True,
    "executing_agency": "Ủy ban nhân dân cấp xã",
    "valid_from": "2026-06-01",
    "valid_to": None,
    "is_in_force": True,
    "replaced_by": None,
    "source": "starter",
}
_ENDED = _BIRTH | {"code": "2.000635", "valid_to": "2026-11-01", "is_in_force": False, "replaced_by": "1.001193"}


def _example(name: str, value: Any) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, response_only=True, status_codes=["200"])]


def _page(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"results": list(rows), "next": None, "previous": None, **more}


PROCEDURES = _example("one in force, one that ended", _page(_BIRTH, _ENDED, as_of="2026-11-22T00:00:00+07:00"))
PROCEDURE = _example(
    "shortened",
    _BIRTH
    | {
        "online_reason": "",
        "clock_on_supplement": "restart",
        "competence": "residence",
        "competent_department": "",
        "division": "van-hoa-xa-hoi",
        "decision_number": "163/QĐ-BTP",
        "decision_agency": "Bộ Tư pháp",
        "decision_date": None,
        "requirements": "",
        "guide": [{"title": "Nộp hồ sơ", "text": "Nộp trực tuyến hoặc đến trung tâm gần nhất."}],
        "results": [{"code": "KQ.G15.000031", "name": "Giấy khai sinh"}],
        "legal_basis": [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}],
        "keywords": ["làm giấy khai sinh"],
        "questions": [],
        "doubts": [],
        "source_url": "",
        "cases": [
            {
                "key": "standard",
                "name": "Đăng ký đúng hạn",
                "when": "Trẻ chưa quá 60 ngày tuổi",
                "components": [
                    {
                        "code": "",
                        "name": "Giấy chứng sinh",
                        "originals": 1,
                        "copies": 0,
                        "required": True,
                        "kind": "paper",
                        "group": "",
                        "form_name": "",
                        "note": "",
                    }
                ],
                "fees": [
                    {
                        "channel": "online",
                        "kind": "fee",
                        "code": "LP-HT",
                        "name": "Lệ phí hộ tịch",
                        "amount_dong": 0,
                        "quantity_of": "",
                        "legal_basis": "",
                        "note": "",
                    }
                ],
                "time_limits": [
                    {"channel": "any", "amount": "1.00", "unit": "working_day", "same_day_before_15": True, "note": ""}
                ],
                "eform": None,
            }
        ],
        "processes": [],
        "eforms": {},
    },
)
CHANGES = _example(
    "an amendment",
    _page(
        {
            "number": 2274,
            "at": "2026-11-22T08:15:30.123456+07:00",
            "kind": "amended",
            "procedure": "1.001193",
            "version": 2,
            "before": 1,
            "replaced_by": None,
            "name": "Thủ tục đăng ký khai sinh",
            "field": _FIELD,
            "levels": ["commune"],
            "effective_on": "2026-06-01",
            "decision_number": "77/QĐ-UBND",
            "headline": "Sửa đổi, bổ sung: Thủ tục đăng ký khai sinh (1.001193)",
            "summary": ["Bỏ: Sổ hộ khẩu (1 bản chính; bắt buộc)"],
        },
        latest=2274,
    ),
)
_FIRST = {"version": 1, "valid_from": "2026-01-01", "valid_to": "2026-06-01", "decision_number": "163/QĐ-BTP"}
_SECOND = {"version": 2, "valid_from": "2026-06-01", "valid_to": None, "decision_number": "77/QĐ-UBND"}
VERSIONS = _example("two versions", {"results": [_SECOND, _FIRST]})
DIFFERENCES = _example(
    "a paper less",
    {
        "version": _SECOND,
        "before": _FIRST,
        "sections": [
            {
                "key": "papers",
                "title": "Giấy tờ cần có",
                "cases": [],
                "changes": [
                    {
                        "kind": "removed",
                        "what": "Sổ hộ khẩu",
                        "fact": "",
                        "before": "1 bản chính; bắt buộc",
                        "after": "",
                    }
                ],
            }
        ],
    },
)
FIELDS = _example("one field", _FIELD | {"procedures": 41})
FEE_RULES = _example(
    "nothing to pay online",
    {
        "key": "hcmc-online",
        "text": "Nộp trực tuyến thì không phải nộp lệ phí hộ tịch.",
        "province": "79",
        "effect": "exempt",
        "percent_off": None,
        "amount_dong": None,
        "fee_codes": ["LP-HT"],
        "kinds": [],
        "procedure_codes": [],
        "case_keys": [],
        "channel": "online",
        "answers": {},
        "group": "",
        "group_name": "",
        "proof": "",
        "valid_from": "2025-10-01",
        "valid_to": None,
        "legal_basis": "Nghị quyết 411/NQ-HĐND",
    },
)
EVENTS = _example(
    "a birth",
    _page(
        {
            "slug": "sinh-con",
            "kind": "life",
            "title": "Sinh con",
            "text": "Giấy khai sinh, nhận cha, mẹ, con",
            "steps": [
                {
                    "procedure": "1.001193",
                    "name": "Thủ tục đăng ký khai sinh",
                    "do": "Đăng ký khai sinh, trong 60 ngày từ ngày sinh.",
                }
            ],
        }
    ),
)
DECISIONS = _example(
    "in force",
    {
        "key": "5b0c7f0e-6a0f-4a57-9f0b-0a1b2c3d4e5f",
        "number": "77/QĐ-UBND",
        "title": "Về việc công bố thủ tục hành chính lĩnh vực hộ tịch",
        "issuing_agency": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
        "unit": "H29.3",
        "signed_on": "2026-05-20",
        "effective_on": "2026-06-01",
        "state": "published",
        "published_at": "2026-06-01T00:00:41+07:00",
        "procedures": 12,
    },
)
BULK = _example(
    "one file",
    {
        "results": [
            {
                "url": "https://thu-tuc.example/api/v1/bulk/catalogue.ndjson",
                "format": "ndjson",
                "schema_version": 1,
                "procedures": 2273,
                "day": "2026-11-22",
                "made_at": "2026-11-22T00:00:40+07:00",
                "size_bytes": 18423551,
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "changes_after": 2274,
            }
        ]
    },
)
