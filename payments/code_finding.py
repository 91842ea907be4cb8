"""Finding the codes of orders in what banks made of a transfer's words. Pure; no amounts, no judgement about money.

Banks drop dots and dashes, join words, change case, break lines anywhere, put words of their own around, and cut. So
texts and codes are compared by their letters and digits alone; how a code stands in the text tells how far to trust it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from portal.vietnamese import without_accents

#: So many letters of a code make it worth a look when the rest is cut off.
_ENOUGH = 10
#: Beyond so many codes that begin alike a torn one tells nothing.
_MOST_CUT = 50
_KEY = 3
#: A number so short behind a code may be the rest of a longer code that a line break tore off.
_TORN_DIGITS = 4
_LOOKALIKES = str.maketrans("OIL", "011")
_DIGITS = re.compile(r"[^0-9A-Za-z]*([0-9]+)")


class Standing(IntEnum):
    """How a code stands in a text, the least trusted first."""

    #: Its beginning or its end only.
    CUT = 1
    #: With letters for digits that look alike.
    LOOKS_ALIKE = 2
    #: Whole, but what touches it could belong to another code.
    JOINED = 3
    #: Whole and by itself.
    CLEAR = 4


@dataclass(frozen=True)
class Found:
    """A code, how it stands in the text, and how many of its letters do."""

    code: str
    standing: Standing
    letters: int
    #: Whether it stands with the very signs that belong between its letters.
    is_verbatim: bool = False

    def covers(self, other: Found) -> bool:
        """Whether the other stands in the text only as a part of this one, beyond doubt."""
        is_longer = self.code != other.code and other.code in self.code
        return is_longer and self.is_verbatim and self.standing == Standing.CLEAR


class Codes:
    """Codes to look for; built once for many texts."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._whole: dict[str, list[str]] = defaultdict(list)
        self._alike: dict[str, list[str]] = defaultdict(list)
        self._tails: dict[str, list[str]] = defaultdict(list)
        for code in dict.fromkeys(codes):
            bare, _places = squeeze(code)
            self._whole[bare].append(code)
            self._alike[bare.translate(_LOOKALIKES)].append(code)
            self._tails[bare[-_ENOUGH:]].append(code)
        self._in_order = sorted(self._whole)
        self._lengths = sorted({len(bare) for bare in self._whole})
        self._keys = {bare[:_KEY] for bare in self._whole}
        self._alike_keys = {bare[:_KEY] for bare in self._alike}

    def find(self, text: str) -> list[Found]:
        """Every code that stands in the text, each once, as well as it stands."""
        bare, places = squeeze(text)
        best: dict[str, Found] = {}
        whole = list(self._find_whole(bare, places, text))
        # What is merely like a code tells nothing beside a whole one.
        for found in whole or (*self._find_alike(bare), *self._find_cut(bare)):
            known = best.get(found.code)
            if known is None or _how_well(found) > _how_well(known):
                best[found.code] = found
        return sorted(best.values(), key=lambda found: (-found.standing, -found.letters, found.code))

    def _find_whole(self, bare: str, places: list[int], text: str) -> Iterator[Found]:
        for start, end in _spans(bare, self._keys, self._lengths):
            for code in self._whole.get(bare[start:end], ()):
                said = text[places[start] : places[end - 1] + 1].upper()
                yield Found(code, _standing(text, places[start], places[end - 1]), end - start, said == code)

    def _find_alike(self, bare: str) -> Iterator[Found]:
        alike = bare.translate(_LOOKALIKES)
        for start, end in _spans(alike, self._alike_keys, self._lengths):
            for code in self._alike.get(alike[start:end], ()):
                yield Found(code, Standing.LOOKS_ALIKE, end - start)

    def _find_cut(self, bare: str) -> Iterator[Found]:
        for start in range(len(bare) - _ENOUGH + 1):
            part = bare[start : start + _ENOUGH]
            if part[:_KEY] in self._keys:
                yield from self._beginning_like(bare[start:])
            for code in self._tails.get(part, ())[:_MOST_CUT]:
                yield Found(code, Standing.CUT, _ENOUGH)

    def _beginning_like(self, rest: str) -> Iterator[Found]:
        """The codes that have most of their beginning in common with what stands here."""
        for letters in range(min(len(rest), self._lengths[-1]), _ENOUGH - 1, -1):
            first = bisect_left(self._in_order, rest[:letters])
            last = bisect_left(self._in_order, rest[:letters] + "~")
            if first < last:
                for bare in self._in_order[first:last][:_MOST_CUT]:
                    yield from (Found(code, Standing.CUT, letters) for code in self._whole[bare])
                return


def squeeze(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text in capitals without accents, and where each stood."""
    letters, places = [], []
    for place, letter in enumerate(text):
        plain = letter if letter.isascii() else without_accents(letter)
        if len(plain) == 1 and plain.isascii() and plain.isalnum():
            letters.append(plain.upper())
            places.append(place)
    return "".join(letters), places


def _spans(bare: str, keys: set[str], lengths: list[int]) -> Iterator[tuple[int, int]]:
    """Where codes of these lengths and beginnings could stand."""
    for start in range(len(bare)):
        if bare[start : start + _KEY] in keys:
            yield from ((start, start + length) for length in lengths if start + length <= len(bare))


def _standing(text: str, first: int, last: int) -> Standing:
    """Whether what surrounds a code leaves no doubt that it ends there."""
    before, after = text[first - 1 : first], text[last + 1 : last + 2]
    if before.isalnum() or after.isalnum():
        return Standing.JOINED
    number = _DIGITS.match(text, last + 1)
    if number and len(number[1]) <= _TORN_DIGITS:
        return Standing.JOINED
    return Standing.CLEAR


def _how_well(found: Found) -> tuple[int, int, bool]:
    return found.standing, found.letters, found.is_verbatim
