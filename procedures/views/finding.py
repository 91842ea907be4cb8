"""/thu-tuc/: search, with the question and the filters in the address."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.accounts.rules import PUBLIC, access_rule
from procedures import page_cache, searches_in_vain
from procedures.cards import Card, shown_card
from procedures.forms import SearchForm
from procedures.search import COUNT_CAP, search
from procedures.search_asking_back import Clarification, OutOfScope
from procedures.views.freshness import public_page

PAGE_SIZE = 20


@dataclass(frozen=True)
class Found:
    """One page of cards in the reader's language, and the addresses around it ("" at the ends)."""

    cards: list[Card]
    total: int
    is_capped: bool
    did_you_mean: str
    next: str
    previous: str
    clarify: Clarification | None = None
    out_of_scope: OutOfScope | None = None
    closest: list[Card] = dataclass_field(default_factory=list)
    kept_filters: str = ""


@access_rule(PUBLIC)
@require_safe
@public_page
def find_procedures(request: HttpRequest) -> HttpResponse:
    """Search and filter. Warm, the page asks the database nothing."""
    form = SearchForm(request.GET)
    question = form.question()
    key = f"found:{page_cache.edition()}:{get_language()}:{sorted(question.items())}"
    found: Found = page_cache.kept(key, lambda: _find(question))
    has_filters = any(question.get(name) for name in ("level", "field", "audience", "online"))
    context = {"form": form, "found": found, "question": question["text"], "has_filters": has_filters}
    return render(request, "procedures/find.html", context)


def _find(question: dict[str, Any]) -> Found:
    page = search(**question, limit=PAGE_SIZE)
    if not (page.results or page.out_of_scope or question.keys() - {"text"}):
        searches_in_vain.note(question["text"])
    after = question.get("after", 0)
    return Found(
        cards=[shown_card(entry) for entry in page.results],
        total=min(page.total_hint, COUNT_CAP),
        is_capped=page.is_capped,
        did_you_mean=page.did_you_mean,
        next=_address(question, page.next_after) if page.next_after else "",
        previous=_address(question, max(after - PAGE_SIZE, 0)) if after else "",
        clarify=page.clarify,
        out_of_scope=page.out_of_scope,
        closest=[shown_card(entry) for entry in page.closest],
        kept_filters=_filters(question),
    )


def _filters(question: dict[str, Any]) -> str:
    """The filters as they continue an address, so that they survive a click."""
    kept = {name: question[name] for name in ("level", "field", "audience", "online") if question.get(name)}
    return f"&{urlencode(kept)}" if kept else ""


def _address(question: dict[str, Any], after: int) -> str:
    kept = {"q": question["text"], **question, "after": after}
    kept.pop("text")
    return "?" + urlencode({name: value for name, value in kept.items() if value})
