"""Chats written out: "k" is không, "vk" is vợ, "77t" is 77 tuổi, "tám chục" is 80. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping

_AGE = re.compile(r"(?<!\w)(\d{1,3})\s?t(?!\w)", re.IGNORECASE)
_TENS = dict(zip(["hai", "ba", "bốn", "năm", "sáu", "bảy", "bẩy", "tám", "chín"], "234567789", strict=True))
_IN_TENS = re.compile(rf"(?<!\w)({'|'.join(_TENS)})\s+(?:mươi|chục)(?!\w)", re.IGNORECASE)


def written_out(text: str, shorthand: Mapping[str, str]) -> str:
    """The text with its short forms as whole words; words that ``shorthand`` (in small letters) lacks stay as typed."""
    text = _IN_TENS.sub(lambda found: f"{_TENS[found[1].lower()]}0", _AGE.sub(r"\1 tuổi", text))
    return re.sub(r"\w+", lambda found: shorthand.get(found[0].lower(), found[0]), text)
