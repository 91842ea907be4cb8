"""Vietnamese text as it is stored and as it is compared; not search, not translation."""

from __future__ import annotations

import re
import unicodedata

# Old keyboards write the Icelandic eth for the Vietnamese letter: it looks the same and never compares equal.
_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "\u0189": "Đ", "\u0256": "đ"})
_KEPT_CONTROLS = frozenset("\n\t")
_HORIZONTAL_SPACE = re.compile(r"[^\S\n]+")
_SPACE_AROUND_LINE_END = re.compile(r" ?\n ?")
# Letters of all alphabets in use stand below it; what is above is looked up anew, so that memory stays bounded.
_REMEMBERED = 0x3000


class _Visible(dict[int, "int | None"]):
    """A table for str.translate that takes invisible characters out and learns the common ones as it goes."""

    def __missing__(self, code: int) -> int | None:
        kept = None if _is_invisible(chr(code)) else code
        if code < _REMEMBERED:
            self[code] = kept
        return kept


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Cf", "Cc", "Cs", "Co", "Cn"} and character not in _KEPT_CONTROLS


_VISIBLE = _Visible()


def normalise(text: str) -> str:
    """Give text as it is stored: NFC, Ð made Đ, invisible characters out, spaces single and trimmed, lines kept."""
    whole = unicodedata.normalize("NFC", text).translate(_LOOKALIKES)
    if whole.isprintable():
        # Nearly every text: no character to take out, and the only space in it is the plain one.
        return " ".join(whole.split())
    visible = whole.replace("\r\n", "\n").replace("\r", "\n").translate(_VISIBLE)
    single = _SPACE_AROUND_LINE_END.sub("\n", _HORIZONTAL_SPACE.sub(" ", visible)).strip()
    # Taking an invisible character out may bring a letter and its mark together.
    return unicodedata.normalize("NFC", single)


def without_accents(text: str) -> str:
    """Give text in lower case without tones and marks, đ as d, for comparing what people type without accents."""
    lowered = normalise(text).lower().replace("đ", "d")
    parts = unicodedata.normalize("NFD", lowered)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))
