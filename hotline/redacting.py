"""Suggesting what to take out before an answer is published; a person reads it and confirms. Pure; no database."""

from __future__ import annotations

import re
from collections.abc import Iterable

MARK = "[…]"
_PHONE = re.compile(r"(?<![\w.-])(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\w)")
_ID_NUMBER = re.compile(r"(?<![\w-])\d{9}(?:\d{3})?(?![\w-])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CODE = re.compile(r"\b[A-Z]\d{2}(?:\.\d{1,3}){0,3}-\d{6}-\d{4,6}\b|\bPAKN-[A-Z]\d{2}-\d{6}-\d{4,7}\b")
_WORD = r"[A-ZĂÂĐÊÔƠƯÀ-Ỹ][\wà-ỹăâđêôơư]*"
_TITLED = re.compile(rf"\b([Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Ee]m)((?: {_WORD}){{1,5}})")
_STREET = re.compile(r"\b(?:số nhà|nhà số|số) \d+[\w/]*(?:,? (?:đường|phố|hẻm|ngõ) [^,.;\n]+)?", re.IGNORECASE)


def suggest(text: str, known: Iterable[str] = ()) -> str:
    """The text with a mark in place of what looks personal; `known` are the reporter's own name, address, numbers."""
    for own in sorted((own for own in known if len(own) > 1), key=len, reverse=True):
        text = re.sub(re.escape(own), MARK, text, flags=re.IGNORECASE)
    for pattern in (_EMAIL, _CODE, _PHONE, _ID_NUMBER, _STREET):
        text = pattern.sub(MARK, text)
    return _TITLED.sub(lambda found: f"{found[1]} {MARK}", text)


def left_in(text: str, known: Iterable[str] = ()) -> list[str]:
    """What must not be published and still stands there: numbers, addresses of e-mail, the reporter's own words."""
    found = [match[0] for pattern in (_EMAIL, _PHONE, _ID_NUMBER, _CODE) for match in pattern.finditer(text)]
    lowered = text.lower()
    return found + [own for own in known if len(own) > 1 and own.lower() in lowered]
