"""What a comparison tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from procedures.word_changes import Piece, pieces


@dataclass(frozen=True)
class Change:
    """One thing that came, went, or reads differently. ``fact`` says what about it; "" when all of it."""

    kind: str
    what: str
    fact: str = ""
    before: str = ""
    after: str = ""

    @property
    def pieces(self) -> list[Piece]:
        """The two wordings word by word."""
        return pieces(self.before, self.after)


@dataclass(frozen=True)
class Section:
    """Changes of one kind of content; ``cases`` names the cases they belong to, none for the whole procedure."""

    key: str
    title: str
    cases: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Entry:
    """Something with a name that can be compared fact by fact."""

    name: str
    facts: tuple[tuple[str, str], ...] = ()

    def said(self) -> str:
        """Its facts in one line."""
        return "; ".join(value for _name, value in self.facts if value)


Entries = Mapping[str, Entry]


def keyed(entries: Iterable[tuple[str, Entry]]) -> Entries:
    """By key; a key that comes twice is counted, so that nothing is lost."""
    seen: Counter[str] = Counter()
    found: dict[str, Entry] = {}
    for key, entry in entries:
        seen[key] += 1
        found[f"{key}#{seen[key]}"] = entry
    return found
