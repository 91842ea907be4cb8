"""Time limits read out of words: units that are missing, hours of a clock, limits that only a sentence tells."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from procedures.national.words import clean
from procedures.review.mend import Mend

# "15 giờ" alone is a time of day, "14 tháng 11" a date: neither is a length.
_SAID = re.compile(
    r"(?i)(\d+(?:[.,]\d+)?)\s*(?:\([^)]*\)\s*)?(ngày làm việc|ngày(?!\s*\d)|giờ làm việc|tháng(?!\s*\d))"
)
_UNITS = {"ngày làm việc": "working_day", "ngày": "day", "giờ làm việc": "hour", "tháng": "month"}
_LAW_CODE = re.compile(r"\d[\w.]*/\d{4}/[\w-]+|\d[\w.]*/[A-ZĐ][\w-]*-[\w-]+")
MOST_CHOICES = 4


def law_code_in(text: str) -> str:
    """The number of a legal document inside a longer text, or ""."""
    found = _LAW_CODE.search(text)
    return found.group() if found else ""


def clock_time(where: str, channel: Any) -> list[Mend]:
    """Fifteen hours: the hour until which a dossier is settled the same day (domain.md 3.3), or a true length."""
    if not isinstance(channel, dict):
        return []
    until = _("Trả trong ngày; nộp sau 15 giờ thì ngày làm việc tiếp theo.")
    same_day = {"time_qty": 1, "time_unit": "working_day", "same_day_before_15": True}
    return [
        Mend("same_day", until, where, channel | same_day, is_sure=True),
        Mend("hours", _("Đúng là 15 giờ làm việc."), where, channel | {"is_length": True}),
    ]


def units(where: str, channel: Any, record: Any) -> list[Mend]:
    """The unit that the words give this number, else the three that the law uses."""
    number = _number(channel.get("time_qty")) if isinstance(channel, dict) else ""
    if number in ("", "0"):
        return []
    wanted = list(dict.fromkeys(unit for said, unit in _said(channel, record) if said == number))
    return [_limit(where, channel, number, unit, is_sure=len(wanted) == 1) for unit in wanted or _SAYS]


def limits_in_text(where: str, channel: Any, record: Any) -> list[Mend]:
    """Every limit that the channel's own words name, else those of its neighbours."""
    if not isinstance(channel, dict):
        return []
    found = _limits(clean(channel.get("note"))) or _limits(clean(channel.get("time_qty"))) or _stated(record)
    wanted = list(dict.fromkeys(found))[:MOST_CHOICES]
    return [_limit(where, channel, number, unit, is_sure=len(wanted) == 1) for number, unit in wanted]


def _limit(where: str, channel: dict[str, Any], number: str, unit: str, *, is_sure: bool) -> Mend:
    says = _SAYS[unit]() % {"number": number}
    told = {"time_qty": float(number) if "." in number else int(number), "time_unit": unit, "is_length": True}
    return Mend(f"{number}-{unit}", says, where, channel | told, is_sure)


_SAYS = {
    "working_day": lambda: _("Thời hạn %(number)s ngày làm việc."),
    "day": lambda: _("Thời hạn %(number)s ngày."),
    "hour": lambda: _("Thời hạn %(number)s giờ làm việc."),
    "month": lambda: _("Thời hạn %(number)s tháng."),
}


def _said(channel: dict[str, Any], record: Any) -> list[tuple[str, str]]:
    """Numbers with units in the channel's own words; where it has none, in the steps and the cases' times."""
    own = _limits(clean(channel.get("note")))
    if own or not isinstance(record, dict):
        return own
    steps = [step.get("text") for step in record.get("steps") or [] if isinstance(step, dict)]
    return [limit for text in steps for limit in _limits(clean(text))]


def _stated(record: Any) -> list[tuple[str, str]]:
    channels = record.get("channels") or [] if isinstance(record, dict) else []
    told = [(_number(c.get("time_qty")), c.get("time_unit")) for c in channels if isinstance(c, dict)]
    return [
        (number, unit) for number, unit in told if number not in ("", "0") and isinstance(unit, str) and unit in _SAYS
    ]


def _limits(text: str) -> list[tuple[str, str]]:
    said = [(_number(number.replace(",", ".")), _UNITS[unit.lower()]) for number, unit in _SAID.findall(text)]
    return [(number, unit) for number, unit in said if number not in ("", "0")]


def _number(value: Any) -> str:
    """A number as it is written, without idle noughts; "" for anything else."""
    if isinstance(value, bool):
        return ""
    try:
        number = float(str(value))
    except ValueError:
        return ""
    return f"{number:g}" if 0 <= number < 10_000 else ""
