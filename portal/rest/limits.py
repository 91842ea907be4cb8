"""How often one client may call: so many times a minute, counted by the clock's minute; people are not counted here.

Without a cache nothing is counted: the interface goes on.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from portal.rest.scopes import client_of

_MINUTE_SECONDS = 60


class ClientLimit(BaseThrottle):
    """REST framework's question before each call."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether this call is within the limit; a person's always is."""
        client = client_of(request)
        return not client or _count(client) <= settings.API_CALLS_PER_MINUTE

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return _MINUTE_SECONDS - time.time() % _MINUTE_SECONDS


def calls_now(client: str) -> int:
    """How many calls of this client were counted in this minute."""
    return int(cache.get(_place(client), 0))


def _count(client: str) -> int:
    place = _place(client)
    if cache.add(place, 1, 2 * _MINUTE_SECONDS):
        return 1
    try:
        return int(cache.incr(place))
    except ValueError:  # it was forgotten between the two
        return 1


def _place(client: str) -> str:
    return f"calls:{client}:{int(time.time() // _MINUTE_SECONDS)}"
