"""The words of search as one table, made ready for use from its text: vocabulary.yaml and what publishers changed.

What a question means by it is asked in vocabulary.py; the little language of phrases is in vocabulary_patterns.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from portal.vietnamese import without_accents
from procedures.vocabulary_patterns import alternatives, first_words, parts_of, pattern

FILE = Path(__file__).with_name("vocabulary.yaml")
# The topic of those who ask how to file without saying what.
FILING = "filing"
SHORTEST = 2
"""Letters of a phrase, or of one of its parts."""
# Each further part of a phrase in any order says as much as so many words.
PART = 2


@dataclass(frozen=True)
class Part:
    """Words that a question must have: a pattern, and words of which one stands in each text that it fits."""

    said: re.Pattern[str]
    first: frozenset[str]


@dataclass(frozen=True)
class Saying:
    """A phrase of people's: parts that all must be there, in any order."""

    parts: tuple[Part, ...]

    def stands_in(self, asked: str, words: set[str]) -> bool:
        """Whether a question says it. ``asked`` has a space before it; ``words`` are its words without accents."""
        return all(not part.first.isdisjoint(words) and part.said.search(asked) for part in self.parts)

    def is_all_of(self, asked: str) -> bool:
        """Whether a question says this and nothing else."""
        return len(self.parts) == 1 and self.parts[0].said.fullmatch(asked) is not None


@dataclass(frozen=True)
class Meaning:
    """What people say, and the catalogue's words for it."""

    said: Saying
    meant: str


@dataclass(frozen=True)
class Topic:
    """A matter of several procedures: who names only the matter is asked which (label, words searched then)."""

    said: re.Pattern[str]
    question: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Elsewhere:
    """What others settle: who, what to do, the words that make it ours after all, or whether it is ours too."""

    said: tuple[Saying, ...]
    competent: str
    advice: str
    unless: re.Pattern[str] | None
    also_ours: bool


@dataclass(frozen=True)
class Vocabulary:
    """The table, ready for use."""

    asking: re.Pattern[str]
    meanings: tuple[Meaning, ...]
    topics: tuple[Topic, ...]
    elsewhere: tuple[Elsewhere, ...]
    filing: Topic | None
    filing_words: frozenset[str]
    fillers: frozenset[str]
    plain_fillers: frozenset[str]
    foreign: frozenset[str]
    variants: tuple[str, ...]
    shorthand: Mapping[str, str]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """By word, the places of the meanings that cannot stand in a question without it or another of its part."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, meaning in enumerate(self.meanings):
            for word in min((part.first for part in meaning.said.parts), key=len):
                places[word].append(place)
        return dict(places)

    def likely(self, words: set[str]) -> list[Meaning]:
        """The meanings that may stand in a question of these words (without accents), in their order."""
        places = {place for word in words for place in self._by_word.get(word, ())}
        return [self.meanings[place] for place in sorted(places)]


@cache
def starter() -> dict[str, Any]:
    """The table as the repository has it, read once a process, by libyaml: in Python it takes most of a second."""
    told: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return told


def check_phrase(phrase: str, *, is_whole: bool = False) -> None:
    """ValueError when search cannot read a phrase: too short, a list that is not there, or parts where it is whole."""
    lists, parts = _Lists(starter()), parts_of(phrase)
    try:
        written = [lists.written(part) for part in parts]
    except KeyError as error:
        raise ValueError(phrase) from error
    short = any(len(re.findall(r"\w", form)) < SHORTEST for forms in written for form in forms)
    loose = any(form.split()[0] == "..." or "#" in form for forms in written for form in forms if form)
    if short or loose or (is_whole and len(parts) > 1):
        raise ValueError(phrase)


def build(told: dict[str, Any]) -> Vocabulary:
    """A table from its text: ways of asking, meanings, topics, elsewhere. KeyError, re.error when it is no table."""
    lists = _Lists(told)
    asking = [phrase for row in told["asking"] for phrase in lists.written(row)]
    return Vocabulary(
        asking=pattern(sorted(asking, key=lambda phrase: -len(phrase.split()))),
        meanings=_meanings(told["meanings"], lists),
        topics=tuple(_topic(row, lists) for row in told["topics"]),
        elsewhere=tuple(_elsewhere(row, lists) for row in told["elsewhere"]),
        filing=next((_topic(row, lists) for row in told["topics"] if row["key"] == FILING), None),
        filing_words=frozenset(told["filing_words"].split()),
        fillers=frozenset(told["fillers"].split()),
        plain_fillers=frozenset(told["fillers_without_accents"].split()),
        foreign=frozenset(told["foreign"].split()),
        variants=tuple(without_accents(word) for word in told["variants"]),
        shorthand=_shorthand(told["shorthand"]),
    )


class _Lists:
    """The lists that phrases share: of words ("@lost") and of phrases ("#shop")."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._words: dict[str, str] = told["lists"]
        self._phrases: dict[str, list[str]] = told["things"]

    def written(self, phrase: str) -> list[str]:
        """A phrase, or each of the phrases that "#name" stands for, with every list written out."""
        return alternatives(phrase, self._words, self._phrases)

    def every(self, phrases: Sequence[str]) -> list[str]:
        """All phrases of a row written out."""
        return [written for phrase in phrases for written in self.written(phrase)]


def _meanings(rows: Sequence[dict[str, Any]], lists: _Lists) -> tuple[Meaning, ...]:
    said = [(phrase, str(row["meant"])) for row in rows for phrase in row["said"]]
    # The longest first, since it says most; of equals the one with the fewest gaps.
    said.sort(key=lambda pair: (-_words_in(pair[0]), pair[0].count("...")))
    return tuple(Meaning(_saying(phrase, lists), meant) for phrase, meant in said)


def _words_in(phrase: str) -> int:
    parts = parts_of(phrase)
    return sum(len(part.replace("...", "").split()) for part in parts) + PART * (len(parts) - 1)


def _saying(phrase: str, lists: _Lists) -> Saying:
    return Saying(tuple(_part(lists.written(part)) for part in parts_of(phrase)))


def _part(forms: Sequence[str]) -> Part:
    return Part(pattern(forms), frozenset().union(*map(first_words, forms)))


def _topic(row: dict[str, Any], lists: _Lists) -> Topic:
    choices = tuple((str(label), str(words)) for label, words in dict(row["choices"]).items())
    return Topic(pattern(lists.every(row["said"])), row["question"], choices)


def _elsewhere(row: dict[str, Any], lists: _Lists) -> Elsewhere:
    simple = lists.every([phrase for phrase in row["said"] if "&" not in phrase])
    unless = lists.every(row.get("unless", []))
    return Elsewhere(
        (Saying((_part(simple),)), *(_saying(phrase, lists) for phrase in row["said"] if "&" in phrase)),
        row["competent"],
        row.get("advice", ""),
        pattern(unless) if unless else None,
        bool(row.get("also_ours")),
    )


def _shorthand(rows: Mapping[str, str]) -> dict[str, str]:
    """By short form, the whole words; the table has it the other way round."""
    return {short: str(whole) for whole, forms in rows.items() for short in forms.split()}
