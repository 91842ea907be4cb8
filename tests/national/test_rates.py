"""A peer is not asked oftener than it allows, by all workers together; nobody waits for ever, nor without a limit."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.core.cache import cache

from portal.national.connection import CATALOGUE_PER_SECOND, connection
from portal.national.drivers import rates
from portal.national.drivers.api_2026 import Driver2026
from portal.national.drivers.base import NotTaken
from portal.national.drivers.classic import ClassicDriver
from tests.national.conftest import Portal


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000_000.05

    def time(self) -> float:
        """The moment."""
        return self.now

    monotonic = time

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Such a clock, and a cache in which nobody asked yet."""
    cache.clear()
    told = Clock()
    monkeypatch.setattr(rates, "time", told)
    return told


def test_no_second_has_more_calls_than_the_peer_takes(clock: Clock) -> None:
    seconds: Counter[int] = Counter()
    for _ in range(11):
        rates.wait_turn("calls", 3)
        seconds[int(clock.now)] += 1
    assert list(seconds.values()) == [3, 3, 3, 2]


def test_peers_are_counted_apart_and_no_limit_asks_nothing(clock: Clock) -> None:
    began = clock.now
    for _ in range(2):
        rates.wait_turn("calls", 2)
        rates.wait_turn("catalogue", 2)
    for _ in range(50):
        rates.wait_turn("calls", 0)
    assert clock.now == began


def test_who_never_gets_a_turn_tries_again_later(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "is_over", lambda _limit, _who: True)
    began = clock.now
    with pytest.raises(NotTaken, match="Chưa đến lượt"):
        rates.wait_turn("calls", 1)
    assert 20 <= clock.now - began < 21


@pytest.mark.parametrize("kind", [ClassicDriver, Driver2026])
def test_threads_of_a_driver_share_the_limit(portal: Portal, kind: type[ClassicDriver | Driver2026]) -> None:
    cache.clear()
    driver = kind(replace(portal.connection, calls_per_second=4))
    driver.agencies()
    moments: list[int] = []

    def ask(_number: int) -> None:
        driver.look_up("X")
        moments.append(int(time.time()))

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(ask, range(5)))
    # What began at the end of a second may be answered in the next.
    assert max(Counter(moments).values()) <= 5
    assert len(moments) == 5


def test_the_settings_lead_there(settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_URL, settings.NATIONAL_PORTAL_CALLS_PER_SECOND = "https://quoc-gia.example", 7
    assert (connection().calls_per_second, connection().catalogue_per_second) == (7, CATALOGUE_PER_SECOND)
    assert CATALOGUE_PER_SECOND == 2
