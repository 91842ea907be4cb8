"""What may be meant while somebody types: procedures by name, and the choices of a question back."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from procedures import page_cache
from procedures.search import SearchPage, search

MOST = 6
SHORTEST = 2
"""Letters typed before anything is suggested."""


@dataclass(frozen=True)
class Suggestion:
    """One line under the box, always Vietnamese, and where it leads."""

    text: str
    url: str


def suggestions(text: str) -> list[Suggestion]:
    """At most six, best first; [] for a beginning too short. Warm, the database is not asked."""
    text = " ".join(text.split())[:100]
    if len(text) < SHORTEST:
        return []
    found: list[Suggestion] = page_cache.kept(
        f"suggested:{page_cache.edition()}:{text.lower()}", lambda: _suggested(search(text, limit=MOST))
    )
    return found


def _suggested(page: SearchPage) -> list[Suggestion]:
    choices = [
        Suggestion(choice.label, f"{reverse('procedures:find')}?{urlencode({'q': choice.words})}")
        for choice in (page.clarify.choices if page.clarify else ())
        if not choice.code
    ]
    names = [Suggestion(entry.name, reverse("procedures:detail", args=[entry.card["code"]])) for entry in page.results]
    return [*choices, *names][:MOST]
