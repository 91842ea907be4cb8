"""A test has one connection to the database, whether a browser's event loop runs in its thread or not."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


async def connection_inside_a_loop() -> object:
    return connections["default"]


def connections_without_and_with_a_loop() -> tuple[object, object]:
    return connections["default"], asyncio.run(connection_inside_a_loop())


def test_a_running_loop_brings_no_second_connection() -> None:
    """Two would wait for each other's locks, and one of them would keep the test database from being removed."""
    with ThreadPoolExecutor(1) as thread:  # a browser's loop may be running in this one
        without, within = thread.submit(connections_without_and_with_a_loop).result()

    assert within is without
