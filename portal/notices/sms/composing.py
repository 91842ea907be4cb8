"""What stands in a text message: words of a notice and where to read more, within the parts that we pay for. Pure."""

from __future__ import annotations

import unicodedata

from portal.notices.sms.parts import as_gsm, parts_of

_DOTS = "..."
#: What has no plain letter beneath its marks.
_SPELLED = {
    "đ": "d", "Đ": "D", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-", "…": "...",
    "•": "-", "×": "x", "₫": "d",
}  # fmt: skip


def compose(words: str, link: str, *, with_accents: bool, most_parts: int) -> str:
    """One line of words and the link, in at most so many parts: words are cut, a link goes whole or not."""
    said = _one_line(words if with_accents else unaccented(words))
    text = _joined(said, link)
    if len(parts_of(text)) <= most_parts:
        return text
    if len(parts_of(_joined(_DOTS, link))) > most_parts:
        return compose(words, "", with_accents=with_accents, most_parts=most_parts)
    return _joined(_longest(said, link, most_parts), link)


def unaccented(text: str) -> str:
    """The text in letters of GSM 03.38, as old telephones write: "Hồ sơ đã xong" is "Ho so da xong"."""
    plain = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    # Whatever the cheap coding lacks (emoji, other scripts) would cost every part 90 signs.
    return "".join(as_gsm("".join(plain), _SPELLED))


def _longest(said: str, link: str, most_parts: int) -> str:
    """As much of the words as fits, found by halves: whether it fits only turns once as they grow."""
    fits, over = 0, len(said)
    while over - fits > 1:
        middle = (fits + over) // 2
        is_in = len(parts_of(_joined(_cut(said, middle), link))) <= most_parts
        fits, over = (middle, over) if is_in else (fits, middle)
    return _cut(said, fits)


def _cut(said: str, length: int) -> str:
    return said[:length].rstrip() + _DOTS


def _joined(said: str, link: str) -> str:
    return f"{said} {link}".strip()


def _one_line(text: str) -> str:
    """Without line breaks and signs that nobody sees: they could make a second message of a first one."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
