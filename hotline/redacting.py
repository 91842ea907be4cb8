"""Suggesting what to take out before an answer is published; a person reads it and confirms. Pure; no database."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.vietnamese import without_accents

MARK = "[…]"
_PHONE = re.compile(r"(?<![\w.-])(?:\(?\+?84|\(?0)(?:[ .()–-]{0,2}\d){8,10}(?!\w)")
#: Nine digits in groups may be an amount of money; twelve that begin with a nought are a person's.
_ID_NUMBER = re.compile(r"(?<![\w-])(?:0(?:[ .-]?\d){11}|\d{12})(?![\w-])")
_OLD_ID_NUMBER = re.compile(r"(?<![\w-])\d{9}(?![\w-])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CODE = re.compile(r"\b[A-Z]\d{2}(?:\.\d{1,3}){0,3}-\d{6}-\d{4,6}\b|\bPAKN-[A-Z]\d{2}-\d{6}-\d{4,7}\b")
_CAPITALS = "A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper())
_WORD = rf"[{_CAPITALS}]\w*"
_TITLED = re.compile(rf"\b([Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Ee]m)((?: {_WORD}){{1,5}})")
_STREET = re.compile(r"\b(?:số nhà|nhà số|số) \d+[\w/]*(?:,? (?:đường|phố|hẻm|ngõ) [^,.;\n]+)?", re.IGNORECASE)

#: The longer first: what one takes, the next does not find half of.
_NUMBERS = (_ID_NUMBER, _PHONE, _OLD_ID_NUMBER)


def suggest(text: str, known: Iterable[str] = ()) -> str:
    """The text with a mark in place of what looks personal; `known` are the reporter's own name, address, numbers."""
    for own in sorted((own for own in known if len(own) > 1), key=len, reverse=True):
        text = _writings(own).sub(MARK, text)
    for pattern in (_EMAIL, _CODE, *_NUMBERS, _STREET):
        text = pattern.sub(MARK, text)
    return _TITLED.sub(lambda found: f"{found[1]} {MARK}", text)


def left_in(text: str, known: Iterable[str] = ()) -> list[str]:
    """What must not be published and still stands there: numbers, addresses of e-mail, the reporter's own words."""
    found = [match[0] for pattern in (_EMAIL, *_NUMBERS, _CODE) for match in pattern.finditer(text)]
    return found + [own for own in known if len(own) > 1 and _writings(own).search(text)]


def _writings(own: str) -> re.Pattern[str]:
    """Whole words in capitals or small, with accents or without any, however spaced.

    One word alone may be a common one ("An" and "an ninh"): it counts only with the capitals of a name.
    """
    if own.isalpha():
        return re.compile(rf"(?<!\w)(?:{own}|{own.upper()})(?!\w)")
    ways = (r"\s+".join(map(re.escape, way.split())) for way in (own, without_accents(own)))
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE)
