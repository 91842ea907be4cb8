"""Takes out of a text what could name a person: numbers of identity, phones and accounts, addresses of e-mail. Pure."""

from __future__ import annotations

import re

MASK = "•••"
# Nine digits and more, also grouped; a law's number (60/2014), a code (1.001193) and money (50.000) stay readable.
_NUMBER = re.compile(r"(?<![\w/.])\+?\d(?:[ .-]?\d){8,}(?![\w/])")
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_MONEY = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


def mask_personal(text: str) -> str:
    """The text with such numbers and addresses replaced; amounts of money ("12.000.000") and codes are kept."""
    return _NUMBER.sub(_unless_money, _MAIL.sub(MASK, text))


def _unless_money(found: re.Match[str]) -> str:
    return found[0] if _MONEY.fullmatch(found[0]) else MASK
