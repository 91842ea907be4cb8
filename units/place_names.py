"""Words of an address in the form in which places are looked up: without accents, types and abbreviations whole.

"P. Hoà Bình" and "phường Hòa Bình" give the same words; where the tone mark stands does not matter, nor i for y.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, zip_longest

from portal.vietnamese import normalise, without_accents

#: Abbreviations before a name: "P. Bến Nghé", "TP Thủ Đức", "TX. Dĩ An".
ABBREVIATIONS = {
    "p": "phường",
    "f": "phường",
    "x": "xã",
    "tt": "thị trấn",
    "q": "quận",
    "h": "huyện",
    "tx": "thị xã",
    "tp": "thành phố",
    "t": "tỉnh",
    "dk": "đặc khu",
}
ALIASES = {"tphcm": "hồ chí minh", "hcmc": "hồ chí minh", "brvt": "bà rịa vũng tàu", "tth": "thừa thiên huế"}
#: As keys, with i for y.
WARD_TYPES = ("phuong", "xa", "thitran", "dackhu")
DISTRICT_TYPES = ("quan", "huien", "thixa", "thanhpho")
LONGEST_NAME = 7
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_APOSTROPHES = re.compile("['’ʼ`´]")
_NUMBERED = re.compile(r"(?:p|f|q|ward|district|phuong|quan)\d+")
_TYPES_OF_TWO_WORDS = {("thanh", "pho"), ("thi", "xa"), ("thi", "tran"), ("dac", "khu")}
#: The last word of a type: what follows is a name, however short its first word is.
_BEFORE_A_NAME = frozenset({"phuong", "xa", "tran"})
_ZEROES = re.compile(r"(?<=[a-z])0+(?=\d)")


@dataclass(frozen=True)
class Span:
    """A run of words in one part of an address: its key, its place, and how it is spelt if the address has accents."""

    key: str
    start: int
    end: int
    toned: str
    has_accents: bool


def key_of(name: str) -> str:
    """The key of a name: lower case, no accents, no blanks, i for y, no zero before a number."""
    plain = name if name.isascii() and name.isalnum() else _plain(name)
    return _ZEROES.sub("", plain.lower()).replace("y", "i")


@lru_cache(maxsize=50_000)
def toned(name: str) -> str:
    """A name with its accents, each tone after its syllable: "Hoà" and "Hòa" are one."""
    said = []
    for syllable in re.findall(r"\w+", _APOSTROPHES.sub("", normalise(name).lower())):
        parts = unicodedata.normalize("NFD", syllable)
        said.append("".join(p for p in parts if p not in _TONES) + "".join(p for p in parts if p in _TONES))
    return "".join(said).replace("y", "i")


def spans(address: str) -> list[Span]:
    """Every run of up to seven words that stands between two commas, from left to right."""
    found: list[Span] = []
    place, has_accents = 0, not normalise(address).isascii()
    for part in re.split(r"[,;\n]", normalise(address)):
        words = re.findall(r"\w+", _APOSTROPHES.sub("", part))
        whole = _whole(words)
        edges = _edges(words)
        runs = ((start, end) for start in edges for end in edges if start < end <= start + LONGEST_NAME)
        found += [_span(whole[start:end], place + start, has_accents=has_accents) for start, end in runs]
        place += len(words)
    return [span for span in found if span.key]


def is_typed(key: str, keys: frozenset[str], types: tuple[str, ...]) -> bool:
    """Whether a key names its type ("phuongbennghe", "p1") beside the bare name among the keys of a place."""
    return bool(_NUMBERED.fullmatch(key)) or any(key.startswith(kind) and key[len(kind) :] in keys for kind in types)


def _whole(words: list[str]) -> list[str]:
    """The words with abbreviations written out where a name follows: "P. 1", but not the H of "xã H' Neng"."""
    written, before = [], ""
    for word, following in zip_longest(words, words[1:]):
        key = key_of(word)
        is_short = key in ABBREVIATIONS and following and before not in _BEFORE_A_NAME
        written.append(ABBREVIATIONS[key] if is_short else ALIASES.get(key, word))
        before = key
    return written


def _edges(words: list[str]) -> list[int]:
    """Where a name may begin or end: never inside "thành phố", so "Nghi Kim Thành phố Vinh" has no Kim Thành in it."""
    keys = [key_of(word) for word in words]
    return [
        n for n in range(len(words) + 1) if n in (0, len(words)) or (keys[n - 1], keys[n]) not in _TYPES_OF_TWO_WORDS
    ]


def _span(words: list[str], start: int, *, has_accents: bool) -> Span:
    # Two numbers side by side are two things: "Phường 1 25 Lê Lợi" is not ward 125.
    is_split = any(a[:1].isdigit() and b[:1].isdigit() for a, b in pairwise(words))
    text = " ".join(words)
    return Span("" if is_split else key_of(text), start, start + len(words), toned(text), has_accents)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", without_accents(_APOSTROPHES.sub("", name)))
