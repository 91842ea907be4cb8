"""What the benchmarks ask with: requests straight into the site's handler, and rates of contenders taken in turn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from benchmarks._wsgi_client import WsgiClient, rates
from portal.accounts.rules import PUBLIC, access_rule

seen: list[dict[str, Any]] = []


@csrf_exempt
@access_rule(PUBLIC)
def note(request: HttpRequest) -> HttpResponse:
    """Notes what came in."""
    body = json.loads(request.body) if request.body else None
    seen.append({"query": dict(request.GET.items()), "body": body, "key": request.headers.get("Idempotency-Key")})
    return HttpResponse("noted", status=202)


class Chunks:
    """A body in pieces, which notes how many were read and that it was closed."""

    read, closed = 0, 0

    def __iter__(self) -> Iterator[bytes]:
        for _number in range(3):
            Chunks.read += 1
            yield b"x"

    def close(self) -> None:
        Chunks.closed += 1


@access_rule(PUBLIC)
def stream(_request: HttpRequest) -> StreamingHttpResponse:
    """A long answer."""
    return StreamingHttpResponse(Chunks())


urlpatterns = [path("note", note), path("stream", stream)]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    seen.clear()
    Chunks.read = Chunks.closed = 0


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_get_carries_its_query_and_gives_back_the_status() -> None:
    assert WsgiClient().get("/note", "q=khai+sinh&page=2") == 202
    assert seen == [{"query": {"q": "khai sinh", "page": "2"}, "body": None, "key": None}]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_post_carries_body_and_headers() -> None:
    body = json.dumps({"name": "Nguyễn Thị Lan"}).encode()

    assert WsgiClient().post_json("/note", body, {"Idempotency-Key": "1"}) == 202
    assert seen == [{"query": {}, "body": {"name": "Nguyễn Thị Lan"}, "key": "1"}]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_an_answer_is_read_to_its_end_and_closed_as_a_server_does() -> None:
    """A lazy body that nobody reads would make a page look free."""
    assert WsgiClient().get("/stream") == 200
    assert (Chunks.read, Chunks.closed) == (3, 1)


@pytest.mark.django_db
def test_the_sites_own_handler_answers() -> None:
    client = WsgiClient()

    assert client.get("/healthz") == 200
    assert client.get("/khong-co-trang-nay/") == 404


class Machine:
    """A machine whose clock moves by what is called, and which is busy from time to time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.calls, self.slowness = 0.0, [], 1.0  # type: float, list[str], float
        monkeypatch.setattr("benchmarks._wsgi_client.time.perf_counter", lambda: self.now)

    def contender(self, name: str, seconds: float) -> Any:
        def call() -> None:
            self.calls.append(name)
            self.now += seconds * self.slowness

        return call


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_a_rate_is_calls_by_seconds(machine: Machine) -> None:
    found = rates({"fast": machine.contender("fast", 0.01), "slow": machine.contender("slow", 0.04)}, seconds=1)

    assert found["fast"] == pytest.approx(100)
    assert found["slow"] == pytest.approx(25)


def test_contenders_take_turns_so_that_noise_meets_all(machine: Machine) -> None:
    rates({name: machine.contender(name, 0.1) for name in "ab"}, seconds=0.6, rounds=3)

    turns = [name for place, name in enumerate(machine.calls) if place == 0 or machine.calls[place - 1] != name]
    assert turns == ["a", "b", "a", "b", "a", "b"]


def test_the_best_round_counts(machine: Machine) -> None:
    """Another program that takes the core for a while must not look like a slow page."""
    quick = machine.contender("a", 0.01)

    def sometimes_busy() -> None:
        machine.slowness = 5.0 if machine.now < 0.5 else 1.0
        quick()

    assert rates({"a": sometimes_busy}, seconds=2, rounds=4)["a"] == pytest.approx(100, rel=0.05)


def test_a_call_that_fails_ends_the_measurement(machine: Machine) -> None:
    def broken() -> None:
        raise RuntimeError("creation answers 500")

    with pytest.raises(RuntimeError, match="answers 500"):
        rates({"a": broken})
