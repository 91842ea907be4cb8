"""Rules proved: what is sent is signed and whole; each answer is of the message, of the connection, or an answer."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox import standard_webhooks
from portal.peers.drivers import transport
from portal.peers.drivers.base import Away, Reached, Rejected
from portal.simulating.serving import Response, Server, as_json, redirect
from tests.peers.connecting import SECRET
from tests.peers.listening import Listener

TOLD = {"dossier": "H29.101-1", "note": "Đã nhận"}


@pytest.fixture
def peer(settings: LazySettings) -> Iterator[Listener]:
    """A system at a port of this machine, which our settings let us reach."""
    settings.PEERS_INTERNAL_HOSTS = ["127.0.0.1"]
    listener = Listener()
    with Server(listener.routes("/", "/orders", "/api/orders")) as server:
        listener.address = server.address
        yield listener


def test_what_is_sent_is_json_in_utf_8_signed_as_standard_webhooks_has_it(peer: Listener) -> None:
    assert transport.post(peer.reached(), "/orders", TOLD, "msg_1") == {}

    (request,) = peer.asked
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert (headers["content-type"], headers["webhook-id"]) == ("application/json", "msg_1")
    assert "Đã nhận".encode() in request.body
    assert json.loads(request.body) == TOLD
    standard_webhooks.verify(request.body, headers, [SECRET], time.time())
    with pytest.raises(standard_webhooks.NotAuthentic):
        standard_webhooks.verify(request.body, headers, ["another-secret-than-the-agreed-one"], time.time())


def test_a_slash_at_the_end_of_an_address_changes_nothing(peer: Listener) -> None:
    for address in (f"{peer.address}/api", f"{peer.address}/api/"):
        transport.post(Reached(address, "", "", SECRET), "/orders", TOLD, "msg_1")
    assert [request.path for request in peer.asked] == ["/api/orders", "/api/orders"]


def test_what_is_said_of_a_message_rejects_it_and_all_else_waits(peer: Listener) -> None:
    of_the_message = {400, 409, 410, 413, 422}
    for status in (300, 302, 400, 401, 403, 404, 405, 408, 409, 410, 413, 418, 422, 425, 429, 500, 502, 503, 504):
        peer.answer = as_json({}, status)
        with pytest.raises((Away, Rejected)) as failure:
            transport.post(peer.reached(), "/orders", TOLD, "msg_1")
        assert isinstance(failure.value, Rejected) == (status in of_the_message), status
        assert f"HTTP {status}" in str(failure.value)


def test_every_kind_of_success_is_one(peer: Listener) -> None:
    for status in (200, 201, 202, 203):
        peer.answer = as_json({"ItemCode": "RA1"}, status)
        assert transport.post(peer.reached(), "/orders", TOLD, "msg_1") == {"ItemCode": "RA1"}
    peer.answer = Response(b"", status=HTTPStatus.NO_CONTENT)
    assert transport.post(peer.reached(), "/orders", TOLD, "msg_1") == {}


def test_a_redirect_is_not_followed(peer: Listener) -> None:
    peer.answer = redirect("/api/orders")
    with pytest.raises(Away, match="HTTP 303"):
        transport.post(peer.reached(), "/orders", TOLD, "msg_1")
    assert [request.path for request in peer.asked] == ["/orders"]


def test_a_refusal_is_told_in_the_peers_own_words_and_not_at_length(peer: Listener) -> None:
    for answer, words in (
        (as_json({"title": "thiếu địa chỉ"}, 422), "không nhận bản tin (HTTP 422: thiếu địa chỉ)"),
        (as_json({"title": "x" * 900}, 422), f"không nhận bản tin (HTTP 422: {'x' * 200})"),
        (as_json({"title": ["x"]}, 400), "không nhận bản tin (HTTP 400)"),
        (as_json({"title": ""}, 400), "không nhận bản tin (HTTP 400)"),
        (as_json(["x"], 409), "không nhận bản tin (HTTP 409)"),
        (Response(b"<h1>no</h1>", status=410), "không nhận bản tin (HTTP 410)"),
    ):
        peer.answer = answer
        with pytest.raises(Rejected) as refusal:
            transport.post(peer.reached(), "/orders", TOLD, "msg_1")
        assert str(refusal.value) == words


def test_what_is_no_json_object_came_from_something_in_between(peer: Listener) -> None:
    for body in (b"<html>sign in</html>", b"[]", b'"ok"', b"null", b"7", b"\xff\xfe", b"{", b"[" * 50_000):
        peer.answer = Response(body, "application/json")
        with pytest.raises(Away, match="không phải một đối tượng JSON"):
            transport.post(peer.reached(), "/orders", TOLD, "msg_1")


def test_an_answer_without_end_is_not_read_to_its_end(peer: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_MOST_BYTES", 64)
    peer.answer = as_json({"ItemCode": "x" * 40})
    assert transport.post(peer.reached(), "/orders", TOLD, "msg_1")
    peer.answer = as_json({"ItemCode": "x" * 400})
    with pytest.raises(Away, match="JSON"):
        transport.post(peer.reached(), "/orders", TOLD, "msg_1")


def test_blanks_alone_are_an_empty_answer(peer: Listener) -> None:
    for body in (b"", b" \r\n\t"):
        peer.answer = Response(body)
        assert transport.post(peer.reached(), "/orders", TOLD, "msg_1") == {}


def test_what_no_database_keeps_is_left_out_of_an_answer(peer: Listener) -> None:
    peer.answer = Response(b'{"ItemCode": "R\\u0000A1", "x\\ud800": ["\\udfff"]}', "application/json")
    assert transport.post(peer.reached(), "/orders", TOLD, "msg_1") == {"ItemCode": "RA1", "x": [""]}


def test_a_lost_answer_names_neither_address_nor_secret(peer: Listener) -> None:
    peer.answer = Response(b"", is_lost=True)
    with pytest.raises(Away, match="không trả lời") as failure:
        transport.post(peer.reached(), "/orders", TOLD, "msg_1")
    assert "127.0.0.1" not in str(failure.value)
    assert SECRET not in str(failure.value)


def test_nobody_at_the_port_is_away(peer: Listener) -> None:
    with Server({}) as gone:
        address = gone.address
    with pytest.raises(Away, match=r"không trả lời \(ConnectionRefusedError\)"):
        transport.post(Reached(address, "", "", SECRET), "", TOLD, "msg_1")


def test_our_own_network_is_never_reached_unless_it_was_opened_by_name(
    peer: Listener, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PEERS_INTERNAL_HOSTS = []
    monkeypatch.setattr("socket.create_connection", lambda *_told, **_more: pytest.fail("reached"))
    for address in (
        peer.address,
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "ftp://example.vn/",
        "https://user:word@example.vn/",
    ):
        with pytest.raises(Away, match="địa chỉ không được phép"):
            transport.post(Reached(address, "", "", SECRET), "", TOLD, "msg_1")
    assert peer.asked == []


@given(st.binary(max_size=60))
def test_whatever_comes_back_is_an_object_or_away(content: bytes) -> None:
    try:
        answer = transport._object(content)
    except Away:
        return
    assert isinstance(answer, dict)
    assert answer == {} or content.strip()
