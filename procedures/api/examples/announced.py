"""Decisions, and the files of everything."""

from __future__ import annotations

from procedures.api.examples.made import example

DECISIONS = example(
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


BULK = example(
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
