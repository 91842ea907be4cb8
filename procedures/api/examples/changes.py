"""What changed: since when, in which version, in which words."""

from __future__ import annotations

from procedures.api.examples.made import FIELD, example, page

CHANGES = example(
    "an amendment",
    page(
        {
            "number": 2274,
            "at": "2026-11-22T08:15:30.123456+07:00",
            "kind": "amended",
            "procedure": "1.001193",
            "version": 2,
            "before": 1,
            "replaced_by": None,
            "name": "Thủ tục đăng ký khai sinh",
            "field": FIELD,
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


VERSIONS = example("two versions", {"results": [_SECOND, _FIRST]})


DIFFERENCES = example(
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
