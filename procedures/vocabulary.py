"""People's words and the law's: ways of asking left out, everyday phrases and abbreviations made the catalogue's.

What the words mean stands in a table (vocabulary_table.py), of which publishers change parts (vocabulary_in_use.py).
A phrase is known as written there and without accents; a question typed with other accents means something else ("từ"
is not "tử").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.vietnamese import without_accents
from procedures.vocabulary_in_use import vocabulary
from procedures.vocabulary_patterns import spoken
from procedures.vocabulary_table import Elsewhere, Meaning, Topic, Vocabulary

# Names of places say where, not what: "ở quận Bình Thạnh", "tại TP.HCM", "phường 12".
_PLACE = re.compile(
    r"(?<!\w)(?i:quận|huyện|phường|xã|tỉnh|thành phố|tp\.?)\s*(?:\d+|[A-ZĐÀ-Ỵ][\w]+(?:\s+[A-ZĐÀ-Ỵ]\w+){0,3})",
    re.UNICODE,
)
_CITY = re.compile(r"(?i)(?<!\w)(?:tp\.?\s*hcm|tphcm|hcm|sài gòn|hà nội|đà nẵng|cần thơ|hải phòng)(?!\w)")


def in_words_of_law(text: str, table: Vocabulary | None = None) -> list[str]:
    """The words of a question that say what it is about, in the catalogue's terms, with accents as typed.

    When nothing but ways of asking was said, the words as typed.
    """
    return [word for word, _is_meant in terms_of(text, table)]


def terms_of(text: str, table: Vocabulary | None = None) -> list[tuple[str, bool]]:
    """The words of law of a question, each with whether the table gave it; others stand as typed."""
    return read(text, table).terms


@dataclass(frozen=True)
class Read:
    """A question as the table reads it: words with whether the table gave them, and the phrases that it means."""

    terms: list[tuple[str, bool]]
    phrases: list[str]


def read(text: str, table: Vocabulary | None = None) -> Read:
    """A question in terms of law. When nothing but ways of asking was said, its words as typed."""
    table = table or vocabulary()
    asked = spoken(without_places(text))
    told = _with_meanings(asked, table)
    words = _without_fillers(table.asking.sub(" ", told), asked, table)
    return Read(
        [(word.removeprefix(_MARK), word.startswith(_MARK)) for word in words or asked.split()],
        [phrase.replace(_MARK, "") for phrase in re.findall(rf"{_MARK}\w+(?: {_MARK}\w+)+", told)],
    )


def _with_meanings(asked: str, table: Vocabulary) -> str:
    told, plain = f" {asked}", set(without_accents(asked).split())
    for meaning in table.likely(plain):
        if meaning.said.stands_in(told, plain):
            told = _put(meaning, told)
    return told


def _put(meaning: Meaning, told: str) -> str:
    """The text with what the meaning says in the place of its first part, and without its others.

    Unchanged when a word would have to serve as two parts.
    """
    first, *others = meaning.said.parts
    left = first.said.sub(_marked(meaning.meant), told, count=1)
    for part in others:
        left, found = part.said.subn(" ", left, count=1)
        if not found:
            return told
    return re.sub(r" +", " ", left)


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
    likely = table.likely(set(without_accents(politely).split()))
    if any(meaning.said.is_all_of(f" {politely}") for meaning in likely):
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
    return words <= known and not read(text, table).phrases


def settled_elsewhere(text: str, table: Vocabulary | None = None) -> Elsewhere | None:
    """Who else settles what a question is about, None when it is ours."""
    asked = f" {spoken(text)}"
    plain = set(without_accents(asked).split())
    for matter in (table or vocabulary()).elsewhere:
        if any(saying.stands_in(asked, plain) for saying in matter.said):
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
