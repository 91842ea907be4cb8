"""Finished pages in this process's own memory, so that a page asked again costs no trip to the cache server.

Pages are stored under a key that names the edition of the catalogue; so nothing here is wrong for long, only old.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock

MOST_PAGES = 256
MOST_BYTES = 16 * 1024 * 1024
KEPT_SECONDS = 300


class PageStore:
    """The pages asked last, within bounds of number, bytes and age (seconds); shared by threads."""

    def __init__(
        self, most_pages: int = MOST_PAGES, most_bytes: int = MOST_BYTES, kept_seconds: float = KEPT_SECONDS
    ) -> None:
        self._most_pages, self._most_bytes, self._kept_seconds = most_pages, most_bytes, kept_seconds
        self._pages: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The page, None when it is unknown or too old."""
        with self._lock:
            found = self._pages.get(key)
            if found is None:
                return None
            if found[0] < time.monotonic():
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return found[1]

    def put(self, key: str, body: bytes) -> None:
        """Keep a page; those not asked for the longest time make room. A page beyond all room is not kept."""
        if len(body) > self._most_bytes:
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = (time.monotonic() + self._kept_seconds, body)
            self._bytes += len(body)
            while len(self._pages) > self._most_pages or self._bytes > self._most_bytes:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: str) -> None:
        _until, body = self._pages.pop(key, (0.0, b""))
        self._bytes -= len(body)
