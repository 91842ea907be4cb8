"""Rules proved: a door for other systems reads no more than it takes, trusts signatures only, and refuses in words."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.http import HttpRequest, JsonResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.rules import PUBLIC
from portal.outbox.signed_doors import A_NOTICE_BYTES, Refused, door, json_object, json_of, require_signature
from portal.outbox.standard_webhooks import new_secret, sign

SECRET = new_secret()
OLD = new_secret()
heard: list[bytes] = []


@door(most_bytes=20)
def narrow(request: HttpRequest, body: bytes) -> JsonResponse:
    """Takes twenty bytes from whoever knows one of two secrets."""
    require_signature(request, body, [SECRET, OLD])
    heard.append(body)
    return JsonResponse({"heard": body.decode()})


@pytest.fixture(autouse=True)
def nothing_heard_yet() -> None:
    heard.clear()


def knock(body: bytes, *, secret: str = SECRET, method: str = "POST", **more: Any) -> JsonResponse:
    """Send a body signed now; ``more`` changes its headers."""
    headers = sign(body, "msg_1", int(time.time()), secret).headers
    headers |= {name.replace("_", "-"): more.pop(name) for name in list(more) if name.startswith("webhook_")}
    request = RequestFactory().generic(method, "/", body, "application/json", headers=headers, **more)
    return narrow(request)


def title(answer: JsonResponse) -> str:
    assert answer["Content-Type"] == "application/problem+json"
    said = json.loads(answer.content)
    assert said["status"] == answer.status_code
    return str(said["title"])


@pytest.mark.parametrize("secret", [SECRET, OLD], ids=["of today", "of yesterday"])
def test_a_signed_body_is_heard_also_while_secrets_are_exchanged(secret: str) -> None:
    assert json.loads(knock(b"x" * 20, secret=secret).content) == {"heard": "x" * 20}
    assert heard == [b"x" * 20]


@pytest.mark.parametrize(("body", "more", "status", "why"), [
    (b"x" * 21, {}, 413, "too large"),
    (b"x", {"CONTENT_LENGTH": "one"}, 401, "does not fit"),
    (b"x", {"CONTENT_LENGTH": "9" * 5000}, 413, "too large"),
    (b"x", {"CONTENT_LENGTH": "21"}, 413, "too large"),
    (b"x", {"secret": "whsec_c29tZWJvZHkgZWxzZQ=="}, 401, "does not fit"),
    (b"x", {"webhook_signature": ""}, 401, "are needed"),
    (b"x", {"webhook_timestamp": "1700000000"}, 401, "five minutes"),
])  # fmt: skip
def test_what_is_too_large_or_not_signed_is_refused_unheard(
    body: bytes, more: dict[str, Any], status: int, why: str
) -> None:
    answer = knock(body, **more)

    assert (answer.status_code, why in title(answer), heard) == (status, True, [])


def test_a_door_without_secrets_is_shut_and_opens_for_post_only() -> None:
    request = RequestFactory().post("/", b"x", "application/json")
    with pytest.raises(Refused) as refusal:
        require_signature(request, b"x", [])
    assert refusal.value.status == 401
    assert knock(b"x", method="GET").status_code == 405 and heard == []


def test_a_door_needs_no_session_and_no_token_of_a_form() -> None:
    view: Any = narrow
    assert view.csrf_exempt and view.access_rule is PUBLIC
    assert view.__name__ == "narrow" and A_NOTICE_BYTES == 65_536


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b"'a'", b"\xed\xa0\x80"])
def test_what_is_no_json_is_refused_in_words(body: bytes) -> None:
    for read in (json_of, json_object):
        with pytest.raises(Refused, match="the body is not JSON") as refusal:
            read(body)
        assert refusal.value.status == 400


@given(st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()))
def test_json_that_is_no_object_is_read_and_is_no_notice(value: Any) -> None:
    body = json.dumps(value).encode()

    assert json_of(body) == value
    with pytest.raises(Refused, match="no JSON object"):
        json_object(body)


@given(st.dictionaries(st.text(), st.integers()))
def test_an_object_is_given_as_it_is(told: dict[str, int]) -> None:
    assert json_object(json.dumps(told).encode()) == told
