"""What the site has to say on top of its pages: incidents, planned downtime. Whoever knows of them registers here.

Pages ask `at` for their place; caches of whole pages ask `mark`, so that a stored page never hides a new banner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Place:
    """What a page is about: a procedure, units (both by code), or the whole site."""

    procedure: str = ""
    units: tuple[str, ...] = ()
    is_whole: bool = False


@dataclass(frozen=True)
class Banner:
    """One notice in the reader's language; `ends_at` is None while nobody knows it."""

    title: str
    url: str
    begins_at: datetime
    ends_at: datetime | None
    is_incident: bool


class Source(Protocol):
    """Who knows what is to be said; warm, neither method asks the database."""

    def mark(self) -> str:
        """Another text whenever any page would show something else."""

    def at(self, place: Place) -> list[Banner]:
        """The notices that concern a place, the gravest first."""

    def forget(self) -> None:
        """Believe nothing that this process remembers."""


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let a source speak; the same name again replaces it."""
    _sources[name] = source


def mark() -> str:
    """The marks of all sources: part of the key of every page that is stored whole."""
    return "|".join(source.mark() for source in _sources.values())


def shown_at(procedure: str = "", units: Iterable[str] = (), *, is_whole: bool = False) -> list[Banner]:
    """What a page says on top."""
    place = Place(procedure, tuple(unit for unit in units if unit), is_whole)
    return [banner for source in _sources.values() for banner in source.at(place)]


def forget() -> None:
    """As a process that has just started."""
    for source in _sources.values():
        source.forget()
