"""Marks of doubt on a draft: who drafts clears one once it is settled, and the reason stays in the log for good.

A mark came with the national text (domain.md 3.3) and readers see it; clearing it is a judgement, so it has a name
and a reason beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from procedures.models import ProcedureVersion
from procedures.review.flag_words import say_flag

Row = dict[str, Any]
Mark = dict[str, Any]
#: A quote longer than this helps nobody to find the place.
LONGEST_QUOTE = 300


def read(version: ProcedureVersion) -> list[Row]:
    """One row a mark."""
    keys = dict.fromkeys(key_of(mark) for mark in version.doubts)
    return [{"id": key, "clear": False, "reason": ""} for key in keys]


def write(version: ProcedureVersion, rows: Iterable[Row]) -> None:
    """Clear the marks whose rows say so; marks that no row names stay."""
    gone = {row["id"] for row in rows if row["clear"]}
    version.doubts = [mark for mark in version.doubts if key_of(mark) not in gone]
    version.save(update_fields=["doubts"])


def reasons(version: ProcedureVersion, rows: Iterable[Row]) -> Iterator[tuple[str, Mark]]:
    """Each mark that the rows clear, with the reason; ask before writing."""
    marks = {key_of(mark): mark for mark in version.doubts}
    for row in rows:
        if row["clear"] and row["id"] in marks:
            yield row["reason"], {name: marks[row["id"]].get(name, "") for name in ("flag", "where", "text")}


def notes(version: ProcedureVersion) -> dict[str, str]:
    """What each row is about, in words, with what the national text says there."""
    return {key_of(mark): say(mark) for mark in version.doubts}


def say(mark: Mark) -> str:
    """A mark in words."""
    quote = str(mark.get("text") or "")[:LONGEST_QUOTE]
    words = say_flag(str(mark.get("flag") or ""))
    return f"{words}: “{quote}”" if quote and quote != "[]" else words


def key_of(mark: Mark) -> str:
    """The same mark has the same key; two of one kind at one place and with one text are one."""
    whole = json.dumps([str(mark.get(name) or "") for name in ("flag", "where", "text")], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
