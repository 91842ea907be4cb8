"""Fetching from an address that somebody else chose: never inside, never endless, never elsewhere than asked."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import LazySettings

from portal.outbox import outside
from portal.simulating.serving import Request, Response, Server

OURS = ["127.0.0.1"]


@contextmanager
def serving(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that says these bytes as they are, with a pause between them, whatever it is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            caller, _address = listening.accept()
            with caller:
                caller.recv(65536)
                for piece in pieces:
                    try:
                        caller.sendall(piece)
                    except OSError:
                        return
                    time.sleep(pause)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/tep"
        thread.join(timeout=5)


def header(length: int | None = None, status: str = "200 OK") -> bytes:
    """The head of an answer."""
    said = f"Content-Length: {length}\r\n" if length is not None else ""
    return f"HTTP/1.1 {status}\r\n{said}\r\n".encode()


def test_what_stands_there_is_fetched_whole() -> None:
    with Server({("GET", "/tep"): lambda request: Response(request.values["ma"].encode())}) as server:
        assert outside.get(f"{server.address}/tep?ma=1%202", 100, OURS) == (200, b"1 2")
        assert outside.get(f"{server.address}/khac", 1000, OURS)[0] == 404


def test_one_byte_too_many_is_told_and_no_more_is_read() -> None:
    with serving(header(10_000_000), b"x" * 5_000_000) as address:
        status, content = outside.get(address, 1_000, OURS)
    assert (status, len(content)) == (200, 1_001)


def test_a_length_that_lies_brings_what_came(settings: LazySettings) -> None:
    with serving(header(50), b"abc") as address:
        try:
            status, content = outside.get(address, 1_000, OURS)
        except http.client.IncompleteRead:
            return
        assert (status, content) == (200, b"abc")


def test_who_sends_drop_by_drop_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "LONGEST_FETCH_SECONDS", 0.05)
    with (
        serving(header(), *[b"x"] * 20, pause=0.02) as address,
        pytest.raises(TimeoutError, match="too long"),
    ):
        outside.get(address, 1_000, OURS)


def test_what_is_no_http_is_an_error_of_the_other_side() -> None:
    with serving(b"\x00\x01 xin chao\r\n\r\n") as address, pytest.raises(http.client.HTTPException):
        outside.get(address, 1_000, OURS)
    with pytest.raises(OSError, match=r"refused|Connection"):
        outside.get("http://127.0.0.1:9/tep", 1_000, OURS)


def test_a_redirect_leads_nowhere() -> None:
    asked: list[str] = []

    def note(request: Request) -> Response:
        asked.append(request.path)
        return Response(b"", status=302, headers={"Location": "/bi-mat"})

    with Server({("GET", "/tep"): note, ("GET", "/bi-mat"): note}) as server:
        assert outside.get(f"{server.address}/tep", 1_000, OURS) == (302, b"")
    assert asked == ["/tep"]


def test_addresses_inside_are_refused_by_whatever_name(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = {
        "169.254.169.254": "metadata",
        "10.0.0.7": "private",
        "127.0.0.1": "loopback",
        "::1": "loopback",
        "::ffff:127.0.0.1": "mapped",
        "64:ff9b::7f00:1": "translated",
        "64:ff9b:1::1": "translated here",
        "::10.0.0.1": "withdrawn",
        "fec0::1": "withdrawn",
        "2002:7f00:1::": "through a relay",
        "100.64.0.1": "carrier",
        "224.0.0.1": "multicast",
        "0.0.0.0": "nobody",  # noqa: S104 - judged, not bound
        "fd00::1": "private",
    }
    for address, why in inside.items():
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        found = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, found=found, **_more: found)
        with pytest.raises(outside.Forbidden, match="inside our own network"):
            outside.get("https://tep.example.vn/tep", 1_000)
        assert why


def test_one_address_inside_among_several_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("203.113.0.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: found)
    with pytest.raises(outside.Forbidden):
        outside.get("https://hai-mat.example.vn/", 1_000, OURS)


@pytest.mark.parametrize(
    "address",
    [
        "http://tep.example.vn/tep",
        "ftp://tep.example.vn/tep",
        "file:///etc/passwd",
        "https://ai:mat-khau@tep.example.vn/",
        "https:///tep",
        "https://tep.example.vn:0/",
        "https://tep.example.vn:99999/",
        "//tep.example.vn",
        "",
        "https://127.0.0.1/tep",
        "https://[::ffff:10.0.0.1]/tep",
        "https://[64:ff9b::a9fe:a9fe]/tep",
        "https://[fe80::1%25eth0]/tep",
        "https://LOCALHOST./tep",
        "https://sau.localhost/tep",
        "https://metadata.google.internal/tep",
    ],
)
def test_what_is_no_address_for_us_is_refused_before_anything_is_asked(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(*_asked: object, **_more: object) -> None:
        raise AssertionError("nothing is looked up")

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    with pytest.raises(outside.Forbidden):
        outside.get(address, 1_000)


def test_the_open_internet_stays_open_also_by_way_of_its_translator() -> None:
    for address in ("203.113.0.1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"):
        assert outside._is_outside(address)
    outside.require_allowed("https://localhost.example.vn/")


def test_a_host_let_in_here_is_not_let_in_elsewhere(settings: LazySettings) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = []
    with Server({("GET", "/tep"): lambda _request: Response(b"x")}) as server:
        assert outside.get(f"{server.address}/tep", 10, OURS)[0] == 200
        with pytest.raises(outside.Forbidden):
            outside.get(f"{server.address}/tep", 10)
        with pytest.raises(outside.Forbidden):
            outside.get(f"{server.address}/tep", 10, ["tep.example.vn"])
