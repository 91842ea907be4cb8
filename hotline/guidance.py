"""What an operator can say while somebody is on the line: procedures of the catalogue, and published answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotline.answer_base import finding
from procedures.search import search

if TYPE_CHECKING:
    from hotline.answer_base.finding import Found
    from procedures.models import SearchEntry

MOST = 3
_LEAST_LETTERS = 3


@dataclass(frozen=True)
class Guidance:
    """The nearest procedures and published answers; who is competent where others settle it."""

    procedures: list[SearchEntry] = field(default_factory=list)
    answers: list[Found] = field(default_factory=list)
    elsewhere: str = ""

    def __bool__(self) -> bool:
        return bool(self.procedures or self.answers or self.elsewhere)


def for_words(text: str) -> Guidance:
    """What fits the words of the caller; nothing for fewer than three letters."""
    text = text.strip()
    if len(text) < _LEAST_LETTERS:
        return Guidance()
    page = search(text, limit=MOST)
    scope = page.out_of_scope
    elsewhere = f"{scope.competent}. {scope.advice}" if scope else ""
    return Guidance((page.results or page.closest)[:MOST], finding.search(text, MOST), elsewhere)
