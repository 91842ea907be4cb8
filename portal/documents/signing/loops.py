"""Calling pyHanko from anywhere.

Its plain calls start an event loop of their own, which a thread with a running one refuses (ASGI servers, browser
tests). There the call moves to a thread without a loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")


def without_loop(call: Callable[[], Answer]) -> Answer:
    """The answer of `call`, made where no event loop runs; what it raises is raised here. No database inside."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return call()
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        return elsewhere.submit(call).result()
