"""The words of a question: which count, how much each counts, and what a misspelt one meant."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.vietnamese import without_accents
from procedures.models import SearchWord
from procedures.search_in_texts import InTexts
from procedures.search_typing import is_syllable

if TYPE_CHECKING:
    from procedures.search_memory import Index

# Words are joined of syllables that stand in so many entries; of more than six nobody joins.
COMMON = 3
SHORTEST_JOINED, MOST_JOINED = 4, 6
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_MENDED = 6


@dataclass(frozen=True)
class Word:
    """A word of a question: as typed (plain), as the catalogue spells it, its rarity (≥ 0), and how many have it."""

    typed: str
    plain: str
    spelling: str
    rarity: float
    entries: int = 0

    @property
    def is_mended(self) -> bool:
        """Whether the catalogue knows only a word like it."""
        return self.typed != self.plain


def content_words(told: list[str]) -> list[str]:
    """The words as search compares them: without accents, only letters and digits."""
    words = [without_accents(word) for word in told]
    return [word for word in words if re.fullmatch(r"[a-z0-9]+", word)]


def unknown(words: list[str], index: Index) -> list[str]:
    """The words that may be mistyped, since no name has them; the first few in order."""
    told = {word for word in words if word not in index.words and len(word) > 1 and not word.isdigit()}
    return sorted(told)[:MOST_MENDED]


def weighed(words: list[str], index: Index, in_texts: InTexts | None = None) -> list[Word]:
    """Each word with its rarity; mistyped ones mended, joined ones taken apart, others kept as they are.

    One query when there are words that no name has, and that ``in_texts`` was not asked before.
    """
    known, total = index.words, len(index.entries)
    near = _nearest(unknown(words, index), known, in_texts or InTexts())
    return [_weigh(word, found, total) for word in words for found in near.get(word) or [known.get(word)]]


def respelt(text: str, words: Sequence[Word]) -> str:
    """The question with its mended words, "" when none was mended."""
    mended: dict[str, str] = {}
    for word in words:
        if word.is_mended:
            mended[word.typed] = f"{mended.get(word.typed, '')} {word.spelling}".strip()
    if not mended:
        return ""
    tokens = re.split(r"(\W+)", text)
    return "".join(mended.get(without_accents(token), token) for token in tokens)


def _weigh(typed: str, found: SearchWord | None, total: int) -> Word:
    if found is None:
        return Word(typed, typed, typed, math.log(total + 1))
    rarity = math.log((total + 1) / (found.entries + 0.5))
    return Word(typed, found.plain, found.spelling, max(rarity, 0.05), found.entries)


def _nearest(
    mistyped: list[str], known: Mapping[str, SearchWord], in_texts: InTexts
) -> dict[str, list[SearchWord | None]]:
    """What each mistyped word stands for: the words it joins, or the commonest one slip away."""
    meant = in_texts.of(mistyped)
    near: dict[str, list[SearchWord | None]] = {}
    for word in mistyped:
        if word in meant:
            continue
        if apart := taken_apart(word, known):
            near[word] = list[SearchWord | None](apart)
        elif like := [known[form] for form in one_slip_away(word) if form in known]:
            near[word] = [max(like, key=lambda found: (found.entries, found.plain))]
    return near


def taken_apart(joined: str, known: Mapping[str, SearchWord]) -> list[SearchWord]:
    """The fewest known syllables that a word joins, of equals the commonest: "khaisinh" is "khai sinh". [] for none."""
    best: dict[int, list[SearchWord]] = {0: []}
    if len(joined) < SHORTEST_JOINED:
        return []
    for end in range(1, len(joined) + 1):
        ways = [
            [*best[start], known[joined[start:end]]]
            for start in best
            if joined[start:end] in known
            and is_syllable(joined[start:end])
            and known[joined[start:end]].entries >= COMMON
        ]
        if ways:
            best[end] = min(ways, key=lambda way: (len(way), -min(word.entries for word in way)))
    way = best.get(len(joined), [])
    return way if 1 < len(way) <= MOST_JOINED else []


def one_slip_away(word: str) -> set[str]:
    """All letter sequences that one slip makes: a letter left out, doubled, wrong, or two exchanged."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    left_out = {head + tail[1:] for head, tail in cuts if tail}
    exchanged = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    wrong = {head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS}
    added = {head + letter + tail for head, tail in cuts for letter in LETTERS}
    return (left_out | exchanged | wrong | added) - {word, ""}
