"""People's words and the law's: ways of asking left out, everyday phrases and abbreviations made the catalogue's.

The starter table is vocabulary.yaml beside this file; publishers add to it and change it (models/phrase.py). A phrase
is known as written there and without accents; a question typed with other accents means something else ("từ" is
not "tử").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.vietnamese import without_accents
from procedures import page_cache
from procedures.models import Phrase
from procedures.vocabulary_patterns import expanded, first_words, pattern, spoken

__all__ = ["Vocabulary", "bare", "build", "in_words_of_law", "settled_elsewhere", "spoken", "topic_of", "vocabulary"]
FILE = Path(__file__).with_name("vocabulary.yaml")
SHORTEST = 2
# Names of places say where, not what: "ở quận Bình Thạnh", "tại TP.HCM", "phường 12".
_PLACE = re.compile(
    r"(?<!\w)(?i:quận|huyện|phường|xã|tỉnh|thành phố|tp\.?)\s*(?:\d+|[A-ZĐÀ-Ỵ][\w]+(?:\s+[A-ZĐÀ-Ỵ]\w+){0,3})",
    re.UNICODE,
)
_CITY = re.compile(r"(?i)(?<!\w)(?:tp\.?\s*hcm|tphcm|hcm|sài gòn|hà nội|đà nẵng|cần thơ|hải phòng)(?!\w)")


@dataclass(frozen=True)
class Meaning:
    """What people say, as a pattern over words, and the catalogue's words for it."""

    said: re.Pattern[str]
    meant: str
    first: frozenset[str]


@dataclass(frozen=True)
class Topic:
    """A matter of several procedures: who names only the matter is asked which (label, words searched then)."""

    said: re.Pattern[str]
    question: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Elsewhere:
    """What others settle: who, what to do, the words that make it ours after all, or whether it is ours too."""

    said: re.Pattern[str]
    competent: str
    advice: str
    unless: re.Pattern[str] | None
    also_ours: bool
    first: frozenset[str]


@dataclass(frozen=True)
class Vocabulary:
    """The table, ready for use."""

    asking: re.Pattern[str]
    meanings: tuple[Meaning, ...]
    topics: tuple[Topic, ...]
    elsewhere: tuple[Elsewhere, ...]
    filing: Topic
    filing_words: frozenset[str]
    fillers: frozenset[str]
    plain_fillers: frozenset[str]
    foreign: frozenset[str]
    variants: tuple[str, ...]


@cache
def starter() -> dict[str, Any]:
    """The table as the repository has it, read once a process."""
    told: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return told


def vocabulary() -> Vocabulary:
    """The table that this process goes by: the repository's and the publishers' phrases, at most a second old."""
    return _TRYING.get() or _held.now()


Row = tuple[str, str]
"""Phrases, one a line, and what they mean."""


@contextmanager
def trying(row: Row) -> Iterator[None]:
    """Within, search goes by the table with one row more; for this thread alone."""
    token = _TRYING.set(_with_rows([*_rows(), row]))
    try:
        yield
    finally:
        _TRYING.reset(token)


def check_phrases(phrases: Iterable[str]) -> None:
    """ValueError when a phrase is too short or names a list that is not there."""
    for phrase in filter(None, phrases):
        if len(re.findall(r"\w", phrase)) < SHORTEST or phrase.split()[0] == "..." or "@" in phrase:
            raise ValueError(phrase)


class _Held:
    """The table of this process, built anew when another edition of the catalogue has other rows."""

    def __init__(self) -> None:
        self._edition, self._rows = "", tuple[Row, ...]()
        self._table: Vocabulary | None = None

    def now(self) -> Vocabulary:
        """One query after each edition; no compiling unless a row changed."""
        edition = page_cache.edition()
        if self._table is None or edition != self._edition:
            rows = tuple(_rows())
            if self._table is None or rows != self._rows:
                self._table = _with_rows(rows)
            self._edition, self._rows = edition, rows
        return self._table


_held = _Held()
_TRYING: ContextVar[Vocabulary | None] = ContextVar("vocabulary tried", default=None)


def _rows() -> list[Row]:
    return list(Phrase.objects.filter(is_active=True).order_by("pk").values_list("said", "meant"))


def _with_rows(rows: Iterable[Row]) -> Vocabulary:
    """The starter table with publishers' rows; theirs come before the repository's of the same length."""
    own = [{"said": said.splitlines(), "meant": meant} for said, meant in rows]
    return build({**starter(), "meanings": [*own, *starter()["meanings"]]})


def build(told: dict[str, Any]) -> Vocabulary:
    """A table from its text: ways of asking, meanings, topics, elsewhere. KeyError, re.error when it is no table."""
    lists: dict[str, str] = told["lists"]
    meanings = [(expanded(phrase, lists), row["meant"]) for row in told["meanings"] for phrase in row["said"]]
    # The longest first, since it says most; of equals the one with the fewest gaps.
    meanings.sort(key=lambda pair: (-len(pair[0].replace("...", "").split()), pair[0].count("...")))
    asking = [expanded(phrase, lists) for phrase in told["asking"]]
    return Vocabulary(
        asking=pattern(sorted(asking, key=lambda phrase: -len(phrase.split()))),
        meanings=tuple(Meaning(pattern([said]), meant, first_words(said)) for said, meant in meanings),
        topics=tuple(_topic(row, lists) for row in told["topics"]),
        elsewhere=tuple(_elsewhere(row, lists) for row in told["elsewhere"]),
        filing=next(_topic(row, lists) for row in told["topics"] if row.get("filing")),
        filing_words=frozenset(told["filing_words"].split()),
        fillers=frozenset(told["fillers"].split()),
        plain_fillers=frozenset(told["fillers_without_accents"].split()),
        foreign=frozenset(told["foreign"].split()),
        variants=tuple(without_accents(word) for word in told["variants"]),
    )


def _topic(row: dict[str, Any], lists: dict[str, str]) -> Topic:
    choices = tuple((str(label), str(words)) for label, words in row["choices"].items())
    return Topic(pattern(expanded(phrase, lists) for phrase in row["said"]), row["question"], choices)


def _elsewhere(row: dict[str, Any], lists: dict[str, str]) -> Elsewhere:
    said = [expanded(phrase, lists) for phrase in row["said"]]
    unless = [expanded(phrase, lists) for phrase in row.get("unless", [])]
    return Elsewhere(
        pattern(said),
        row["competent"],
        row.get("advice", ""),
        pattern(unless) if unless else None,
        bool(row.get("also_ours")),
        frozenset().union(*map(first_words, said)),
    )


def in_words_of_law(text: str, table: Vocabulary | None = None) -> list[str]:
    """The words of a question that say what it is about, in the catalogue's terms, with accents as typed.

    When nothing but ways of asking was said, the words as typed.
    """
    table = table or vocabulary()
    asked = spoken(without_places(text))
    told = _with_meanings(asked, table)
    words = _without_fillers(table.asking.sub(" ", told), asked, table)
    return [word.removeprefix(_MARK) for word in words] or asked.split()


def meant_phrases(text: str, table: Vocabulary | None = None) -> list[str]:
    """What the question means, phrase by phrase, as far as the table knows."""
    marked = _with_meanings(spoken(without_places(text)), table or vocabulary())
    return [phrase.replace(_MARK, "") for phrase in re.findall(rf"{_MARK}\w+(?: {_MARK}\w+)+", marked)]


def _with_meanings(asked: str, table: Vocabulary) -> str:
    told, plain = f" {asked}", set(without_accents(asked).split())
    for meaning in table.meanings:
        if not meaning.first.isdisjoint(plain):
            told = meaning.said.sub(_marked(meaning.meant), told, count=1)
    return told


def topic_of(text: str, table: Vocabulary | None = None) -> Topic | None:
    """The topic that a question names without saying what about it; None when it says more or something else."""
    table = table or vocabulary()
    said = bare(text, table)
    if not said:
        return table.filing if spoken(text) else None
    if _asks_how_to_file(said, text, table):
        return table.filing
    politely = " ".join(table.asking.sub(" ", f" {spoken(without_places(text))}").split())
    if found := _topic_called(politely, table):
        return found
    if any(meaning.said.fullmatch(f" {politely}") for meaning in table.meanings):
        return None  # Said so that the table knows which one is meant.
    return _topic_called(_trimmed(politely, table), table) or _topic_called(said, table)


def _topic_called(said: str, table: Vocabulary) -> Topic | None:
    return next((topic for topic in table.topics if topic.said.fullmatch(f" {said}")), None)


def _trimmed(said: str, table: Vocabulary) -> str:
    fillers = table.plain_fillers if said.isascii() else table.fillers
    words = said.split()
    while words and words[0] in fillers:
        del words[0]
    while words and words[-1] in fillers:
        del words[-1]
    return " ".join(words)


def _asks_how_to_file(said: str, text: str, table: Vocabulary) -> bool:
    """Whether only words of filing were said. Without accents "kết hôn" has the letters of some of them."""
    words = set(said.split())
    if not words & {"nộp", "nop"} and not {"hồ", "sơ"} <= words:
        return False
    known = {without_accents(word) for word in table.filing_words} if said.isascii() else table.filing_words
    return words <= known and not meant_phrases(text, table)


def settled_elsewhere(text: str, table: Vocabulary | None = None) -> Elsewhere | None:
    """Who else settles what a question is about, None when it is ours."""
    asked = f" {spoken(text)}"
    plain = set(without_accents(asked).split())
    for matter in (table or vocabulary()).elsewhere:
        if not matter.first.isdisjoint(plain) and matter.said.search(asked):
            return None if matter.unless and matter.unless.search(asked) else matter
    return None


def bare(text: str, table: Vocabulary | None = None) -> str:
    """The question as typed but for ways of asking and small words; "" when nothing else was said."""
    table = table or vocabulary()
    asked = spoken(without_places(text))
    return " ".join(_without_fillers(table.asking.sub(" ", f" {asked}"), asked, table))


def without_places(text: str) -> str:
    """The question without names of places, unless it has no other words."""
    left = _CITY.sub(" ", _PLACE.sub(" ", text))
    return left if re.search(r"\w", left) else text


def _without_fillers(told: str, asked: str, table: Vocabulary) -> list[str]:
    fillers = table.plain_fillers if asked.isascii() else table.fillers
    return [word for word in told.split() if word not in fillers]


# Stands before words already put into terms, so that no second rule takes them apart or leaves them out.
_MARK = "\u2060"


def _marked(meant: str) -> str:
    return "".join(f" {_MARK}{word}" for word in spoken(meant).split())
