"""How a text goes over the air: the letters of GSM 03.38 seven bits each, any other letter makes all of them UCS-2.

Pure. A message of one part holds 160 septets or 70 code units; each part of several 153 or 67, since a head of six
bytes joins them (3GPP TS 23.038 6.2.1, TS 23.040 9.2.3.24.1).
"""

from __future__ import annotations

from collections.abc import Iterator

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Sent as two septets: an escape and the letter.
_EXTENDED = frozenset("^{}\\[~]|€")
_ONE_SEPTETS, _MANY_SEPTETS = 160, 153
_ONE_UNITS, _MANY_UNITS = 70, 67
_ASTRAL = 0xFFFF


def is_gsm(text: str) -> bool:
    """Whether every letter is one of GSM 03.38, so that the cheap coding will do."""
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def parts_of(text: str) -> list[str]:
    """The text as the parts that it is sent in; joined they are the text, and no letter is cut in two."""
    cost, one, many = (
        (_septets, _ONE_SEPTETS, _MANY_SEPTETS) if is_gsm(text) else (_code_units, _ONE_UNITS, _MANY_UNITS)
    )
    if sum(map(cost, text)) <= one:
        return [text]
    parts, room = [""], many
    for letter in text:
        if cost(letter) > room:
            parts, room = [*parts, ""], many
        parts[-1] += letter
        room -= cost(letter)
    return parts


def as_gsm(text: str, spell: dict[str, str]) -> Iterator[str]:
    """The letters of a text that GSM 03.38 has, others as `spell` writes them; what it does not name is left out."""
    for letter in text:
        yield letter if letter in _BASIC or letter in _EXTENDED else spell.get(letter, "")


def _septets(letter: str) -> int:
    return 2 if letter in _EXTENDED else 1


def _code_units(letter: str) -> int:
    return 2 if ord(letter) > _ASTRAL else 1
