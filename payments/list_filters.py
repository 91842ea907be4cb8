"""What the addresses of the accountants' lists ask for, read kindly: what is no answer counts as left out."""

from __future__ import annotations

import datetime as dt
import re

from payments.vocabulary import TOO_MUCH_DONG
from portal.vietnamese.moments import VIETNAM

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
#: Digits alone or in groups of three: "1.00" is a slip, not a hundred.
GROUPED = re.compile(r"\d{1,3}([.,\s]\d{3})+|\d+")
CURRENCY_WORD = re.compile(r"\s*(đồng|dong|đ|vnd|vnđ)\.?$", re.IGNORECASE)


def day_in(text: str) -> dt.date | None:
    """A day as browsers send it (2026-11-22) or as people write it (22/11/2026)."""
    if written := _DAY.fullmatch(text.strip()):
        day, month, year = written.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def dong_in(text: str) -> int | None:
    """Whole đồng as people write them: 50000, 50.000, 50.000 đồng; None for a fraction, which is no đồng."""
    typed = CURRENCY_WORD.sub("", text.strip())
    if not (typed.isascii() and GROUPED.fullmatch(typed)):
        return None
    digits = re.sub(r"\D", "", typed)
    return int(digits) if len(digits) <= len(str(TOO_MUCH_DONG)) else None


def words_in(text: str, most: int = 60) -> str:
    """Words to look for, without what PostgreSQL does not keep."""
    return text.replace("\0", "")[:most].strip()


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day in Vietnam."""
    return dt.datetime.combine(day, dt.time(), tzinfo=VIETNAM)


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after a day in Vietnam; the last day of all has none, and is its own end."""
    return start_of(day + dt.timedelta(days=1) if day < dt.date.max else day)
