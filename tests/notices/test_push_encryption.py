"""Rules proved: what is sent to a browser is what the standard says (RFC 8291 appendix A), and only it reads it."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.push.encryption import (
    MOST_BYTES,
    encrypt,
    from_base64url,
    is_public_key,
    raw_public_key,
    to_base64url,
)
from tests.notices.push_service import CURVE, Browser

PLAIN = b"When I grow up, I want to be a watermelon"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
BROWSER, SENDER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_base64url(text), "big"), CURVE)


def test_the_example_of_the_standard() -> None:
    browser = Browser(private(BROWSER), from_base64url(AUTH))
    assert to_base64url(raw_public_key(browser.key)) == BROWSER_PUBLIC

    body = encrypt(
        PLAIN, from_base64url(BROWSER_PUBLIC), from_base64url(AUTH), own=private(SENDER), salt=from_base64url(SALT)
    )

    assert to_base64url(body) == BODY and browser.read(body) == PLAIN


@given(st.binary(max_size=MOST_BYTES), st.binary(min_size=16, max_size=16))
def test_the_browser_reads_every_message_and_nobody_else_does(content: bytes, auth: bytes) -> None:
    browser, other = Browser(auth=auth), Browser(auth=auth)

    body = encrypt(content, raw_public_key(browser.key), auth)

    assert browser.read(body) == content and len(body) <= 4096
    assert encrypt(content, raw_public_key(browser.key), auth) != body, "keys and salt of its own each time"
    with pytest.raises(InvalidTag):
        other.read(body)


@given(st.binary(max_size=70))
def test_keys_are_points_or_refused(raw: bytes) -> None:
    assert from_base64url(to_base64url(raw)) == raw
    if not is_public_key(raw):
        with pytest.raises(ValueError, match=r"."):
            encrypt(b"x", raw, b"a" * 16)


def test_a_message_that_no_service_takes_is_refused_here() -> None:
    with pytest.raises(ValueError, match="too long"):
        encrypt(b"x" * (MOST_BYTES + 1), raw_public_key(Browser().key), b"a" * 16)
