"""One item of the queue as its page shows it: national text, proposal, doubts at their places, what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from procedures import catalogue
from procedures.models import ProcedureVersion, ReviewItem, RunKind
from procedures.review.flag_words import say_flag
from procedures.review.mend import Mend
from procedures.review.mending import mended_record, offers
from procedures.review.national_text import Row, rows_of, section_of
from procedures.review.outline import SECTIONS, Line, outline


@dataclass(frozen=True)
class ShownDoubt:
    """A doubt with what could mend it; ``is_kept``: a publisher saw it and lets it stand as a mark."""

    flag: str
    where: str
    says: str
    text: str
    mends: Sequence[Mend]
    is_kept: bool


@dataclass(frozen=True)
class ShownRow:
    """A row of the national text with the doubts about it."""

    row: Row
    doubts: list[ShownDoubt] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """A line that is new (kind "added"), gone ("removed") or the same ("same") against the version in force."""

    kind: str
    line: Line


@dataclass(frozen=True)
class ShownSection:
    """A section of the page; ``changes`` is empty when nothing is in force yet."""

    key: str
    title: str
    rows: list[ShownRow]
    doubts: list[ShownDoubt]
    lines: list[Line]
    changes: list[Change]

    @property
    def is_changed(self) -> bool:
        """Whether the proposal differs from the version in force."""
        return any(change.kind != "same" for change in self.changes)

    @property
    def has_doubts(self) -> bool:
        """Whether something here is doubted."""
        return bool(self.doubts) or any(row.doubts for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.rows or self.lines or self.changes)


def sections_of(item: ReviewItem, standing: ProcedureVersion | None) -> list[ShownSection]:
    """The item's page. ``standing`` is the version in force, content prefetched."""
    proposed = catalogue.find_version(item.version_id) if item.version_id else None
    lines = outline(proposed) if proposed else {}
    before = outline(standing) if standing else {}
    rows = rows_of(item.record) if item.run.kind == RunKind.NATIONAL else {}
    doubts = _shown_doubts(item)
    return [
        section
        for key, title in SECTIONS.items()
        if not (section := _section(key, str(title), rows.get(key, []), doubts, lines, before)).is_empty
    ]


def differences(before: Sequence[Line], after: Sequence[Line]) -> list[Change]:
    """The lines of both, in order, each marked as the same, removed or added."""
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Change("same", line) for line in before[i1:i2]]
            continue
        found += [Change("removed", line) for line in before[i1:i2]]
        found += [Change("added", line) for line in after[j1:j2]]
    return found


def _section(
    key: str,
    title: str,
    rows: list[Row],
    doubts: list[ShownDoubt],
    lines: dict[str, list[Line]],
    before: dict[str, list[Line]],
) -> ShownSection:
    own = [doubt for doubt in doubts if section_of(doubt.where) == key]
    shown = [ShownRow(row) for row in rows]
    loose = [doubt for doubt in own if not _placed(doubt, shown)]
    changes = differences(before[key], lines.get(key, [])) if before and lines else []
    return ShownSection(key, title, shown, loose, lines.get(key, []), changes)


def _placed(doubt: ShownDoubt, rows: list[ShownRow]) -> bool:
    """Put the doubt on the row of its place, the nearest one; whether there was one."""
    fitting = [shown for shown in rows if _is_within(doubt.where, shown.row.where)]
    if fitting:
        max(fitting, key=lambda shown: len(shown.row.where)).doubts.append(doubt)
    return bool(fitting)


def _is_within(where: str, place: str) -> bool:
    return where == place or where.startswith((f"{place}.", f"{place}["))


def _shown_doubts(item: ReviewItem) -> list[ShownDoubt]:
    record = mended_record(item)
    kept = {(mark["flag"], mark["where"]) for mark in item.kept}
    return [_shown(item, doubt, record, kept) for doubt in item.doubts]


def _shown(item: ReviewItem, doubt: dict[str, Any], record: Any, kept: set[tuple[str, str]]) -> ShownDoubt:
    place = (doubt["flag"], doubt["where"])
    # A gap quotes what is not there, such as "[]": that tells nobody anything.
    quote = "" if doubt["flag"].startswith("no_") else doubt["text"]
    return ShownDoubt(*place, say_flag(doubt["flag"]), quote, offers(item, doubt, record), place in kept)
