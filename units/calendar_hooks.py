"""What follows when a day of a calendar changes late, in apps above this one: a typed registry, filled in `ready`.

A change asks its followers beforehand what it would move and then, batch after batch, to move it. Each batch runs in a
transaction of its own; an error rolls that batch back, and the next round begins where the last good one ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from units.working_time import Calendar

if TYPE_CHECKING:
    from portal.accounts.models import User
    from units.models import Unit


@dataclass(frozen=True)
class ChangedDay:
    """A date that changes in some calendars (their ids), by whom and why; the value of a unit's calendar afterwards."""

    calendars: frozenset[int]
    date: dt.date
    reason: str
    author: User
    calendar_after: Callable[[Unit], Calendar]


@dataclass(frozen=True)
class Shift:
    """One thing whose due time moves; `what` names a part of it, nothing the whole."""

    code: str
    before: dt.datetime
    after: dt.datetime
    what: str = ""


@dataclass(frozen=True)
class Foreseen:
    """How many things the day lies in the term of, and the first of those that move."""

    count: int
    first: Sequence[Shift]


@dataclass(frozen=True)
class Carried:
    """What one batch did: how many it looked at and moved, and after which id the next begins; None at the end."""

    seen: int
    moved: int
    after: int | None


@dataclass(frozen=True)
class Follower:
    """What an app keeps due times of. `foresee` changes nothing; `carry(day, after, limit)` can be asked again."""

    foresee: Callable[[ChangedDay, int], Foreseen]
    carry: Callable[[ChangedDay, int, int], Carried]


_followers: dict[str, Follower] = {}


def register(name: str, follower: Follower) -> None:
    """Add a follower under a unique name. ValueError when the name is taken by another."""
    if _followers.setdefault(name, follower) != follower:
        raise ValueError(f"a follower named {name} is registered already")


def followers() -> dict[str, Follower]:
    """The followers in the order of their names, so that the order never depends on imports."""
    return dict(sorted(_followers.items()))
