"""A simple limit on guessing codes: so many looks a minute from an address. Without a cache nobody is stopped."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

LOOKS_A_MINUTE = 30
WINDOW_SECONDS = 60


def is_over(request: HttpRequest, limit: int = LOOKS_A_MINUTE) -> bool:
    """Count this look and say whether its address has had too many in the running minute."""
    key = f"documents:looks:{request.META.get('REMOTE_ADDR', '')}"
    if cache.add(key, 1, WINDOW_SECONDS):
        return False
    try:
        return int(cache.incr(key) or 0) > limit
    except ValueError:  # the window ended, or the cache is away, between the two calls
        return False
