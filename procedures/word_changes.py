"""Two wordings of one text, told word by word: what stayed, what went, what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Beyond this a comparison word by word costs more than a reader gains: both texts are shown whole.
MOST_WORDS = 1500
# Texts that share less than this are easier to read one after the other.
LEAST_COMMON = 0.4
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """A run of words with what became of it: ``same``, ``gone`` or ``new``."""

    became: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The way from one text to the other. What is not new joins to ``before``, what is not gone to ``after``."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _whole(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_COMMON:
        return _whole(before, after)
    found: list[Piece] = []
    for how, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if how == "equal":
            found.append(Piece("same", "".join(old[old_from:old_to])))
        else:
            found += _whole("".join(old[old_from:old_to]), "".join(new[new_from:new_to]))
    return found


def _whole(before: str, after: str) -> list[Piece]:
    return [piece for piece in (Piece("gone", before), Piece("new", after)) if piece.text]
