"""From words to procedures: one query that takes the likeliest by their words and puts them in order."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db.models import FloatField, Q, QuerySet
from django.db.models.expressions import RawSQL

from procedures.accents import as_accented
from procedures.models import SearchEntry
from procedures.ranking import POPULARITY, any_word, every_word, score_sql, whole_phrase, words_sql
from procedures.search_words import Word, content_words, weighed
from procedures.vocabulary import in_words_of_law, meant_phrases, spoken

MOST_WORDS = 24
# Below this many results the long texts are asked too.
FEW = 3
LEAST_SCORE = 0.12
LEAST_LIKENESS = 0.4
LONG_TEXTS = ("papers", "body", "vector", "papers_vector", "body_vector")
# Only entries with one of the rarest words asked are scored: "giấy" and "đăng ký" stand nearly everywhere.
# Words are added, rarest first, until so many entries have one; a stray word must not be alone.
ENOUGH_ENTRIES = 400
LEAST_ANCHORS = 2
# So many are compared letter by letter; a question has no more results than these.
CANDIDATES = 300


@dataclass(frozen=True)
class Asked:
    """A question ready for the catalogue: its words in terms of law, what was typed, and what phrases of it mean."""

    words: list[Word]
    accented: frozenset[str]
    said: str
    phrases: tuple[str, ...]


def understood(text: str) -> Asked | None:
    """The question in the catalogue's words; None when it has none. One query, more for words unknown."""
    told = in_words_of_law(text)[:MOST_WORDS]
    if not (plain := content_words(told)):
        return None
    phrases = [content_words(phrase.split()) for phrase in meant_phrases(text)]
    return Asked(
        words=weighed(plain),
        accented=frozenset(word for word in told if not word.isascii()),
        said=whole_phrase(content_words(spoken(text).split()[:MOST_WORDS])),
        phrases=tuple(whole_phrase(phrase) for phrase in phrases),
    )


def find(entries: QuerySet[SearchEntry], asked: Asked, most: int) -> list[SearchEntry]:
    """The procedures that fit, best first; long texts are asked when names and keywords know too little."""
    found = as_accented(_ranked(entries, asked, most), set(asked.accented))
    return found if len(found) >= FEW else found + _from_long_texts(entries, asked.words, found)


def closest(text: str, most: int) -> list[SearchEntry]:
    """What a question without results comes nearest to: without its filters, else by likeness of the name."""
    asked = understood(text)
    if asked is None:
        return []
    every = SearchEntry.objects.defer(*LONG_TEXTS)
    likeness = TrigramWordSimilarity(" ".join(word.plain for word in asked.words), "plain_name")
    return find(every, asked, most) or list(
        every.annotate(likeness=likeness).filter(likeness__gte=LEAST_LIKENESS).order_by("-likeness", "pk")[:most]
    )


def _ranked(entries: QuerySet[SearchEntry], asked: Asked, most: int) -> list[SearchEntry]:
    """The likeliest by their words alone, put in order by all that is known of them; one query."""
    question = " ".join(word.plain for word in asked.words)
    anchors = SearchQuery(f"{any_word(_anchors(asked.words))} | ({asked.said})", search_type="raw", config="simple")
    told = RawSQL(*words_sql(asked.words, asked.said, asked.phrases), output_field=FloatField())  # noqa: S611
    likeliest = entries.filter(vector=anchors).annotate(told=told).order_by("-told", "pk").values("pk")[:CANDIDATES]
    score = RawSQL(  # noqa: S611 - only parameters vary
        *score_sql(asked.words, question, asked.said, asked.phrases), output_field=FloatField()
    )
    found = entries.filter(pk__in=likeliest).annotate(score=score).order_by("-score", "pk")[:most]
    # What many come for is found sooner, but not for words it does not have.
    return [entry for entry in found if entry.score - POPULARITY * entry.popularity >= LEAST_SCORE]


def _anchors(words: list[Word]) -> list[Word]:
    rarest = sorted({word.plain: word for word in words}.values(), key=lambda word: -word.rarity)
    entries, anchors = 0, list[Word]()
    for word in rarest:
        if entries >= ENOUGH_ENTRIES and len(anchors) >= LEAST_ANCHORS:
            break
        anchors.append(word)
        entries += word.entries
    return anchors


def _from_long_texts(entries: QuerySet[SearchEntry], words: list[Word], found: list[SearchEntry]) -> list[SearchEntry]:
    """Entries whose papers, results, guide or conditions have every word asked."""
    query = SearchQuery(every_word(words), search_type="raw", config="simple")
    return list(
        entries.filter(Q(papers_vector=query) | Q(body_vector=query))
        .exclude(pk__in=[entry.pk for entry in found])
        .order_by("pk")[:FEW]
    )
