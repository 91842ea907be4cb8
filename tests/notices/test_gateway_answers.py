"""What each answer of an SMS gateway means: taken, refused, later again, or the gateway's own trouble."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.sms import json_gateway, registry
from portal.notices.sms.base import Text
from portal.notices.sms.json_gateway import JsonGateway, NotTaken
from portal.outbox.drivers.base import Refused, Unreachable
from portal.simulating.serving import Request, Response, Server, as_json

TEXT = Text("0123456789abcdef0123456789abcdef", "+84901234567", "Ho so H29.1 da co ket qua", is_plain=True)
TOKEN = "token-of-a-gateway-that-is-none"


def sent(patch: pytest.MonkeyPatch, status: int, answer: Any) -> str:
    """The id of a message to a gateway that answers so."""
    patch.setattr(json_gateway, "_post", lambda _body: (status, answer))
    return JsonGateway().send(TEXT)


def test_each_answer_has_one_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    refused, later, away = Refused, NotTaken, Unreachable
    cases: list[tuple[int, dict[str, Any], type[Exception]]] = [
        *((status, {}, refused) for status in (400, 404, 413, 422)),
        *((200, {"code": code}, refused) for code in ("101", "102", "103")),
        (503, {"code": "101"}, refused),
        (429, {"code": "0"}, later), (500, {"code": "99"}, later), (200, {}, later), (204, {"code": ""}, later),
        (200, {"code": "99"}, away), (200, {"code": None}, away), (200, {"code": [0]}, away),
        *((status, {}, away) for status in (301, 302, 401, 403, 502, 503, 504)),
        (401, {"code": "0", "messageId": "7"}, away),
    ]  # fmt: skip
    for status, answer, kind in cases:
        with pytest.raises(kind) as failure:
            sent(monkeypatch, status, answer)
        assert type(failure.value) is kind, (status, answer)
        assert TEXT.number not in str(failure.value) and "H29" not in str(failure.value)


def test_what_was_taken_has_the_gateways_id_also_when_it_was_taken_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer, gateways_id in (
        ({"code": "0", "messageId": "SMS1"}, "SMS1"),
        ({"code": 0, "messageId": 17}, "17"),
        ({"code": "208", "messageId": "SMS1"}, "SMS1"),
        ({"code": 208}, ""),
        ({"code": "0", "messageId": "x" * 999}, "x" * 200),
    ):
        assert sent(monkeypatch, 200, answer) == gateways_id
    assert sent(monkeypatch, 202, {"code": "0", "messageId": "a"}) == "a"


_CODES = st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.lists(st.integers(), max_size=2)


@given(st.integers(200, 599), st.dictionaries(st.sampled_from(["code", "messageId", "la"]), _CODES))
def test_whatever_is_answered_is_one_of_these(status: int, answer: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        try:
            assert len(sent(patch, status, answer)) <= 200
        except (Refused, Unreachable, NotTaken):
            return
    assert 200 <= status < 300 and str(answer["code"]) in ("0", "208")


def at_a_door(answer: Callable[[Request], Response]) -> Server:
    """A gateway that answers so."""
    return Server({("POST", "/gui"): answer, ("POST", "/khac"): answer})


def test_a_message_is_carried_with_token_name_and_coding(settings: LazySettings) -> None:
    heard: list[Request] = []

    def take(request: Request) -> Response:
        heard.append(request)
        return as_json({"code": "0", "messageId": "SMS1"})

    with at_a_door(take) as server:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = f"{server.address}/gui", TOKEN
        settings.SMS_BRAND = "TPHCM"
        assert JsonGateway().send(TEXT) == "SMS1"
        JsonGateway().send(Text(TEXT.reference, TEXT.number, "Hồ sơ đã xong", is_plain=False))
    plain, marked = (request.json() for request in heard)
    assert plain == {
        "requestId": TEXT.reference,
        "brandname": "TPHCM",
        "phone": "84901234567",
        "message": TEXT.words,
        "unicode": False,
    }
    assert (marked["message"], marked["unicode"]) == ("Hồ sơ đã xong", True)
    assert {request.headers["Authorization"] for request in heard} == {f"Bearer {TOKEN}"}
    assert all(TOKEN not in request.path and request.values == {} for request in heard)


def test_numbers_and_token_follow_no_redirect(settings: LazySettings) -> None:
    heard: list[str] = []

    def lead_away(request: Request) -> Response:
        heard.append(request.path)
        return Response(b"", status=307, headers={"Location": "/khac"})

    with at_a_door(lead_away) as server:
        settings.SMS_GATEWAY_URL = f"{server.address}/gui"
        with pytest.raises(Unreachable, match="307"):
            JsonGateway().send(TEXT)
    assert heard == ["/gui"]


def test_what_is_no_object_or_no_answer_at_all_is_tried_again(settings: LazySettings) -> None:
    bodies = iter([b"<html>", b"[]", b'"0"', b"", b"[" * 5000, b"\xff", json.dumps({"x": "y" * 20_000}).encode()])
    with at_a_door(lambda _request: Response(next(bodies), "application/json")) as server:
        settings.SMS_GATEWAY_URL = f"{server.address}/gui"
        for _ in range(7):
            with pytest.raises(NotTaken, match="200"):
                JsonGateway().send(TEXT)
    with at_a_door(lambda _request: Response(b"", is_lost=True)) as server:
        settings.SMS_GATEWAY_URL = f"{server.address}/gui"
        with pytest.raises(Unreachable, match="no answer: "):
            JsonGateway().send(TEXT)
    with pytest.raises(Unreachable, match="no answer: "):
        JsonGateway().send(TEXT)


def test_the_gateway_is_the_one_of_the_settings(settings: LazySettings) -> None:
    settings.SMS_GATEWAY_DRIVER = "JSON"
    assert isinstance(registry.gateway(), JsonGateway)
    for address, is_on in (("", False), ("https://sms.example/", True)):
        settings.SMS_GATEWAY_URL = address
        assert registry.is_on() is is_on
