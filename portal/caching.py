"""The cache that never takes the site down: with Valkey away every look-up is a miss.

After a failure the server is left alone for two seconds, so that a page which asks ten times does not
wait ten times.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = structlog.get_logger(__name__)
REST_SECONDS = 2.0
Answer = TypeVar("Answer")


class KeptClients(RedisCacheClient):
    """Django's cache client makes a Redis object for every call, which costs more than the call; this one keeps it.

    The object holds no connection (its pool does), so threads share it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Give the client of a server, the same one every time."""
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]  # not in the stubs
        if id(pool) not in self._clients:
            self._clients[id(pool)] = self._client(connection_pool=pool)  # type: ignore[attr-defined]
        return self._clients[id(pool)]


class FailOpenRedisCache(RedisCache):
    """Django's Redis cache; errors of the connection become misses, other errors stay errors."""

    _away_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClients

    def _ask(self, call: Callable[[], Answer], otherwise: Answer) -> Answer:
        if time.monotonic() < FailOpenRedisCache._away_until:
            return otherwise
        try:
            return call()
        except (RedisConnectionError, RedisTimeoutError) as error:
            FailOpenRedisCache._away_until = time.monotonic() + REST_SECONDS
            log.warning("cache_away", error=type(error).__name__)
            return otherwise

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Store unless present; True (as if stored) when the server is away."""
        return self._ask(lambda: super(FailOpenRedisCache, self).add(key, value, timeout, version), True)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or `default` when absent or the server is away."""
        return self._ask(lambda: super(FailOpenRedisCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Store the value; nothing happens when the server is away."""
        self._ask(lambda: super(FailOpenRedisCache, self).set(key, value, timeout, version), None)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Prolong a value; False when absent or the server is away."""
        return self._ask(lambda: super(FailOpenRedisCache, self).touch(key, timeout, version), False)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; False when absent or the server is away."""
        return self._ask(lambda: super(FailOpenRedisCache, self).delete(key, version), False)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """Return the values found; none when the server is away."""
        return self._ask(lambda: super(FailOpenRedisCache, self).get_many(keys, version), {})

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        """Store several values; return the keys that failed: all when the server is away."""
        return self._ask(lambda: super(FailOpenRedisCache, self).set_many(data, timeout, version), list(data))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forget several values; nothing happens when the server is away."""
        self._ask(lambda: super(FailOpenRedisCache, self).delete_many(keys, version), None)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Tell whether the value is there; no when the server is away."""
        return self._ask(lambda: super(FailOpenRedisCache, self).has_key(key, version), False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a counter (ValueError when absent); `delta` when the server is away."""
        return self._ask(lambda: super(FailOpenRedisCache, self).incr(key, delta, version), delta)

    def clear(self) -> None:
        """Forget everything; nothing happens when the server is away."""
        self._ask(super().clear, None)
