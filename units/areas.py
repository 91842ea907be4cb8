"""Areas of a unit that is split, as its decision writes them: commune codes, or words of an address ("Khu phố 3")."""

from __future__ import annotations

from portal.vietnamese import without_accents


def is_named(area: str, text: str) -> bool:
    """Whether an address says the words of an area, whole and however they are spelt."""
    plain = _plain(area)
    return bool(plain) and f" {plain} " in f" {_plain(text)} "


def _plain(text: str) -> str:
    return " ".join(without_accents(text).replace(",", " ").split())
