"""Limits against floods, by network address. Without a cache nobody is stopped: the hotline goes before its guard.

Whoever's browser did the small sum of the form (`proof_of_work`) may send more: a household or an office shares one
address, a program that floods pays for each one.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True)
class Limit:
    """So many within so many seconds."""

    name: str
    most: int
    seconds: int


SENT_WITH_PROOF = Limit("sent-with-proof", 30, 600)
SENT_WITHOUT_PROOF = Limit("sent", 6, 600)
SENT_BY_API = Limit("sent-by-api", 60, 60)
UNLOCKED = Limit("unlocked", 30, 60)


def is_over(limit: Limit, address: str) -> bool:
    """Count one more from an address and say whether that is too many."""
    key = f"hotline:{limit.name}:{address}"
    if cache.add(key, 1, limit.seconds):
        return False
    try:
        return int(cache.incr(key) or 0) > limit.most
    except ValueError:  # the window ended, or the cache is away, between the two calls
        return False
