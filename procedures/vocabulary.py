"""People's words and the law's: ways of asking left out, everyday phrases and abbreviations made the catalogue's.

The table is vocabulary.yaml beside this file. A phrase is known as written there and without accents; a
question typed with other accents means something else ("từ" is not "tử").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.vietnamese import normalise, without_accents

FILE = Path(__file__).with_name("vocabulary.yaml")
SHORT = 3
_GAP = r"(?: \w+){0,3}?"


@dataclass(frozen=True)
class Meaning:
    """What people say, as a pattern over words, and the catalogue's words for it."""

    said: re.Pattern[str]
    meant: str


@dataclass(frozen=True)
class Vocabulary:
    """The table, ready for use."""

    asking: re.Pattern[str]
    meanings: tuple[Meaning, ...]
    fillers: frozenset[str]
    plain_fillers: frozenset[str]
    variants: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The table as the repository has it, read once a process."""
    told: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    fillers = frozenset(told["fillers"].split())
    meanings = [(phrase, row["meant"]) for row in told["meanings"] for phrase in row["said"]]
    meanings.sort(key=lambda pair: -len(pair[0].split()))
    return Vocabulary(
        asking=_pattern(sorted(told["asking"], key=lambda phrase: -len(phrase.split()))),
        meanings=tuple(Meaning(_pattern([said]), meant) for said, meant in meanings),
        fillers=fillers,
        plain_fillers=frozenset(told["fillers_without_accents"].split()),
        variants=tuple(without_accents(word) for word in told["variants"]),
    )


def spoken(text: str) -> str:
    """The question's words as typed, in small letters, a space between."""
    return " ".join(re.findall(r"\w+", normalise(text).lower().replace("_", " ")))


def in_words_of_law(text: str) -> list[str]:
    """The words of a question that say what it is about, in the catalogue's terms, with accents as typed.

    When nothing but ways of asking was said, the words as typed.
    """
    table = vocabulary()
    asked = spoken(text)
    told = f" {asked}"
    for meaning in table.meanings:
        told = meaning.said.sub(_marked(meaning.meant), told, count=1)
    told = table.asking.sub(" ", told.replace(_MARK, ""))
    fillers = table.plain_fillers if asked.isascii() else table.fillers
    words = [word for word in told.split() if word not in fillers]
    return words or asked.split()


# Stands before words already put into terms, so that no second rule takes them apart.
_MARK = "\u2060"


def _marked(meant: str) -> str:
    return "".join(f" {_MARK}{word}" for word in meant.lower().split())


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    """A pattern of whole words for any of the phrases."""
    return re.compile(rf"(?:{'|'.join(map(_phrase, phrases))})(?!\S)")


def _phrase(phrase: str) -> str:
    if phrase.isalpha() and len(phrase) <= SHORT:
        return " " + re.escape(phrase)  # "đẻ" without its accents would be "để" too
    return "".join(map(_token, phrase.lower().split()))


def _token(token: str) -> str:
    """One place of a phrase with the space before it; the first has its space before the whole phrase."""
    if token == "...":  # noqa: S105 - dots, no secret
        return _GAP
    return rf"(?: {_either(token[:-1])})?" if token.endswith("?") else f" {_either(token)}"


def _either(token: str) -> str:
    forms = {form for word in token.split("|") for form in (word, without_accents(word))}
    return f"(?:{'|'.join(sorted(map(re.escape, forms), key=len, reverse=True))})"
