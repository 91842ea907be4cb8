"""Which driver speaks with the store of results: the one that the settings name; a second one takes its line here."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from portal.national.results_store.connection import StoreConnection, connection
from portal.national.results_store.drivers.base import StoreDriver
from portal.national.results_store.drivers.classic import ClassicStore

DRIVERS: dict[str, Callable[[StoreConnection], StoreDriver]] = {"CLASSIC": ClassicStore}


@lru_cache(maxsize=4)
def driver_for(reached: StoreConnection) -> StoreDriver:
    """The driver of a connection, one a process: it keeps its open connections."""
    return DRIVERS[reached.driver](reached)


def current() -> StoreDriver:
    """The driver that the settings name. Raises LookupError while no store is set."""
    return driver_for(connection())
