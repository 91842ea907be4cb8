"""The table of words that this process goes by: vocabulary.yaml, and over it what publishers added or changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from procedures import page_cache
from procedures.models import Phrase
from procedures.vocabulary_table import Vocabulary, build, starter

SHORTEST = 2


def vocabulary() -> Vocabulary:
    """The table that this process goes by: the repository's and the publishers' phrases, at most a second old."""
    return _TRYING.get() or _held.now()


Row = tuple[str, str]
"""Phrases, one a line, and what they mean."""


@contextmanager
def trying(row: Row) -> Iterator[None]:
    """Within, search goes by the table with one row more; for this thread alone."""
    token = _TRYING.set(_with_rows([*_rows(), row]))
    try:
        yield
    finally:
        _TRYING.reset(token)


def check_phrases(phrases: Iterable[str]) -> None:
    """ValueError when a phrase is too short or names a list that is not there."""
    for phrase in filter(None, phrases):
        if len(re.findall(r"\w", phrase)) < SHORTEST or phrase.split()[0] == "..." or "@" in phrase:
            raise ValueError(phrase)


class _Held:
    """The table of this process, built anew when another edition of the catalogue has other rows."""

    def __init__(self) -> None:
        self._edition, self._rows = "", tuple[Row, ...]()
        self._table: Vocabulary | None = None

    def now(self) -> Vocabulary:
        """One query after each edition; no compiling unless a row changed."""
        edition = page_cache.edition()
        if self._table is None or edition != self._edition:
            rows = tuple(_rows())
            if self._table is None or rows != self._rows:
                self._table = _with_rows(rows)
            self._edition, self._rows = edition, rows
        return self._table


_held = _Held()
_TRYING: ContextVar[Vocabulary | None] = ContextVar("vocabulary tried", default=None)


def _rows() -> list[Row]:
    return list(Phrase.objects.filter(is_active=True).order_by("pk").values_list("said", "meant"))


def _with_rows(rows: Iterable[Row]) -> Vocabulary:
    """The starter table with publishers' rows; theirs come before the repository's of the same length."""
    own = [{"said": said.splitlines(), "meant": meant} for said, meant in rows]
    return build({**starter(), "meanings": [*own, *starter()["meanings"]]})
