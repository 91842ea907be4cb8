"""What follows when units change, in apps above this one: a typed registry, filled in their `AppConfig.ready`.

A reorganisation asks them beforehand what would move, and on its day, batch after batch, to move it. Each batch runs in
a transaction of its own; an error rolls that batch back and stops the reorganisation until its next round.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from units.models import Unit

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Taking:
    """A unit that takes over, its share, and the areas that go to it: commune codes or words of an address.

    `agency` is the same for all parts that pass from one agency to another, so that work which involves several parts
    of the old agency stays together in one new agency. `stays` marks the old unit itself, where it goes on: to it falls
    whatever no area names.
    """

    agency: str
    unit: Unit | None
    name: str
    share: Decimal
    areas: tuple[str, ...] = ()
    stays: bool = False


@dataclass(frozen=True)
class Reorganised:
    """A reorganisation as followers see it: who takes over from each unit (by id), the largest share first.

    In a preview `Taking.unit` is None for units that are still to be made. Where the old units go on, areas are those
    of their `communes` alone (codes; empty: of any), and what was filed after `until` had come to the right one. `by`
    is who scheduled it, None in a draft.
    """

    decision: str
    effective_on: dt.date
    takings: Mapping[int, Sequence[Taking]]
    communes: frozenset[str] = frozenset()
    until: dt.datetime | None = None
    by: User | None = None


@dataclass(frozen=True)
class Forecast:
    """How much would move from a unit (its id) to one of the names that take over."""

    unit: int
    to: str
    count: int


@dataclass(frozen=True)
class Carried:
    """What one batch moved, and what is still to be moved."""

    moved: int
    left: int


@dataclass(frozen=True)
class Follower:
    """What an app keeps at units and moves with them.

    `foresee` tells what would move and changes nothing; `carry` moves at most so many and can be asked again.
    """

    label: str | Promise
    foresee: Callable[[Reorganised], list[Forecast]]
    carry: Callable[[Reorganised, int], Carried]


_followers: dict[str, Follower] = {}


def register(name: str, follower: Follower) -> None:
    """Add a follower under a unique name. ValueError when the name is taken by another."""
    if _followers.setdefault(name, follower) != follower:
        raise ValueError(f"a follower named {name} is registered already")


def followers() -> list[Follower]:
    """The followers in the order of their names, so that the order never depends on imports."""
    return [_followers[name] for name in sorted(_followers)]


@dataclass(frozen=True)
class Belonging:
    """Something that a unit (its id) has and that goes to a name that takes over, in words."""

    unit: int
    to: str
    words: str


@dataclass(frozen=True)
class Keeper:
    """What an app keeps of a unit itself, not of its work: few rows, carried in one go with the counters.

    `foresee` changes nothing; `carry` is asked once, in the transaction of its step.
    """

    label: str | Promise
    foresee: Callable[[Reorganised], list[Belonging]]
    carry: Callable[[Reorganised], None]


_keepers: dict[str, Keeper] = {}


def register_keeper(name: str, keeper: Keeper) -> None:
    """Add a keeper under a unique name. ValueError when the name is taken by another."""
    if _keepers.setdefault(name, keeper) != keeper:
        raise ValueError(f"a keeper named {name} is registered already")


def keepers() -> list[Keeper]:
    """The keepers in the order of their names, so that the order never depends on imports."""
    return [_keepers[name] for name in sorted(_keepers)]


def taken_by(takings: Sequence[Taking], agency: str) -> Taking:
    """The part of an agency among those that take over; the first where that agency has none."""
    return next((taking for taking in takings if taking.agency == agency), takings[0])
