"""Days off of the whole country and the swaps decided for a year.

The days come from the `holidays` package (Labour Code 2019 Đ111–112, and 24/11 since 2026 by
NQ 28/2026/QH16). What it lacks or gets late stands in `data/decisions_of_the_year.json`, one
entry for each decision to swap a working day for a Saturday.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import holidays

DECISIONS = Path(__file__).parent / "data" / "decisions_of_the_year.json"
LAW = "Bộ luật Lao động 2019, Điều 112"


@dataclass(frozen=True)
class SpecialDay:
    """A date that departs from the week, why, and on what ground."""

    date: dt.date
    is_worked: bool
    reason: str
    source: str


def special_days(years: Iterable[int]) -> list[SpecialDay]:
    """Days off and days worked instead, of these years, in order of date."""
    wanted = set(years)
    found = {day.date: day for day in _by_law(wanted)}
    found.update({day.date: day for day in _by_decision() if day.date.year in wanted})
    return [found[date] for date in sorted(found)]


def _by_law(years: set[int]) -> list[SpecialDay]:
    country = holidays.country_holidays("VN", years=years, language="vi")
    return [SpecialDay(date, False, reason, LAW) for date, reason in country.items()]


def _by_decision() -> list[SpecialDay]:
    days: list[SpecialDay] = []
    for entry in json.loads(DECISIONS.read_text(encoding="utf-8")):
        off, worked = (dt.date.fromisoformat(entry[key]) for key in ("off", "worked"))
        days.append(SpecialDay(off, False, entry["off_reason"], entry["source"]))
        days.append(SpecialDay(worked, True, entry["worked_reason"], entry["source"]))
    return days
