"""Answers that no agreement foresees: whatever the classic adapter says, the driver fails in one of its three ways."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.national.connection import Connection
from portal.national.drivers import transport
from portal.national.drivers.answers import WORDS, require_done
from portal.national.drivers.base import Away, Exchange, NationalFailure, NotTaken, Rejected
from portal.national.drivers.classic import ClassicDriver
from portal.simulating.serving import Request, Response, Server
from tests.national.conftest import Portal

LOGIN = Response(b'{"session": "s"}', "application/json")


class Adapter:
    """Answers every call alike, and keeps what it was sent."""

    def __init__(self, answer: bytes, status: int = 200) -> None:
        self.answer, self.status, self.heard = answer, status, list[dict[str, Any]]()

    def serve(self) -> Server:
        return Server({("POST", "/mapi/login"): lambda _request: LOGIN, ("POST", "/mapi/g"): self._hear})

    def _hear(self, request: Request) -> Response:
        self.heard.append(request.json())
        return Response(self.answer, "application/json", self.status)


def asked(answer: bytes, status: int = 200) -> Any:
    with Adapter(answer, status).serve() as server:
        return ClassicDriver(Connection(server.address, "u", "p", patience_seconds=2.0)).look_up("X")


@pytest.mark.parametrize(
    ("answer", "status", "failure", "words"),
    [
        (b"<html>", 200, NotTaken, "không phải JSON"),
        (b"[]", 200, NotTaken, "đối tượng JSON"),
        (b"", 200, NotTaken, "không phải JSON"),
        (b"{}", 200, NotTaken, "mã trống"),
        (b'{"error_code": "42", "message": "la"}', 200, NotTaken, "mã lỗi không có trong bảng"),
        (b'{"error_code": "-1", "message": "x"}', 200, Away, "lỗi bên trong"),
        (b'{"error_code": "0", "result": "ok"}', 200, NotTaken, "danh sách các đối tượng"),
        (b'{"error_code": "0", "result": [1]}', 200, NotTaken, "danh sách các đối tượng"),
        (b'{"error_code": "0", "result": {"TienDoXuLy": "x"}}', 200, NotTaken, "tiến độ"),
        (b"{}", 404, NotTaken, "HTTP 404"),
        (b"{}", 302, NotTaken, "HTTP 302"),
        (b"{}", 503, Away, "HTTP 503"),
    ],
)
def test_a_strange_answer_is_one_of_the_failures(
    answer: bytes, status: int, failure: type[NationalFailure], words: str
) -> None:
    with pytest.raises(failure, match=words):
        asked(answer, status)


@pytest.mark.parametrize("answer", [b'{"error_code": 0, "result": null}', b'{"error_code": "0", "result": []}'])
def test_nothing_found_is_nothing_there(answer: bytes) -> None:
    """Adapters write codes as numbers or as text, and nothing as null or as an empty list."""
    assert asked(answer) is None


def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_MOST_BYTES", 10)
    with pytest.raises(NotTaken, match="quá dài"):
        asked(b'{"error_code": "0", "result": []}')


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_error_code_at_all_is_a_failure_in_words(code: Any) -> None:
    exchange = Exchange("TraCuuHoSo", {}, {"error_code": code, "message": "vì sao"})
    if str(code).strip() == "0":
        return
    with pytest.raises(NationalFailure, match="TraCuuHoSo: ") as failure:
        require_done(exchange)
    assert failure.value.exchange is exchange


@pytest.mark.parametrize("code", sorted(WORDS))
def test_each_known_code_is_told_in_words(code: str) -> None:
    with pytest.raises((Away, NotTaken, Rejected), match=WORDS[code]):
        require_done(Exchange("S", {}, {"error_code": code}))


def test_a_call_carries_the_session_our_unit_and_the_service() -> None:
    adapter = Adapter(json.dumps({"error_code": "0", "result": []}).encode())
    with adapter.serve() as server:
        ClassicDriver(Connection(server.address, "u", "p", unit="H29")).look_up("H29-1")
    assert adapter.heard == [{"session": "s", "madonvi": "H29", "service": "TraCuuHoSo", "mahoso": "H29-1"}]


def test_threads_that_find_the_session_stale_together_log_in_once(portal: Portal) -> None:
    driver = ClassicDriver(portal.connection)
    start = threading.Barrier(4)

    def ask() -> None:
        start.wait()
        driver.procedures()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert portal.services.logins == 1
    assert portal.services.calls["LayDanhSachTTHC"] == 4


def test_no_representation_shows_the_password(portal: Portal) -> None:
    assert "mat-khau" not in repr(portal.connection)
