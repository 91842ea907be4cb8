"""What people really ask, and how well search answers it."""

from __future__ import annotations

import csv
from pathlib import Path

from procedures.models import SearchEntry
from procedures.search import SearchPage, search

#: What people type most, and the procedure that must come first.
EVERYDAY = {
    "giay khai sinh": "1.001193",
    "khai sinh": "1.001193",
    "làm giấy khai sinh": "1.001193",
    "dang ky khai sinh cho con": "1.001193",
    "kết hôn": "1.000894",
    "khai tử": "1.000656",
    "giay chung tu": "1.000656",
    "sao y": "2.000815",
    "chung thuc chu ky": "2.000884",
    "mở tiệm tạp hóa": "1.001612",
    "đóng cửa tiệm": "1.001266",
    "nhập hộ khẩu": "1.004222",
    "giấy xác nhận độc thân": "1.004873",
    "mất giấy khai sinh xin cấp lại": "1.004884",
    "trích lục kết hôn": "2.000635",
}


def codes(page: SearchPage) -> list[str]:
    """Codes found, best first."""
    return [entry.card["code"] for entry in page.results]


def wrongly_answered() -> list[str]:
    """The questions of every day that something else comes first for."""
    return [question for question, code in EVERYDAY.items() if codes(search(question))[0] != code]


def share_found(queries: Path) -> float:
    """Of the questions in a file whose procedures are here: the share that finds one of them among the first three."""
    known = {entry.card["code"] for entry in SearchEntry.objects.only("card")}
    with queries.open(encoding="utf-8") as rows:
        asked = [(row["query"], set(row["expected_codes"].split()) & known) for row in csv.DictReader(rows)]
    hits = [bool(set(codes(search(question, limit=3))) & expected) for question, expected in asked if expected]
    return sum(hits) / len(hits)
