"""Drawing with unequal chances, weighed once."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Drawn = TypeVar("Drawn")


class Chances(Generic[Drawn]):
    """Values with their shares; the shares need not add up to anything."""

    def __init__(self, shares: Mapping[Drawn, float]) -> None:
        self._values = list(shares)
        self._until = list(accumulate(shares.values()))

    def draw(self, luck: Random) -> Drawn:
        """One of the values."""
        return self._values[bisect(self._until, luck.random() * self._until[-1], hi=len(self._values) - 1)]
