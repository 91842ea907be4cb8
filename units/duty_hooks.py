"""Who answers a unit's hotline when: apps above this one know, and tell it here for the unit's public page and desk.

The public learns numbers, hours and whether somebody is there, never a name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from units.models import Unit


@dataclass(frozen=True)
class Duty:
    """Numbers (E.164 or short) that somebody answers, in which hours, and whether somebody is there now."""

    numbers: tuple[str, ...]
    hours: str | Promise
    is_always: bool
    is_there: bool


@dataclass(frozen=True)
class Source:
    """Who knows: the duties of a unit at a moment (no query when warm), and which of some units have nobody.

    `address` gives the page at which a unit (its code) is given a roster.
    """

    of_unit: Callable[[Unit, dt.datetime], list[Duty]]
    without: Callable[[Collection[int]], set[int]]
    address: Callable[[str], str]


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source under a unique name. ValueError when the name is taken by another."""
    if _sources.setdefault(name, source) != source:
        raise ValueError(f"a source named {name} is registered already")


def duties_of(unit: Unit, moment: dt.datetime) -> list[Duty]:
    """What every source knows of a unit."""
    return [duty for name in sorted(_sources) for duty in _sources[name].of_unit(unit, moment)]


def without_roster(units: Collection[int]) -> dict[int, Callable[[str], str]]:
    """By unit (its id) that nobody is on duty for: where that is mended. A query for each source."""
    return {unit: source.address for source in _sources.values() for unit in source.without(units)}
