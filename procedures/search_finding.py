"""From words to procedures: the index in memory says which fit, the database what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db.models import Q, QuerySet

from procedures.models import SearchEntry
from procedures.ranking import Question, best
from procedures.search_in_texts import InTexts
from procedures.search_memory import Filters, Index, index
from procedures.search_words import Word, content_words, unknown, weighed
from procedures.vocabulary import read
from procedures.vocabulary_patterns import spoken

MOST_WORDS = 24
# Below this many results the long texts are asked too.
FEW = 3
# From so many words that the table gave on, others count less.
UNDERSTOOD, ASIDE = 2, 0.5
LEAST_LIKENESS = 0.4
LONG_TEXTS = ("papers", "body", "vector", "papers_vector", "body_vector")


class _Memory:
    """What one search read already: the index, and its questions in the catalogue's words."""

    def __init__(self) -> None:
        self.questions: dict[str, Question | None] = {}
        self.in_texts = InTexts()

    @cached_property
    def index(self) -> Index:
        """What is in force now; it does not change while this search lasts. One query."""
        return index()


@dataclass(frozen=True)
class Finder:
    """The catalogue as one search sees it, through its filters."""

    filters: Filters
    _memory: _Memory = field(default_factory=_Memory)

    @property
    def index(self) -> Index:
        """The index, the same one throughout a search."""
        return self._memory.index

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return self.filters != Filters()

    def unfiltered(self) -> Finder:
        """The same search without filters."""
        return replace(self, filters=Filters())

    def understood(self, text: str) -> Question | None:
        """The question in the catalogue's words; None when it has none. A query when it has unknown words, once."""
        known = self._memory.questions
        if text not in known:
            known[text] = understand(text, self.index, self._memory.in_texts)
        return known[text]

    def find(self, question: Question, most: int) -> list[int]:
        """Primary keys of the procedures that fit, best first; long texts are asked when names know too little."""
        found = [pk for _score, pk in best(self.index, question, self.filters, most)]
        return found if len(found) >= FEW else found + self._from_long_texts(question.words, found)

    def answers(self, texts: Sequence[str]) -> list[list[int]]:
        """The best procedure for each text, in a list; [] for none. One query for the unknown words of all of them."""
        told = [content_words([word for word, _is_meant in read(text).terms[:MOST_WORDS]]) for text in texts]
        self._memory.in_texts.of(word for words in told for word in unknown(words, self.index))
        questions = [self.understood(text) for text in texts]
        return [[pk for _score, pk in best(self.index, asked, self.filters, 1)] if asked else [] for asked in questions]

    def all(self) -> QuerySet[SearchEntry]:
        """Every procedure that the filters let through."""
        entries = SearchEntry.objects.defer(*LONG_TEXTS)
        if self.filters.level:
            entries = entries.filter(levels__contains=[self.filters.level])
        if self.filters.field:
            entries = entries.filter(field__code=self.filters.field)
        if self.filters.audience:
            entries = entries.filter(targets__contains=[self.filters.audience])
        return entries.filter(online_level=self.filters.online) if self.filters.online else entries

    def _from_long_texts(self, words: tuple[Word, ...], found: list[int]) -> list[int]:
        """Entries whose papers, results, guide or conditions have every word asked."""
        every = " & ".join(f"'{word.plain}'" for word in words)
        query = SearchQuery(every, search_type="raw", config="simple")
        having = self.all().filter(Q(papers_vector=query) | Q(body_vector=query)).exclude(pk__in=found)
        return list(having.order_by("pk").values_list("pk", flat=True)[:FEW])


def understand(text: str, index: Index, in_texts: InTexts) -> Question | None:
    """A question in the vocabulary's words, weighed by what an index has; None when it has none. At most one query."""
    question = read(text)
    terms = question.terms[:MOST_WORDS]
    told = [word for word, _is_meant in terms]
    if not (plain := content_words(told)):
        return None
    phrases = (" ".join(content_words(phrase.split())) for phrase in question.phrases)
    return Question(
        words=tuple(_aside(weighed(plain, index, in_texts), terms)),
        accented=frozenset(word for word in told if not word.isascii()),
        said=" ".join(content_words(spoken(text).split()[:MOST_WORDS])),
        phrases=tuple(phrases),
    )


def _aside(words: list[Word], terms: list[tuple[str, bool]]) -> list[Word]:
    """The words, those told beside what the table understood counting less: they tell the circumstances."""
    meant = set(content_words([word for word, is_meant in terms if is_meant]))
    if len(meant) < UNDERSTOOD:
        return words
    return [word if word.typed in meant else replace(word, rarity=ASIDE * word.rarity) for word in words]


def entries_of(found: list[int]) -> list[SearchEntry]:
    """The entries with these keys, in their order. One query."""
    entries = SearchEntry.objects.defer(*LONG_TEXTS).in_bulk(found)
    return [entries[pk] for pk in found if pk in entries]


def closest(finder: Finder, text: str, most: int) -> list[SearchEntry]:
    """What a question without results comes nearest to: without its filters, else by likeness of the name."""
    question, unfiltered = finder.understood(text), finder.unfiltered()
    if question is None:
        return []
    if finder.is_filtered and (found := unfiltered.find(question, most)[:most]):
        return entries_of(found)
    likeness = TrigramWordSimilarity(" ".join(word.plain for word in question.words), "plain_name")
    alike = unfiltered.all().annotate(likeness=likeness).filter(likeness__gte=LEAST_LIKENESS)
    return list(alike.order_by("-likeness", "pk")[:most])
