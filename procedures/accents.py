"""Accents typed are meant: "hóa" is not "hòa", though both are "hoa" to somebody who types none."""

from __future__ import annotations

import re
import unicodedata

from procedures.models import SearchEntry

# So many of the best are looked at; always the same ones, whichever page is asked for.
LOOKED_AT = 60
# What a result loses when none of the accented words asked stands in it so.
OTHERWISE = 0.5


def as_accented(found: list[SearchEntry], words: set[str]) -> list[SearchEntry]:
    """The results with those first that have the words with the very accents typed. Needs their ``score``."""
    if not words:
        return found
    asked = {_letters(word) for word in words}
    best = sorted(found[:LOOKED_AT], key=lambda entry: (-_score(entry, asked), entry.pk))
    return best + found[LOOKED_AT:]


def _score(entry: SearchEntry, asked: set[str]) -> float:
    spoken = re.findall(r"\w+", f"{entry.name}\n{entry.keywords}".lower())
    missing = asked - set(map(_letters, spoken))
    score: float = entry.score  # type: ignore[attr-defined]  # annotated by the query
    return score - OTHERWISE * len(missing) / len(asked)


def _letters(word: str) -> str:
    """The same for "hoà" and "hòa", which differ in where the mark stands."""
    return "".join(sorted(unicodedata.normalize("NFD", word)))
