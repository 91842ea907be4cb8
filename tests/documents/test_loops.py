"""Signing and reading signatures work where an event loop runs already."""

from __future__ import annotations

import asyncio
import threading

import pytest

from portal.documents.signing.loops import without_loop


def loop_of_its_own() -> str:
    """What pyHanko does in its plain calls."""

    async def work() -> str:
        return threading.current_thread().name

    return asyncio.run(work())


def test_without_a_loop_the_call_stays_in_its_thread() -> None:
    assert without_loop(loop_of_its_own) == threading.current_thread().name


def test_inside_a_loop_the_call_moves_to_another_thread() -> None:
    async def inside() -> str:
        return without_loop(loop_of_its_own)

    assert asyncio.run(inside()) != threading.current_thread().name


def test_what_the_call_raises_comes_back() -> None:
    def fail() -> None:
        raise ValueError("broken signature")

    async def inside() -> None:
        without_loop(fail)

    with pytest.raises(ValueError, match="broken signature"):
        asyncio.run(inside())
