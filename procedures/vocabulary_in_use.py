"""The table of words that this process goes by: vocabulary.yaml, and over it what publishers added or changed.

What is asked back or settled elsewhere goes by the publishers' row of its key; the file's is for keys without a row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from procedures import page_cache
from procedures.models import AskedBack, Phrase, Referral, Wording
from procedures.vocabulary_table import Vocabulary, build, starter

SECTIONS: dict[type[Wording], str] = {Phrase: "meanings", AskedBack: "topics", Referral: "elsewhere"}
# All three tables at once, each word as text under its section.
EVERY_WORD = """
SELECT 'meanings', id, to_jsonb(word)::text FROM procedures_phrase word
 UNION ALL SELECT 'topics', id, to_jsonb(word)::text FROM procedures_askedback word
 UNION ALL SELECT 'elsewhere', id, to_jsonb(word)::text FROM procedures_referral word
 ORDER BY 1, 2
"""
_MODELS = {section: model for model, section in SECTIONS.items()}


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
        """One query after each edition; no compiling unless a row changed."""
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
    """What the tables have, but for one. One query: every first page after a publication waits for it."""
    found = _Rows()
    with connection.cursor() as cursor:
        cursor.execute(EVERY_WORD)
        for section, _pk, told in cursor.fetchall():
            wording = _MODELS[section].from_row(json.loads(told))
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
