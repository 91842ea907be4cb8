"""Signatures of webhooks: what the bank signed counts, for five minutes, and nothing else does."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox.standard_webhooks import NotAuthentic, sign, verify

NOW = 1_795_000_000
SECRET = "a secret that one bank and we share"
BODY = '{"type": "bank.credit", "data": {"text": "Lệ phí"}}'.encode()


def test_a_signature_is_that_of_standard_webhooks() -> None:
    signed = sign(BODY, "msg_1", NOW, SECRET)
    expected = hmac.new(SECRET.encode(), b"msg_1.%d." % NOW + BODY, hashlib.sha256).digest()

    assert signed.headers == {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(NOW),
        "webhook-signature": f"v1,{base64.b64encode(expected).decode()}",
    }
    verify(BODY, signed.headers, [SECRET], NOW)


@pytest.mark.parametrize("late", [-300, 0, 300])
def test_a_clock_may_differ_by_five_minutes(late: int) -> None:
    verify(BODY, sign(BODY, "m", NOW, SECRET).headers, [SECRET], NOW + late)


@pytest.mark.parametrize("late", [-301, 301, 10**6])
def test_what_was_signed_at_another_time_is_refused_and_says_so(late: int) -> None:
    with pytest.raises(NotAuthentic, match="five minutes away"):
        verify(BODY, sign(BODY, "m", NOW, SECRET).headers, [SECRET], NOW + late)


def test_while_secrets_are_exchanged_either_counts() -> None:
    old, new = sign(BODY, "m", NOW, "the old one"), sign(BODY, "m", NOW, "the new one")
    both = {
        **new.headers,
        "webhook-signature": f"{old.headers['webhook-signature']} {new.headers['webhook-signature']}",
    }

    for headers in (old.headers, new.headers, both):
        verify(BODY, headers, ["the new one", "the old one"], NOW)
    with pytest.raises(NotAuthentic, match="does not fit"):
        verify(BODY, old.headers, ["the new one"], NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "٣"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,đ"},
        {"webhook-signature": "v2,x"},
    ],
)
def test_changed_headers_are_refused(changed: dict[str, str]) -> None:
    with pytest.raises(NotAuthentic):
        verify(BODY, {**sign(BODY, "msg_1", NOW, SECRET).headers, **changed}, [SECRET], NOW)


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_a_secret_of_ours_nothing_is_authentic(secrets: list[str]) -> None:
    with pytest.raises(NotAuthentic, match="does not fit"):
        verify(BODY, sign(BODY, "m", NOW, "").headers, secrets, NOW)


@given(st.binary(max_size=60), st.binary(max_size=60), st.text(max_size=10), st.text(max_size=10))
def test_a_signature_belongs_to_one_body_and_one_secret(body: bytes, other: bytes, secret: str, another: str) -> None:
    headers = sign(body, "m", NOW, secret).headers
    fits = body == other and secret == another and bool(secret)

    try:
        verify(other, headers, [another], NOW)
    except NotAuthentic:
        assert not fits
    else:
        assert fits
