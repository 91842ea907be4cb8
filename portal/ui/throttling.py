"""Limits on how often an address may do something. Without a cache nobody is stopped: people go before their guard."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True)
class Limit:
    """So many within so many seconds, counted under a name of its own."""

    name: str
    most: int
    seconds: int


def is_over(limit: Limit, address: str) -> bool:
    """Count one more from a network address and say whether that is too many."""
    key = f"{limit.name}:{address}"
    if cache.add(key, 1, limit.seconds):
        return False
    try:
        return int(cache.incr(key) or 0) > limit.most
    except ValueError:  # the window ended, or the cache is away, between the two calls
        return False
