"""The cache of public pages: warm pages ask the database nothing.

What a page shows is stored under the version's id, which never changes its content, so nothing
needs to be taken back; only "which version is in force today" is forgotten when one is published.
Days are part of that key, so a version staged for tomorrow shows at midnight. With the cache away
(portal.caching fails open) every look-up is a miss and pages still work.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.utils import timezone

KEPT_SECONDS = 3600
EDITION_SECONDS = 86_400
# Raised when the shape of what is stored, or a template of it, changes with a release.
SHAPE = 7
# A publication by another process shows here within this time; by this one, at once.
EDITION_HELD_SECONDS = 0.9


def kept(key: str, make: Callable[[], Any], seconds: int = KEPT_SECONDS) -> Any:
    """What is stored under ``key``, made and stored when absent. ``make`` must not return None."""
    found = cache.get(_full(key))
    if found is None:
        found = make()
        cache.set(_full(key), found, seconds)
    return found


def kept_many(
    keys: Collection[str], make: Callable[[list[str]], Mapping[str, Any]], seconds: int = KEPT_SECONDS
) -> dict[str, Any]:
    """What is stored under each key; ``make`` is asked once for all that are absent, and what it makes is stored."""
    names = {_full(key): key for key in keys}
    found = {names[full]: value for full, value in cache.get_many(list(names)).items()}
    absent = [key for key in keys if key not in found]
    if absent:
        made = make(absent)
        cache.set_many({_full(key): value for key, value in made.items()}, seconds)
        found.update(made)
    return found


def current_key(code: str) -> str:
    """Key of "the version of this procedure in force today"."""
    return f"current:{code}:{timezone.localdate().isoformat()}"


class _HeldEdition:
    """The edition as this process last read it, and until when it may be believed."""

    def __init__(self) -> None:
        self._name, self._until = "", 0.0

    def name(self) -> str:
        """The edition, read anew when the last reading is too old."""
        if time.monotonic() >= self._until:
            self.hold(str(kept("edition", lambda: uuid4().hex, EDITION_SECONDS)))
        return self._name

    def hold(self, name: str) -> None:
        """Believe this edition for a while."""
        self._name, self._until = name, time.monotonic() + EDITION_HELD_SECONDS

    def let_go(self) -> None:
        """Ask the shared cache next time."""
        self._until = 0.0


_held = _HeldEdition()


def edition() -> str:
    """Names the state of the whole catalogue: another one after each publication, at most a second late."""
    return _held.name()


def forget(codes: Iterable[str]) -> None:
    """After publishing: look up anew which versions of these procedures are in force."""
    cache.delete_many([_full(current_key(code)) for code in codes])
    cache.delete(_full("facets"))
    cache.set(_full("edition"), uuid4().hex, EDITION_SECONDS)
    _held.let_go()


def ask_anew() -> None:
    """Believe nothing that this process remembers: the cache was emptied behind its back."""
    _held.let_go()


def _full(key: str) -> str:
    """A key that every cache server takes: questions are long and have spaces in them."""
    return f"procedures:{SHAPE}:{hashlib.sha256(key.encode()).hexdigest()}"
