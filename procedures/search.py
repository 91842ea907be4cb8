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
from procedures.models import SearchEntry
from procedures.ranking import any_word, every_word, score_sql
from procedures.search_words import Word, content_words, respelt, weighed

MOST_WORDS = 24
COUNT_CAP = 200
DEEPEST = 1000
# Below this many results the long texts are asked too.
FEW = 3
LEAST_SCORE = 0.12
# Only entries with one of the rarest words asked are scored: "giấy" and "đăng ký" stand nearly everywhere.
ANCHORS = 8


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
    typed = content_words(text)[:MOST_WORDS]
    if not typed:
        return list(entries.order_by("name", "pk")[:most]), ""
    words = weighed(typed, SearchEntry.objects.count())
    found = _ranked(entries, words, most)
    if len(found) < FEW:
        found += _from_long_texts(entries, words, found)
    return found, respelt(normalise(text), words)


def _ranked(entries: QuerySet[SearchEntry], words: list[Word], most: int) -> list[SearchEntry]:
    question = " ".join(word.plain for word in words)
    sql, params = score_sql(words, question)
    anchors = sorted({word.plain: word for word in words}.values(), key=lambda word: -word.rarity)[:ANCHORS]
    return list(
        entries.filter(vector=SearchQuery(any_word(anchors), search_type="raw", config="simple"))
        .annotate(score=RawSQL(sql, params, output_field=FloatField()))  # noqa: S611 - only parameters vary
        .filter(score__gte=LEAST_SCORE)
        .order_by("-score", "pk")[:most]
    )


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
