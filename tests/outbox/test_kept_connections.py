"""Rules proved: messages to one receiver go over one connection while it lasts, and a kept one is never a way inside:
it is used only for an address that the name was judged to have at this very message.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox import kept_connections, outside
from portal.outbox.kept_connections import KeptConnections

OK = b"HTTP/1.1 204 No Content\r\n\r\n"
PLACE = ("https", "nhan.example", 443)


class Listening:
    """A server that counts its callers and says to each message what it is told to, then shuts where it is told to."""

    def __init__(self, *answers: bytes, per_call: int = 10**6) -> None:
        self.callers, self.messages, self._answers, self._per_call = 0, 0, answers or (OK,), per_call
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/hook"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _address = self._socket.accept()
            except OSError:
                return
            self.callers += 1
            threading.Thread(target=self._talk, args=[caller], daemon=True).start()

    def _talk(self, caller: socket.socket) -> None:
        with caller:
            for _number in range(self._per_call):
                if not _has_message(caller):
                    return
                answer = self._answers[min(self.messages, len(self._answers) - 1)]
                self.messages += 1
                caller.sendall(answer)

    def close(self) -> None:
        self._socket.close()


def _has_message(caller: socket.socket) -> bool:
    """Read one message to the end of its body."""
    got = b""
    while b"\r\n\r\n" not in got or not got.endswith(b"{}"):
        piece = caller.recv(65536)
        if not piece:
            return False
        got += piece
    return True


@contextmanager
def listening(*answers: bytes, per_call: int = 10**6) -> Iterator[Listening]:
    made = Listening(*answers, per_call=per_call)
    try:
        yield made
    finally:
        made.close()
        outside.close_kept()


@pytest.fixture(autouse=True)
def inside_is_open(settings: LazySettings) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1", "nhan.example"]


def post(to: Listening) -> int:
    return outside.post(to.address, b"{}", {"Content-Type": "application/json"})


def test_messages_to_one_receiver_go_over_one_connection() -> None:
    with listening() as receiver:
        assert [post(receiver) for _ in range(5)] == [204] * 5
        assert (receiver.callers, receiver.messages) == (1, 5)


def test_receivers_have_connections_of_their_own() -> None:
    with listening() as one, listening() as other:
        for _ in range(2):
            post(one)
            post(other)
        assert (one.callers, other.callers, one.messages, other.messages) == (1, 1, 2, 2)


def test_an_answer_that_says_it_closes_or_is_longer_than_we_read_is_the_last_of_its_connection() -> None:
    closing = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000
    for answer in (closing, long):
        with listening(answer) as receiver:
            assert [post(receiver), post(receiver)] == [200, 200]
            assert receiver.callers == 2


def test_a_connection_that_was_shut_while_it_rested_costs_no_message() -> None:
    with listening(per_call=1) as receiver:
        assert [post(receiver) for _ in range(4)] == [204] * 4
        assert (receiver.callers, receiver.messages) == (4, 4)


def test_a_name_that_leads_elsewhere_now_takes_no_kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding after the first message: each message judges the name anew, and its addresses choose."""
    with listening() as receiver:
        port = int(receiver.address.rsplit(":", 1)[1].removesuffix("/hook"))
        address = f"http://nhan.example:{port}/hook"
        leads_to = ["127.0.0.1"]
        found = lambda *_args, **_named: [(socket.AF_INET, 1, 6, "", (leads_to[0], port))]  # noqa: E731
        monkeypatch.setattr(socket, "getaddrinfo", found)
        asked: list[Any] = []

        def connect(to: Any, patience: float) -> socket.socket:
            asked.append(to)
            made = socket.socket()
            made.settimeout(patience)
            made.connect(("127.0.0.1", port))
            return made

        monkeypatch.setattr(socket, "create_connection", connect)
        assert [outside.post(address, b"{}", {}) for _ in range(2)] == [204, 204]
        assert asked == [("127.0.0.1", port)]

        leads_to[0] = "127.0.0.2"
        outside.post(address, b"{}", {})
        assert asked[1:] == [("127.0.0.2", port)]


def test_a_kept_connection_opens_no_address_that_was_closed_meanwhile(settings: LazySettings) -> None:
    with listening() as receiver:
        post(receiver)
        settings.WEBHOOK_INTERNAL_HOSTS = []
        with pytest.raises(outside.Forbidden):
            post(receiver)
        secure = receiver.address.replace("http:", "https:")
        with pytest.raises(outside.Forbidden, match="inside"):
            outside.post(secure, b"{}", {})
        assert receiver.messages == 1


# -- what is kept


class Connection(HTTPConnection):
    """A connection that only knows whether it was closed."""

    def __init__(self) -> None:
        super().__init__("nhan.example")
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


STEPS = st.lists(st.tuples(st.sampled_from(["put", "take"]), st.sampled_from("ab"), st.sampled_from("12")), max_size=40)


@given(STEPS)
def test_a_connection_is_given_once_to_its_host_for_an_address_that_was_judged(
    steps: list[tuple[str, str, str]],
) -> None:
    kept, made = KeptConnections[HTTPConnection](), dict[int, tuple[str, str]]()
    given_out, everything = set[int](), list[Connection]()
    for what, host, ip in steps:
        place = ("https", host, 443)
        if what == "put":
            everything.append(Connection())
            made[id(everything[-1])] = host, ip
            kept.put(place, everything[-1], ip)
            continue
        found = kept.take(place, [ip])
        if found is not None:
            assert made[id(found.connection)] == (host, found.ip) == (host, ip)
            assert id(found.connection) not in given_out
            given_out.add(id(found.connection))
    resting = [one for one in everything if not one.is_closed and id(one) not in given_out]
    for host in "ab":
        own = [one for one in resting if made[id(one)][0] == host]
        assert len(own) <= kept_connections.MOST_KEPT_OF_A_HOST
    kept.close()
    assert all(one.is_closed for one in resting)


def test_what_rested_too_long_or_belongs_to_a_parent_is_given_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("portal.outbox.kept_connections.time.monotonic", lambda: now[0])
    kept, old, young = KeptConnections[HTTPConnection](), Connection(), Connection()
    kept.put(PLACE, old, "1")
    now[0] += kept_connections.KEPT_SECONDS - 1
    kept.put(PLACE, young, "1")
    now[0] += 2
    found = kept.take(PLACE, ["1", "2"])
    assert found is not None
    assert (found.connection is young, old.is_closed) == (True, True)

    kept.put(PLACE, young, "1")
    monkeypatch.setattr("portal.outbox.kept_connections.os.getpid", lambda: -1)
    assert kept.take(PLACE, ["1"]) is None
    assert not young.is_closed  # the parent goes on with it
