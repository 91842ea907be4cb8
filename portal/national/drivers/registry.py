"""Which driver speaks with the national portal: the one that the settings name. Each passes the same contract tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from portal.national.connection import Connection, connection
from portal.national.drivers.api_2026 import Driver2026
from portal.national.drivers.base import NationalDriver
from portal.national.drivers.classic import ClassicDriver

DRIVERS: dict[str, Callable[[Connection], NationalDriver]] = {"CLASSIC": ClassicDriver, "API_2026": Driver2026}


@lru_cache(maxsize=4)
def driver_for(reached: Connection) -> NationalDriver:
    """The driver of a connection, one a process: it keeps its session and its open connections."""
    return DRIVERS[reached.driver](reached)


def current() -> NationalDriver:
    """The driver that the settings name. Raises LookupError while no national portal is set."""
    return driver_for(connection())
