"""How well a procedure fits a question.

Vietnamese words are written as syllables, so a pair of neighbours ("khai sinh") says more than two
loose ones. A word or pair counts by its rarity. The sum over what was asked is the score's main part; how much of the
name was asked for, popularity and nearness break ties.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from procedures.search_memory import Filters, Index, Known, letters
from procedures.search_words import Word
from procedures.vocabulary_in_use import vocabulary

# A pair of neighbours → share of its rarer word's weight that counts.
PAIR = 0.8
# How much of the name, and of the keyword that fits best, was asked for.
LIKENESS = 0.8
KEYWORDS = 0.5
# A name that begins with the very words asked is the thing itself, not something about it.
BEGINNING = 0.2
# A name or a publisher's keyword that has the whole question as it was typed.
SAID_SO = 0.5
# A name that stands in the question word by word, among whatever else was told.
NAMED = 0.4
NAME_WORDS = 3
# One that has a whole phrase that the vocabulary takes the question to mean.
MEANT_SO = 0.3
# What a word of a name weighs that nobody asked for, beside the rarest word there could be.
UNASKED_WORD = 0.26
# Residents file at communes and provinces; what ministries settle themselves comes after.
NEARNESS = 0.06
# Of procedures that fit alike, the one that most people come for stands first.
POPULARITY = 0.12
# A special kind ("lưu động", "cấp lại") for which nobody asked stands behind the plain one.
VARIANT = 0.16
# Accents typed are meant: what a result loses when none of the accented words asked stands in it so.
OTHERWISE = 0.5
LEAST_SCORE = 0.12
# A question has no more results than these; so many of them are looked at closely.
CANDIDATES, CLOSELY = 300, 100


@dataclass(frozen=True)
class Question:
    """A question's words in terms of law, those with accents as typed, the words typed, and the phrases meant."""

    words: tuple[Word, ...]
    accented: frozenset[str]
    said: str
    phrases: tuple[str, ...]


def best(index: Index, question: Question, filters: Filters, most: int) -> list[tuple[float, int]]:
    """(score, primary key) of the procedures that fit, best first; about 0 for nothing in common and 1 to 3 for all."""
    weights, total = _weights(question.words)
    told: dict[int, float] = defaultdict(float)
    for term, weight in weights.items():
        for place in index.having.get(term, ()):
            told[place] += weight
    likeliest = heapq.nlargest(CANDIDATES, _through(index, told, filters), key=lambda pair: (pair[1], -pair[0]))
    asked = _Asked(question, UNASKED_WORD * math.log(len(index.entries) + 1))
    fitting = list[tuple[float, int]]()
    for place, weight in likeliest[:CLOSELY]:
        known = index.entries[place]
        score = asked.score(known, weight / total)
        # What many come for is found sooner, but not for words it does not have.
        if score - POPULARITY * known.popularity >= LEAST_SCORE:
            fitting.append((score - asked.other_accents(known), known.pk))
    fitting.sort(key=lambda pair: (-pair[0], pair[1]))
    rest = ((0.0, index.entries[place].pk) for place, weight in likeliest[CLOSELY:] if weight / total >= LEAST_SCORE)
    return [*fitting, *rest][:most]


def _through(index: Index, told: dict[int, float], filters: Filters) -> Iterable[tuple[int, float]]:
    if filters == Filters():
        return told.items()
    return ((place, weight) for place, weight in told.items() if filters.let_through(index.entries[place]))


def _weights(words: Sequence[Word]) -> tuple[dict[str, float], float]:
    """What each word and pair of neighbours counts, and all of them together."""
    weights = {word.plain: word.rarity for word in words}
    weights |= {f"{a.plain} {b.plain}": PAIR * min(a.rarity, b.rarity) for a, b in pairwise(words)}
    return weights, sum(weights.values()) or 1.0


class _Asked:
    """A question made ready to be held beside many entries."""

    def __init__(self, question: Question, unasked_word: float) -> None:
        self._unasked_word = unasked_word
        self._rarities = {word.plain: word.rarity for word in question.words}
        self._all = sum(self._rarities.values()) or 1.0
        self._words = tuple(word.plain for word in question.words)
        self._said = f" {question.said} "
        self._phrases = [f" {phrase} " for phrase in question.phrases]
        self._accented = {letters(word) for word in question.accented}
        asked = f" {' '.join(self._words)} "
        self._unasked = {words for words in vocabulary().variants if f" {words} " not in asked}

    def score(self, known: Known, told: float) -> float:
        """``told``: the share of what was asked that stands in the entry."""
        score = told + POPULARITY * known.popularity + NEARNESS * known.is_near
        score += LIKENESS * self._likeness(known.name_words)
        score += KEYWORDS * max(map(self._likeness, known.keywords), default=0.0)
        if self._said in known.text:
            score += SAID_SO
        elif any(phrase in known.text for phrase in self._phrases):
            score += MEANT_SO
        name = known.name[2:] if known.name[:2] == ("thu", "tuc") else known.name
        score += BEGINNING * (name[: len(self._words)] == self._words)
        if len(name) >= NAME_WORDS and f" {' '.join(name)} " in self._said:
            score += NAMED
        score -= VARIANT * min(sum(variant in self._unasked for variant in known.variants), 3)
        return score

    def _likeness(self, words: frozenset[str]) -> float:
        """Share of the words' weight that both have, of all that either has."""
        both = self._rarities.keys() & words
        return sum(map(self._rarities.__getitem__, both)) / (self._all + self._unasked_word * (len(words) - len(both)))

    def other_accents(self, known: Known) -> float:
        """What the entry loses in the order, though it stays found."""
        missing = len(self._accented - known.spelt) if self._accented else 0
        return OTHERWISE * missing / len(self._accented) if missing else 0.0
