"""Codes of tickets: `PAKN-H29-261122-0001`, the province, the day and the number of the day."""

from __future__ import annotations

import re
from datetime import date

from portal.documents.numbering import next_number
from portal.vietnamese import normalise

CODE_PATTERN = re.compile(r"^PAKN-[A-Z]\d{2}-\d{6}-\d{4,7}$")


def next_code(province: str, day: date) -> str:
    """The next code of the day; unique and without gaps. Call it last: writers queue for it until they commit."""
    number = next_number(f"PAKN-{province}-{day:%y%m%d}", day.year)
    return f"PAKN-{province}-{day:%y%m%d}-{number:04d}"


def tidy(text: str) -> str:
    """The code as it is stored; spaces and small letters are forgiven."""
    return normalise(text).replace(" ", "").upper()


def looks_like_code(text: str) -> bool:
    """Whether a tidy text has the shape of a code."""
    return CODE_PATTERN.match(text) is not None
