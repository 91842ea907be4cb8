"""What stands beside procedures: fields, rules on fees, events in a life."""

from __future__ import annotations

from procedures.api.examples.made import FIELD, example, page

FIELDS = example("one field", FIELD | {"procedures": 41})


FEE_RULES = example(
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


EVENTS = example(
    "a birth",
    page(
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
