"""Finding procedures in people's words: accents or not, typing slips, words in any order.

PostgreSQL does the work in one query a search: full text over accent-free words, rare words counting
more than common ones, and trigram similarity of names and keywords for slips of the keyboard. What people say
is put into the law's words first (vocabulary.py), and a question may be answered by one back (search_asking_back.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.vietnamese import normalise
from procedures.models import SearchEntry
from procedures.search_asking_back import Clarification, OutOfScope, ask_which, ask_which_of
from procedures.search_finding import LONG_TEXTS, Asked, closest, find, understood
from procedures.search_typing import retyped
from procedures.search_words import respelt
from procedures.vocabulary import settled_elsewhere, topic_of, vocabulary

COUNT_CAP = 200
DEEPEST = 1000
CLOSEST = 3


@dataclass(frozen=True)
class SearchPage:
    """One page of results, best first.

    ``did_you_mean``: the question respelt when a word of it is unknown to the catalogue, else "".
    ``total_hint``: number of results, counted up to COUNT_CAP only. ``next_after``: position of the
    following page, None at the end. ``clarify``: a question back with 2 to 5 choices when the question names a matter
    of several procedures; the results are then the choices' procedures first. ``out_of_scope``: who is competent when
    others settle it; then there are no results unless it is ``also_ours``. ``closest``: what comes nearest when
    there are no results.
    """

    results: list[SearchEntry]
    did_you_mean: str
    total_hint: int
    next_after: int | None
    clarify: Clarification | None = None
    out_of_scope: OutOfScope | None = None
    closest: list[SearchEntry] = field(default_factory=list)

    @property
    def is_capped(self) -> bool:
        """Whether there are more than ``total_hint`` results."""
        return self.total_hint >= COUNT_CAP


@dataclass(frozen=True)
class _Found:
    entries: list[SearchEntry]
    meant: str = ""
    clarify: Clarification | None = None


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
    ``online`` full|partial|none. ``after`` is a SearchPage's ``next_after``. Two queries; more for words unknown to the
    catalogue, when too little was found, and one for each choice of a question back.
    """
    entries = _filtered(level, field, audience, online)
    offset = min(max(after or 0, 0), DEEPEST)
    text = retyped(normalise(text), vocabulary().foreign)
    found = _found(entries, text, max(offset + limit + 1, COUNT_CAP))
    page = _page(found, offset, limit)
    if (elsewhere := settled_elsewhere(text)) is None:
        return page if page.results or offset else replace(page, closest=closest(text, CLOSEST))
    scope = OutOfScope(elsewhere.competent, elsewhere.advice, elsewhere.also_ours)
    if elsewhere.also_ours:
        return replace(page, out_of_scope=scope)
    return SearchPage([], "", 0, None, out_of_scope=scope, closest=found.entries[:CLOSEST])


def _page(found: _Found, offset: int, limit: int) -> SearchPage:
    more = offset + limit if len(found.entries) > offset + limit else None
    page = found.entries[offset : offset + limit]
    return SearchPage(page, found.meant, min(len(found.entries), COUNT_CAP), more, found.clarify)


def _found(entries: QuerySet[SearchEntry], text: str, most: int) -> _Found:
    """Enough entries for the page, and to count up to the cap; with the question respelt and asked back."""
    if code := _as_code(text):
        return _Found(list(entries.filter(card__code__startswith=code).order_by("card__code")[:most]))
    if (asked := understood(text)) is None:
        return _Found(list(entries.order_by("name", "pk")[:most]))
    found, meant = find(entries, asked, most), respelt(text, asked.words)
    if topic := topic_of(text):
        clarify, first = ask_which(topic, lambda words: _answer(entries, words))
        chosen = {entry.pk for entry in first}
        return _Found(first + [entry for entry in found if entry.pk not in chosen], meant, clarify)
    return _Found(found, meant, _ask_which(found, asked))


def _ask_which(found: list[SearchEntry], asked: Asked) -> Clarification | None:
    if asked.phrases:
        return None  # Said so that the vocabulary knows which one is meant.
    question = _("Có nhiều thủ tục về việc này. Bạn cần thủ tục nào?")
    return ask_which_of(found[:10], [word.plain for word in asked.words], question)


def _answer(entries: QuerySet[SearchEntry], words: str) -> list[SearchEntry]:
    asked = understood(words)
    return find(entries, asked, 1) if asked else []


def _filtered(level: str | None, field: str | None, audience: str | None, online: str | None) -> QuerySet[SearchEntry]:
    entries = SearchEntry.objects.defer(*LONG_TEXTS)
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
