"""Signing and reading signatures work where an event loop runs already."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.documents.signing.loops import without_loop


@pytest.fixture
def quiet_thread() -> ThreadPoolExecutor:
    """A thread without a loop: the one of a browser test before this may still have one."""
    return ThreadPoolExecutor(max_workers=1)


def loop_of_its_own() -> str:
    """What pyHanko does in its plain calls."""

    async def work() -> str:
        return threading.current_thread().name

    return asyncio.run(work())


def both_threads() -> tuple[str, str]:
    return threading.current_thread().name, without_loop(loop_of_its_own)


async def inside() -> tuple[str, str]:
    return both_threads()


def test_without_a_loop_the_call_stays_in_its_thread(quiet_thread: ThreadPoolExecutor) -> None:
    here, there = quiet_thread.submit(both_threads).result()
    assert here == there


def test_inside_a_loop_the_call_moves_to_another_thread(quiet_thread: ThreadPoolExecutor) -> None:
    here, there = quiet_thread.submit(lambda: asyncio.run(inside())).result()
    assert here != there


def test_what_the_call_raises_comes_back(quiet_thread: ThreadPoolExecutor) -> None:
    def fail() -> None:
        raise ValueError("broken signature")

    async def failing() -> None:
        without_loop(fail)

    with pytest.raises(ValueError, match="broken signature"):
        quiet_thread.submit(lambda: asyncio.run(failing())).result()
