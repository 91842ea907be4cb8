"""Moving the rows of a section up and down. Pure: rows as they were typed, in the order of the page.

Papers, fees and time limits are listed case by case, so a row changes places with the next of its own case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

Typed = Mapping[str, Any]


class Way(IntEnum):
    """Which way a row goes."""

    UP = -1
    DOWN = 1


@dataclass(frozen=True)
class Move:
    """The row at ``place``, counted from 0, goes one step."""

    place: int
    way: Way


def asked(data: Mapping[str, Any]) -> Move | None:
    """The move that a pressed button names; None when none was pressed, or for a place that is none."""
    for name, way in (("up", Way.UP), ("down", Way.DOWN)):
        place = str(data.get(name, ""))
        if place.isascii() and place.isdecimal() and len(place) < 5:
            return Move(int(place), way)
    return None


def goal(rows: Sequence[Typed], move: Move) -> int | None:
    """Where the row comes to stand; None when none of its case stands there to change places with."""
    if not 0 <= move.place < len(rows):
        return None
    own = rows[move.place].get("case", "")
    place = move.place + move.way
    while 0 <= place < len(rows):
        if rows[place].get("case", "") == own:
            return place
        place += move.way
    return None


def moved(rows: Sequence[Typed], move: Move) -> list[Typed]:
    """The rows after the move; as they were when it leads nowhere."""
    after = list(rows)
    place = goal(rows, move)
    if place is not None:
        after[place], after[move.place] = after[move.place], after[place]
    return after
