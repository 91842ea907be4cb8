"""Procedures."""

from __future__ import annotations

from procedures.api.examples.made import BIRTH, ENDED, example, page

PROCEDURES = example("one in force, one that ended", page(BIRTH, ENDED, as_of="2026-11-22T00:00:00+07:00"))


PROCEDURE = example(
    "shortened",
    BIRTH
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
        "delegations": [],
        "eforms": {},
    },
)
