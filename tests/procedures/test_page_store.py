"""Rules proved: a process keeps few pages, of bounded size, not for long; and learns of other processes' news."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from procedures import page_cache
from procedures.page_store import PageStore
from procedures.views import freshness
from tests.procedures.factories import announced


class Clock:
    """Time that moves when told."""

    now = 1000.0

    def monotonic(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of stores and of the held edition."""
    clock = Clock()
    monkeypatch.setattr("procedures.page_store.time", clock)
    monkeypatch.setattr("procedures.page_cache.time", clock)
    page_cache.ask_anew()
    return clock


def test_a_page_is_given_back_until_it_is_old(clock: Clock) -> None:
    store = PageStore(kept_seconds=300)
    store.put("a", b"page")

    clock.now += 299
    assert store.get("a") == b"page"
    clock.now += 2
    assert store.get("a") is None


def test_the_page_unasked_for_longest_makes_room() -> None:
    store = PageStore(most_pages=2)
    store.put("a", b"1")
    store.put("b", b"2")
    store.get("a")
    store.put("c", b"3")

    assert [store.get(key) for key in "abc"] == [b"1", None, b"3"]


def test_a_page_beyond_all_room_is_not_kept() -> None:
    store = PageStore(most_bytes=10)
    store.put("small", b"12345")
    store.put("huge", b"1" * 11)

    assert (store.get("small"), store.get("huge")) == (b"12345", None)


@given(pages=st.lists(st.tuples(st.sampled_from("abcdef"), st.binary(max_size=40)), max_size=40))
def test_bounds_hold_whatever_comes(pages: list[tuple[str, bytes]]) -> None:
    store = PageStore(most_pages=4, most_bytes=100)
    for key, body in pages:
        store.put(key, body)

    kept = [page for page in map(store.get, "abcdef") if page is not None]

    assert len(kept) <= 4
    assert sum(map(len, kept)) <= 100


def test_threads_share_a_store() -> None:
    store = PageStore(most_pages=8, most_bytes=64)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(300):
                store.put(str((number + turn) % 12), bytes(turn % 20))
                store.get(str(turn % 12))
        except Exception as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []


@pytest.mark.django_db
def test_a_warm_page_asks_not_even_the_cache(client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    announced("1.001193")
    first = client.get("/thu-tuc/1.001193/")
    asked: list[str] = []

    def noted(_cache: Any, key: str, *_args: Any) -> None:
        asked.append(key)

    monkeypatch.setattr(LocMemCache, "get", noted)

    again = client.get("/thu-tuc/1.001193/")

    assert again.content == first.content
    assert asked == []


@pytest.mark.django_db
def test_a_publication_by_another_process_shows_within_a_second(client: Client, clock: Clock) -> None:
    announced("1.001193")
    client.get("/thu-tuc/")
    announced("1.000894", name="Thủ tục đăng ký kết hôn")
    cache.set(page_cache._full("edition"), "another", 60)

    clock.now += 1

    assert "kết hôn" in client.get("/thu-tuc/").content.decode()


@pytest.mark.django_db
def test_another_process_gives_its_page_to_this_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that starts, or forgot, takes the page from the shared cache."""
    announced("1.001193")
    first = client.get("/thu-tuc/1.001193/")
    monkeypatch.setattr(freshness, "_here", PageStore())

    def no_work(*_args: Any) -> Any:
        raise AssertionError("the page was made again")

    monkeypatch.setattr("procedures.views.detail.page_on", no_work)

    assert client.get("/thu-tuc/1.001193/").content == first.content


@pytest.mark.django_db
def test_the_front_page_is_kept_too(client: Client, django_assert_num_queries: Any) -> None:
    client.get("/")
    with django_assert_num_queries(0):
        response = client.get("/")

    assert response.status_code == 200
    assert client.get("/", headers={"If-None-Match": response["ETag"]}).status_code == 304
