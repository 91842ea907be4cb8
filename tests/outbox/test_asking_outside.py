"""Rules proved: what is asked of an address that somebody else chose goes there alone, and is read so far."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox import outside
from portal.simulating.serving import Request, Response, Server

OURS = ["127.0.0.1"]


class Desk:
    """A true server that answers what it heard."""

    def __init__(self) -> None:
        self.heard: list[Request] = []
        self.answer = Response(b"0123456789")
        self.server = Server({("POST", "/hoi"): self._take, ("POST", "/noi-khac"): self._take})

    def _take(self, request: Request) -> Response:
        self.heard.append(request)
        return self.answer

    def ask(self, most_bytes: int = 100, path: str = "/hoi", **headers: str) -> tuple[int, bytes]:
        return outside.ask(f"{self.server.address}{path}", "Số?".encode(), headers, most_bytes, OURS)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    with made.server:
        yield made


def test_the_body_arrives_with_its_headers_and_the_answer_is_read(desk: Desk) -> None:
    assert desk.ask(Authorization="Bearer abc") == (200, b"0123456789")
    [request] = desk.heard
    assert request.body.decode() == "Số?"
    assert (request.headers["Authorization"], request.headers["Accept-Encoding"]) == ("Bearer abc", "identity")


def test_an_answer_that_is_too_long_shows_by_one_byte_and_no_more_is_read(desk: Desk) -> None:
    assert desk.ask(most_bytes=10) == (200, b"0123456789")
    assert desk.ask(most_bytes=9) == (200, b"0123456789")
    desk.answer = Response(b"x" * 100_000)
    assert desk.ask(most_bytes=9) == (200, b"x" * 10)


def test_an_error_is_an_answer_and_its_words_are_read(desk: Desk) -> None:
    desk.answer = Response("Không có mã này".encode(), status=404)
    status, words = desk.ask()
    assert (status, words.decode()) == (404, "Không có mã này")


def test_a_redirect_is_not_followed_and_takes_no_token_along(desk: Desk) -> None:
    desk.answer = Response(b"", status=307, headers={"Location": f"{desk.server.address}/noi-khac"})
    assert desk.ask(Authorization="Bearer abc")[0] == 307
    assert outside.ask(f"{desk.server.address}/hoi", b"", {}, 10, OURS)[0] == 307
    assert [request.path for request in desk.heard] == ["/hoi", "/hoi"]


def test_a_server_that_falls_in_its_answer_is_an_error_and_no_empty_answer(desk: Desk) -> None:
    desk.answer = Response(b"", is_lost=True)
    with pytest.raises((OSError, http.client.HTTPException)):
        desk.ask()


def test_asking_and_posting_are_guarded_as_fetching_is(desk: Desk, settings: LazySettings) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = []
    where = f"{desk.server.address}/hoi"
    for address in (where, where.replace("http:", "https:"), "https://a:b@127.0.0.1/", "ftp://127.0.0.1/", ""):
        with pytest.raises(outside.Forbidden):
            outside.ask(address, b"", {}, 10)
        with pytest.raises(outside.Forbidden):
            outside.post(address, b"", {})
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"]
    assert outside.post(where, b"{}", {}) == 200
    assert len(desk.heard) == 1


def test_a_name_is_judged_at_every_call(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was outside a moment ago may lead inside now."""
    inside = [(socket.AF_INET, 1, 6, "", ("192.168.1.9", 443))]
    asked: list[str] = []

    def resolve(host: str, *_more: object, **_named: object) -> object:
        asked.append(host)
        return inside

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for _ in range(2):
        with pytest.raises(outside.Forbidden, match="inside"):
            outside.ask("https://doi-tac.example/", b"", {}, 10)
    assert asked == ["doi-tac.example"] * 2


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), st.text("abcđếơ &=+%?", max_size=20))
def test_whatever_stands_in_an_address_becomes_a_line_that_a_request_may_hold(path: str, query: str) -> None:
    parts = urlsplit(f"https://nhan.example/{path}?{query}")
    line = outside._path(parts)
    assert line.startswith("/") and line.isascii() and line.isprintable()
    assert not set(line) & {" ", '"', "<", ">", "\\", "^", "`", "{", "|", "}"}


def test_what_is_written_as_octets_already_stays_so() -> None:
    for address, line in (
        ("https://a.example", "/"),
        ("https://a.example?x=1", "/?x=1"),
        ("https://a.example/a%20b?c=%C4%91", "/a%20b?c=%C4%91"),
        ("https://a.example/hồ sơ?q=đ", "/h%E1%BB%93%20s%C6%A1?q=%C4%91"),
        ("https://a.example/x#phần", "/x"),
    ):
        assert outside._path(urlsplit(address)) == line


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_only_addresses_of_the_open_internet_are_outside(ip: object) -> None:
    judged = getattr(ip, "ipv4_mapped", None) or ip
    kinds = ("is_private", "is_loopback", "is_link_local", "is_multicast", "is_unspecified")
    is_inside = any(getattr(judged, kind) for kind in kinds)
    assert not (outside._is_outside(str(ip)) and is_inside)
