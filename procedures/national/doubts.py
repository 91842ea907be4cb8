"""A doubt: something in a national record that a publisher has to look at before relying on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

EXCERPT = 300


@dataclass(frozen=True)
class Doubt:
    """``flag`` names the kind, ``where`` the place in the record, ``text`` quotes or explains it."""

    flag: str
    where: str
    text: str = ""


@dataclass
class Doubts:
    """The doubts about one record, each kind and place once, in the order in which they were met."""

    found: dict[tuple[str, str], Doubt] = field(default_factory=dict)

    def add(self, flag: str, where: str, text: object = "") -> None:
        """Note a doubt; the first text of a kind and place stays."""
        self.found.setdefault((flag, where), Doubt(flag, where, str(text)[:EXCERPT]))

    def has(self, flag: str) -> bool:
        """Whether a doubt of this kind was noted."""
        return any(known == flag for known, _where in self.found)

    def __iter__(self) -> Iterator[Doubt]:
        return iter(self.found.values())

    def as_marks(self) -> list[dict[str, str]]:
        """As stored in ProcedureVersion.doubts."""
        return [asdict(doubt) for doubt in self]
