"""Cleaning one text of a national record, and doubting what only the raw text shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from portal.vietnamese import normalise
from procedures.national.doubts import Doubts
from procedures.national_text import plain_text

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_MARK_UP = re.compile(r"<[a-zA-Z/!][^>]*>")
# The district level ended on 1 July 2025; place names such as "Thị xã" inside old words stay allowed.
_DISTRICT = re.compile(
    r"(?i)\b(?:cấp huyện|(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|hđnd|công an|phòng [\w\s]{3,40}?|chủ tịch ubnd)"
    r"\s+(?:cấp\s+)?(?:huyện|quận|thị xã)|thành phố thuộc tỉnh)\b"
)
_CUT_OFF = re.compile(r"(?:…|\.\.\.)\s*$")
_LOST = "\ufffd"
_LOOKALIKE = re.compile("[\u00d0\u00f0\u0189\u0256]")
_UNTIDY_SPACE = re.compile(r"^\s|\s$|  | \n|\n ")
_BULLET = re.compile(r"^(?:[-–—+*•]\s*)+")


def clean(value: Any) -> str:
    """A text as it is stored: NFC, no mark-up, no stray spaces. Anything that is no text becomes ""."""
    return _clean(value) if isinstance(value, str) else ""


# The same remarks stand under each channel of a record, and records are looked at twice.
@lru_cache(maxsize=20_000)
def _clean(text: str) -> str:
    plain = plain_text(text if _is_tidy(text) else normalise(text))
    # Mark-up that goes leaves line ends and blanks behind.
    return plain if _is_tidy(plain) else normalise(plain)


def _is_tidy(text: str) -> bool:
    """Whether `normalise` would give the text back unchanged: most texts, and telling so is 30 times quicker."""
    return (text.isascii() or (unicodedata.is_normalized("NFC", text) and not _LOOKALIKE.search(text))) and bool(
        text.replace("\n", "").isprintable() and not _UNTIDY_SPACE.search(text)
    )


def without_bullet(text: str) -> str:
    """A list item without the dash, plus or star that stood before it."""
    return _BULLET.sub("", text).strip()


def doubt_texts(record: dict[str, Any], doubts: Doubts) -> None:
    """Note raw faults of every text in a record, wherever it stands."""
    for where, text in texts_of(record):
        if unicodedata.normalize("NFC", text) != text:
            doubts.add("source_decomposed_unicode", where, text)
        if _INVISIBLE.search(text):
            doubts.add("source_invisible_chars", where, text)
        if _LOST in text:
            doubts.add("source_lost_characters", where, text)
        if _MARK_UP.search(text):
            doubts.add("source_has_mark_up", where, text)
        if found := _DISTRICT.search(text):
            doubts.add("mentions_abolished_district_level", where, _around(text, found.start()))
        if _CUT_OFF.search(text):
            doubts.add("text_truncated", where, text[-120:])
    name = record.get("name")
    if isinstance(name, str) and name != " ".join(name.split()):
        doubts.add("source_name_whitespace", "name", name)


def texts_of(node: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text beneath a node with its place, such as ``steps[2].text``."""
    if isinstance(node, str):
        yield where, node
    elif isinstance(node, dict):
        for key, value in node.items():
            if key not in ("quality_flags", "source_url"):
                yield from texts_of(value, f"{where}.{key}" if where else str(key))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from texts_of(value, f"{where}[{place}]")


def _around(text: str, start: int) -> str:
    return text[max(start - 60, 0) : start + 120]
