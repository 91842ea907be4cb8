"""The catalogue's search over other texts: the same words, slips, vocabulary and ranking; only what is read differs."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from portal.vietnamese import normalise, without_accents
from procedures.models import SearchWord
from procedures.ranking import Question, best
from procedures.search_finding import understand
from procedures.search_in_texts import InTexts
from procedures.search_memory import Filters, Index, Known, letters, terms_of
from procedures.search_typing import retyped
from procedures.search_words import content_words
from procedures.vocabulary_in_use import vocabulary
from procedures.vocabulary_patterns import spoken
from procedures.vocabulary_shorthand import written_out

_WORD = re.compile(r"\w+")
MOST_LETTERS = 1000


@dataclass(frozen=True)
class Text:
    """One text to be found: its key, its name, and lines that say more; `popularity` from 0 to 1 breaks ties."""

    key: int
    name: str
    lines: tuple[str, ...] = ()
    popularity: float = 0.0


class _NoTexts(InTexts):
    """There are no longer texts behind these: a word that stands in none of them may be mistyped."""

    def of(self, words: Iterable[str]) -> set[str]:
        """None."""
        return set()


def index_of(texts: Iterable[Text], revision: str = "") -> Index:
    """What to search in; no query."""
    made = Index(revision)
    having: dict[str, array[int]] = defaultdict(lambda: array("I"))
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for place, text in enumerate(texts):
        lines = [_plain(line) for line in (text.name, *text.lines)]
        made.entries.append(_known(text, lines))
        for term in terms_of(lines):
            having[term].append(place)
        for word in _WORD.findall(" ".join((text.name, *text.lines)).lower()):
            spellings[without_accents(word)][word] += 1
    made.having = dict(having)
    made.words = {
        plain: SearchWord(plain=plain, spelling=spelt.most_common(1)[0][0], entries=len(having.get(plain, ())))
        for plain, spelt in spellings.items()
    }
    return made


def find(index: Index, text: str, most: int) -> list[tuple[float, int]]:
    """(score, key) of the texts that answer a question, best first; scores as those of `procedures.ranking`.

    Queries: those of the vocabulary, once a process.
    """
    table = vocabulary()
    asked = retyped(written_out(normalise(text)[:MOST_LETTERS], table.shorthand), table.foreign)
    question = understand(asked, index, _NoTexts())
    return best(index, _without_strange_words(question, asked), Filters(), most) if question else []


def _without_strange_words(question: Question, asked: str) -> Question:
    """The vocabulary speaks as the catalogue does: what nobody typed and none of these texts has asks for nothing."""
    typed = set(content_words(spoken(asked).split()))
    kept = tuple(word for word in question.words if word.entries or word.typed in typed)
    return replace(question, words=kept or question.words)


def _plain(line: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(without_accents(line)))


def _known(text: Text, lines: list[tuple[str, ...]]) -> Known:
    spoken = _WORD.findall("\n".join((text.name, *text.lines)).lower())
    return Known(
        pk=text.key,
        name=lines[0],
        name_words=frozenset(lines[0]),
        keywords=tuple(map(frozenset, lines[1:])),
        spelt=frozenset(letters(word) for word in spoken if not word.isascii()),
        text="".join(f" {' '.join(line)} \n" for line in lines),
        variants=(),
        popularity=text.popularity,
        is_near=True,
        levels=frozenset(),
        targets=frozenset(),
        online="",
        field="",
    )
