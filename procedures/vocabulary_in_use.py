"""The table of words that this process goes by: vocabulary.yaml, and over it what publishers added or changed.

What is asked back or settled elsewhere goes by the publishers' row of its key; the file's is for keys without a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from procedures import page_cache
from procedures.models import AskedBack, Phrase, Referral, Wording
from procedures.vocabulary_table import Vocabulary, build, starter

SECTIONS: dict[type[Wording], str] = {Phrase: "meanings", AskedBack: "topics", Referral: "elsewhere"}


def vocabulary() -> Vocabulary:
    """The table that this process goes by: the repository's and the publishers' words, at most a second old."""
    return _TRYING.get() or _held.now()


@contextmanager
def trying(wording: Wording) -> Iterator[None]:
    """Within, search goes by the table as if this one were saved; for this thread alone."""
    rows = _rows(instead_of=wording)
    rows.put(wording)
    token = _TRYING.set(_with_rows(rows))
    try:
        yield
    finally:
        _TRYING.reset(token)


@dataclass
class _Rows:
    """The publishers' rows by section of the table, and which of the file's keys they stand for, in use or not."""

    used: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in SECTIONS.values()})
    keys: set[tuple[str, str]] = field(default_factory=set)

    def put(self, wording: Wording) -> None:
        """Take one in, the newest last."""
        section = SECTIONS[type(wording)]
        if key := getattr(wording, "key", None):
            self.keys.add((section, key))
        if wording.is_active:
            self.used[section].append(wording.as_row())


class _Held:
    """The table of this process, built anew when another edition of the catalogue has other rows."""

    def __init__(self) -> None:
        self._edition, self._rows = "", _Rows()
        self._table: Vocabulary | None = None

    def now(self) -> Vocabulary:
        """Three queries after each edition; no compiling unless a row changed."""
        edition = page_cache.edition()
        if self._table is None or edition != self._edition:
            rows = _rows()
            if self._table is None or rows != self._rows:
                self._table = _with_rows(rows)
            self._edition, self._rows = edition, rows
        return self._table


_held = _Held()
_TRYING: ContextVar[Vocabulary | None] = ContextVar("vocabulary tried", default=None)


def _rows(instead_of: Wording | None = None) -> _Rows:
    """What the tables have, but for one."""
    found = _Rows()
    for model in SECTIONS:
        for wording in model._default_manager.order_by("pk"):
            if wording != instead_of:
                found.put(wording)
    return found


def _with_rows(rows: _Rows) -> Vocabulary:
    """The starter table with publishers' rows; theirs come before the repository's of the same length."""
    told = dict(starter())
    for section, used in rows.used.items():
        left = [row for row in told[section] if (section, row.get("key")) not in rows.keys]
        told[section] = [*used, *left]
    return build(told)
