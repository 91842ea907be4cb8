"""Finding procedures in people's words: accents or not, typing slips, words in any order.

PostgreSQL does the work in one query a search: full text over accent-free words, rare words counting
more than common ones, and trigram similarity of names and keywords for slips of the keyboard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import FloatField, Q, QuerySet
from django.db.models.expressions import RawSQL

from portal.vietnamese import normalise
from procedures.accents import as_accented
from procedures.models import SearchEntry
from procedures.ranking import POPULARITY, any_word, every_word, score_sql, whole_phrase, words_sql
from procedures.search_words import Word, content_words, respelt, weighed
from procedures.vocabulary import in_words_of_law, spoken

MOST_WORDS = 24
COUNT_CAP = 200
DEEPEST = 1000
# Below this many results the long texts are asked too.
FEW = 3
LEAST_SCORE = 0.12
# Only entries with one of the rarest words asked are scored: "giấy" and "đăng ký" stand nearly everywhere.
# Words are added, rarest first, until so many entries have one; a stray word must not be alone.
ENOUGH_ENTRIES = 400
LEAST_ANCHORS = 2
# So many are compared letter by letter; a question has no more results than these.
CANDIDATES = 300


@dataclass(frozen=True)
class SearchPage:
    """One page of results, best first.

    ``did_you_mean``: the question respelt when a word of it is unknown to the catalogue, else "".
    ``total_hint``: number of results, counted up to COUNT_CAP only. ``next_after``: position of the
    following page, None at the end.
    """

    results: list[SearchEntry]
    did_you_mean: str
    total_hint: int
    next_after: int | None

    @property
    def is_capped(self) -> bool:
        """Whether there are more than ``total_hint`` results."""
        return self.total_hint >= COUNT_CAP


def search(
    text: str,
    *,
    level: str | None = None,
    field: str | None = None,
    audience: str | None = None,
    online: str | None = None,
    limit: int = 20,
    after: int | None = None,
) -> SearchPage:
    """Procedures in force that answer ``text``; all of them by name when it has no words.

    ``level`` commune|province|ministry|other, ``field`` a field's code, ``audience`` a Target,
    ``online`` full|partial|none. ``after`` is a SearchPage's ``next_after``. Three queries; one more for
    words unknown to the catalogue, one more when too little was found.
    """
    entries = _filtered(level, field, audience, online)
    offset = min(max(after or 0, 0), DEEPEST)
    found, meant = _found(entries, text, offset + limit + 1)
    more = offset + limit if len(found) > offset + limit else None
    page = found[offset : offset + limit]
    return SearchPage(page, meant, min(len(found), COUNT_CAP), more)


def _found(entries: QuerySet[SearchEntry], text: str, needed: int) -> tuple[list[SearchEntry], str]:
    """Enough entries for the page, and to count up to the cap; with the question respelt or ""."""
    most = max(needed, COUNT_CAP)
    if code := _as_code(text):
        return list(entries.filter(card__code__startswith=code).order_by("card__code")[:most]), ""
    told = in_words_of_law(text)[:MOST_WORDS]
    if not (asked := content_words(told)):
        return list(entries.order_by("name", "pk")[:most]), ""
    words = weighed(asked, SearchEntry.objects.count())
    found = as_accented(_ranked(entries, words, spoken(text), most), {word for word in told if not word.isascii()})
    if len(found) < FEW:
        found += _from_long_texts(entries, words, found)
    return found, respelt(normalise(text), words)


def _ranked(entries: QuerySet[SearchEntry], words: list[Word], said: str, most: int) -> list[SearchEntry]:
    """The likeliest by their words alone, put in order by all that is known of them; one query."""
    question = " ".join(word.plain for word in words)
    said = whole_phrase(content_words(said.split()[:MOST_WORDS]))
    anchors = SearchQuery(f"{any_word(_anchors(words))} | ({said})", search_type="raw", config="simple")
    likeliest = (
        entries.filter(vector=anchors)
        .annotate(told=RawSQL(*words_sql(words, said), output_field=FloatField()))  # noqa: S611 - only parameters vary
        .order_by("-told", "pk")
        .values("pk")[:CANDIDATES]
    )
    found = (
        entries.filter(pk__in=likeliest)
        .annotate(score=RawSQL(*score_sql(words, question, said), output_field=FloatField()))  # noqa: S611
        .order_by("-score", "pk")[:most]
    )
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


def _filtered(level: str | None, field: str | None, audience: str | None, online: str | None) -> QuerySet[SearchEntry]:
    entries = SearchEntry.objects.defer("papers", "body", "vector", "papers_vector", "body_vector")
    if level:
        entries = entries.filter(levels__contains=[level])
    if field:
        entries = entries.filter(field__code=field)
    if audience:
        entries = entries.filter(targets__contains=[audience])
    return entries.filter(online_level=online) if online else entries


def _as_code(text: str) -> str:
    """The text when it is a procedure's code or the beginning of one, else ""."""
    found = re.fullmatch(r"\s*([0-9]\.[0-9]{3,6}[0-9A-Z.]*)\s*", text)
    return found[1] if found else ""
