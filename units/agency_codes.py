"""Codes of agencies: those of provinces are given, those beneath can be fixed in a file.

Provinces' codes follow QĐ 20/2020/QĐ-TTg as the national portal uses them in September 2026.

The file named by the setting PORTAL_AGENCY_CODES is JSON with any of these keys:
`{"province": "H29", "centre": "H29.90", "departments": {"so-tu-phap": "H29.03"},
"communes": {"26740": "H29.151"}}`. What it leaves out is numbered in order of official codes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .departments import DEPARTMENTS

PROVINCE_CODES = Path(__file__).parent / "data" / "agency_codes.json"
FIRST_COMMUNE_NUMBER = 101
CENTRE_NUMBER = "90"
_KEYS = {"province", "centre", "departments", "communes"}


class BadAgencyCodes(ValueError):
    """The file of agency codes or the province cannot be used; the message says why."""


@dataclass(frozen=True)
class AgencyCodes:
    """Codes of one province's agencies."""

    province: str
    centre: str
    departments: Mapping[str, str]
    communes: Mapping[str, str] = field(default_factory=dict)

    def of_communes(self, codes: Iterable[str], kept: Mapping[str, str]) -> dict[str, str]:
        """Agency code by commune code: kept ones first, then fixed ones, then the next numbers.

        `kept` are those already in the database: a code is never given away again.
        """
        given = {**self.communes, **kept}
        _refuse_duplicates(given)
        taken = set(given.values())
        number = FIRST_COMMUNE_NUMBER
        for code in sorted(set(codes) - set(given)):
            while (candidate := f"{self.province}.{number}") in taken:
                number += 1
            given[code] = candidate
            taken.add(candidate)
        return {code: given[code] for code in codes}


def agency_codes(province_code: str, path: str = "") -> AgencyCodes:
    """Codes for a province by its two-digit code; BadAgencyCodes for an unknown one or a bad file."""
    province = json.loads(PROVINCE_CODES.read_text(encoding="utf-8")).get(province_code)
    if province is None:
        raise BadAgencyCodes(f"no province has the code {province_code!r}")
    fixed = _read(path) if path else {}
    province = fixed.get("province", province)
    departments = {unit.slug: f"{province}.{unit.number}" for unit in DEPARTMENTS}
    return AgencyCodes(
        province=province,
        centre=fixed.get("centre", f"{province}.{CENTRE_NUMBER}"),
        departments=departments | fixed.get("departments", {}),
        communes=fixed.get("communes", {}),
    )


def _read(path: str) -> dict[str, Any]:
    try:
        fixed: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadAgencyCodes(f"cannot read agency codes from {path}: {error}") from error
    if unknown := set(fixed) - _KEYS:
        raise BadAgencyCodes(f"unknown keys in {path}: {', '.join(sorted(unknown))}")
    return fixed


def _refuse_duplicates(given: Mapping[str, str]) -> None:
    by_code: dict[str, str] = {}
    for commune, code in given.items():
        if (other := by_code.setdefault(code, commune)) != commune:
            raise BadAgencyCodes(f"agency code {code} stands for communes {other} and {commune}")
