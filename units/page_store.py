"""What the public pages of units show, kept for everybody: a warm page asks the database nothing.

Kept for a minute, since few who write say so (`changed`): administrators, imports. What depends on the hour, whether a
door is open, is judged anew with every page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

from units.models import today_in_vietnam

KEPT_SECONDS = 60
_EDITION = "units:edition"
_EDITION_SECONDS = 86_400
Shown = TypeVar("Shown")


def kept(key: str, make: Callable[[], Shown]) -> Shown:
    """What is kept of today under ``key``, made when it is not there; ``make`` must not return None."""
    full = f"units:{hashlib.sha256(f'{_edition()}:{today_in_vietnam()}:{key}'.encode()).hexdigest()}"
    found: Shown | None = cache.get(full)
    if found is None:
        found = make()
        cache.set(full, found, KEPT_SECONDS)
    return found


def changed() -> None:
    """To be called where something that pages show of units is written: they tell it at once.

    Now for whoever reads in the same transaction, and again when others can read it.
    """
    _forget()
    transaction.on_commit(_forget)


def _forget() -> None:
    cache.set(_EDITION, uuid4().hex, _EDITION_SECONDS)


def _edition() -> str:
    return str(cache.get_or_set(_EDITION, lambda: uuid4().hex, _EDITION_SECONDS))
