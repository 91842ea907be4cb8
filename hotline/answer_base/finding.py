"""Finding answers in people's words, with the catalogue's own search; an index in memory, renewed when one changes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language

from hotline.models import FaqEntry, Publication
from procedures.search_elsewhere import Text, find, index_of
from procedures.search_memory import Index

_EDITION = "hotline:answers"
EDITION_SECONDS = 86_400
#: With the cache away every edition is a new one; the index is then made anew no oftener than this.
LEAST_SECONDS = 5.0
#: Below this a text has little of what was asked: words in common, not an answer.
LEAST_SCORE = 0.5
LEAST_LETTERS = 3


@dataclass(frozen=True)
class Found:
    """An answer as lists show it, in the reader's language where it has one; `language` is that of its words."""

    title: str
    text: str
    url: str
    language: str
    is_faq: bool


class _Memory:
    """The answers of an edition with their index."""

    def __init__(self) -> None:
        self._edition, self._made_at = "", -LEAST_SECONDS
        self._index, self._rows = Index(""), list[tuple[Found, Found]]()

    def answers(self) -> tuple[Index, list[tuple[Found, Found]]]:
        """Two queries after a change, none otherwise."""
        edition = str(cache.get_or_set(_EDITION, lambda: uuid4().hex, EDITION_SECONDS))
        if edition != self._edition and (not self._edition or time.monotonic() - self._made_at >= LEAST_SECONDS):
            self._read(edition)
        return self._index, self._rows

    def forget(self) -> None:
        """Read anew next time."""
        self._edition = ""

    def _read(self, edition: str) -> None:
        read = [*_publications(), *_entries()]
        self._rows = [row for _text, row in read]
        texts = (Text(place, *told) for place, (told, _row) in enumerate(read))
        self._index, self._edition, self._made_at = index_of(texts, edition), edition, time.monotonic()


_memory = _Memory()


def changed() -> None:
    """To be called in the transaction that publishes, changes or withdraws an answer."""
    _forget()
    transaction.on_commit(_forget)


def forget() -> None:
    """As a process that has just started."""
    _memory.forget()


def search(text: str, most: int = 20) -> list[Found]:
    """The answers that fit a question, best first; none for fewer than three letters."""
    if len(text.strip()) < LEAST_LETTERS:
        return []
    index, rows = _memory.answers()
    own = int(get_language() == "en")
    return [rows[key][own] for score, key in find(index, text, most) if score >= LEAST_SCORE]


def _forget() -> None:
    cache.set(_EDITION, uuid4().hex, EDITION_SECONDS)
    _memory.forget()


def _publications() -> Iterator[tuple[tuple[str, tuple[str, ...]], tuple[Found, Found]]]:
    for one in Publication.objects.filter(withdrawn_at=None).order_by("-pk").iterator(chunk_size=1000):
        found = Found(one.title, one.text, reverse("hotline:answer", args=[one.pk]), "vi", is_faq=False)
        yield (one.title, (one.question, one.text)), (found, found)


def _entries() -> Iterator[tuple[tuple[str, tuple[str, ...]], tuple[Found, Found]]]:
    shown = FaqEntry.objects.filter(withdrawn_at=None, current__isnull=False).select_related("current").order_by("pk")
    for entry in shown:
        version, url = entry.current, entry.get_absolute_url()
        if version is None:
            continue
        lines = (version.text, version.question_en, version.text_en)
        vietnamese = Found(version.question, version.text, url, "vi", is_faq=True)
        english = Found(version.question_en, version.text_en, url, "en", is_faq=True)
        yield (version.question, lines), (vietnamese, english)
