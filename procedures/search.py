"""Finding procedures in people's words: accents or not, typing slips, words in any order.

What people say is put into the law's words first (vocabulary.py); names and keywords are compared in memory
(search_memory.py), rare words counting more than common ones, neighbours more than loose ones (ranking.py); papers
and long texts by PostgreSQL's full text. A question may be answered by one back (search_asking_back.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from portal.vietnamese import normalise
from procedures.models import SearchEntry
from procedures.ranking import Question
from procedures.search_asking_back import Clarification, OutOfScope, ask_which, ask_which_of
from procedures.search_finding import Finder, closest, entries_of
from procedures.search_memory import Filters
from procedures.search_typing import retyped
from procedures.search_words import content_words, respelt
from procedures.vocabulary import settled_elsewhere, topic_of
from procedures.vocabulary_in_use import vocabulary
from procedures.vocabulary_patterns import spoken
from procedures.vocabulary_shorthand import written_out

COUNT_CAP = 200
DEEPEST = 1000
CLOSEST = 3
# Of a longer text nothing is read; PostgreSQL refuses words of more than 2,046 bytes.
MOST_LETTERS = 1000


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
    ``online`` full|partial|none. ``after`` is a SearchPage's ``next_after``. Two queries; one more for words unknown to
    the catalogue, and when too little was found.
    """
    finder = Finder(Filters(level or "", field or "", audience or "", online or ""))
    offset = min(max(after or 0, 0), DEEPEST)
    table = vocabulary()
    text = retyped(written_out(normalise(text)[:MOST_LETTERS], table.shorthand), table.foreign)
    page = _listed(finder, text, offset, limit) or _answered(finder, text, offset, limit)
    if (elsewhere := settled_elsewhere(text)) is None:
        return page if page.results or offset else replace(page, closest=closest(finder, text, CLOSEST))
    scope = OutOfScope(elsewhere.competent, elsewhere.advice, elsewhere.also_ours)
    if elsewhere.also_ours:
        return replace(page, out_of_scope=scope)
    return SearchPage([], "", 0, None, out_of_scope=scope, closest=page.results[:CLOSEST])


def _listed(finder: Finder, text: str, offset: int, limit: int) -> SearchPage | None:
    """Those whose code begins so, or all by name when there are no words; None for a question."""
    if code := _as_code(text):
        rows = finder.all().filter(card__code__startswith=code).order_by("card__code")
    elif not content_words(spoken(text).split()):
        rows = finder.all().order_by("name", "pk")
    else:
        return None
    most = max(offset + limit + 1, COUNT_CAP)
    found = list(rows.values_list("pk", flat=True)[:most])
    return _page(found, offset, limit)


def _answered(finder: Finder, text: str, offset: int, limit: int) -> SearchPage:
    """What answers a question, with it respelt and asked back."""
    asked = finder.understood(text)
    if asked is None:
        return _page([], offset, limit)
    found = finder.find(asked, max(offset + limit + 1, COUNT_CAP))
    meant = respelt(text, asked.words)
    if topic := topic_of(text):
        clarify, first = ask_which(topic, finder.answers)
        found = first + [pk for pk in found if pk not in set(first)]
        return replace(_page(found, offset, limit), did_you_mean=meant, clarify=clarify)
    page = replace(_page(found, offset, limit), did_you_mean=meant)
    return page if offset or asked.phrases else replace(page, clarify=_ask_which(page.results, asked))


def _page(found: list[int], offset: int, limit: int) -> SearchPage:
    more = offset + limit if len(found) > offset + limit else None
    return SearchPage(entries_of(found[offset : offset + limit]), "", min(len(found), COUNT_CAP), more)


def _ask_which(found: list[SearchEntry], asked: Question) -> Clarification | None:
    """Asked back by names alone; not when the vocabulary knows which one is meant."""
    question = _("Có nhiều thủ tục về việc này. Bạn cần thủ tục nào?")
    return ask_which_of(found[:10], [word.plain for word in asked.words], question)


def _as_code(text: str) -> str:
    """The text when it is a procedure's code or the beginning of one, else ""."""
    found = re.fullmatch(r"\s*([0-9]\.[0-9]{3,6}[0-9A-Z.]*)\s*", text)
    return found[1] if found else ""
