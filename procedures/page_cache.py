"""The cache of public pages: warm pages ask the database nothing.

What a page shows is stored under the version's id, which never changes its content, so nothing
needs to be taken back; only "which version is in force today" is forgotten when one is published.
Days are part of that key, so a version staged for tomorrow shows at midnight. With the cache away
(portal.caching fails open) every look-up is a miss and pages still work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache import cache
from django.utils import timezone

KEPT_SECONDS = 3600
# Raised when the shape of what is stored, or a template of it, changes with a release.
SHAPE = 1


def kept(key: str, make: Callable[[], Any], seconds: int = KEPT_SECONDS) -> Any:
    """What is stored under ``key``, made and stored when absent. ``make`` must not return None."""
    found = cache.get(f"procedures:{SHAPE}:{key}")
    if found is None:
        found = make()
        cache.set(f"procedures:{SHAPE}:{key}", found, seconds)
    return found


def current_key(code: str) -> str:
    """Key of "the version of this procedure in force today"."""
    return f"current:{code}:{timezone.localdate().isoformat()}"


def forget(codes: Iterable[str]) -> None:
    """After publishing: look up anew which versions of these procedures are in force."""
    cache.delete_many([f"procedures:{SHAPE}:{current_key(code)}" for code in codes])
    cache.delete(f"procedures:{SHAPE}:facets")
    cache.set(f"procedures:{SHAPE}:edition", timezone.now().isoformat(), None)
