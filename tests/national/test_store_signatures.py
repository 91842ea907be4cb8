"""What the store signs: an answer fits one question, holds in any order of names, and anything else is not its own."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.national.results_store import signatures

SEED = signatures.seed_of("kho")
KEY = signatures.public_key(SEED)
BODY = b'{"MaThuTuc": "1.001193"}'
ANSWER: dict[str, Any] = {"errorCode": "0", "message": "Đã tìm", "result": {"b": [1, "Giấy"], "a": None}}


def signed(answer: dict[str, Any], body: bytes = BODY) -> dict[str, Any]:
    return {**answer, "signature": signatures.signature_of(body, answer, SEED)}


def refused(answer: dict[str, Any], key: str = KEY) -> str:
    with pytest.raises(signatures.NotAuthentic) as caught:
        signatures.verify(BODY, answer, key)
    return str(caught.value)


def test_what_is_signed_is_the_digest_of_the_question_and_the_answer_in_one_form() -> None:
    """The form that docs/results-store.md tells the other side to sign."""
    words = signatures.signed_words(BODY, signed(ANSWER)).decode()

    assert words == (
        sha256(BODY).hexdigest() + '.{"errorCode":"0","message":"Đã tìm","result":{"a":null,"b":[1,"Giấy"]}}'
    )


def test_the_key_of_a_seed_is_that_of_the_standard() -> None:
    """RFC 8032, 7.1, test 1: another program that follows it makes the same key."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")

    assert base64.b64decode(signatures.public_key(seed)).hex() == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_secret_of_any_length_makes_a_seed_of_its_own(one: str, other: str) -> None:
    assert len(signatures.seed_of(one)) == 32
    assert (signatures.seed_of(one) == signatures.seed_of(other)) is (one == other)


def test_a_seed_that_is_none_makes_no_key() -> None:
    for seed in (b"", b"x" * 31, b"x" * 33):
        with pytest.raises(ValueError, match="32 bytes"):
            signatures.public_key(seed)


def test_only_the_signature_at_the_top_is_left_out_of_what_is_signed() -> None:
    """A field of that name further in belongs to the answer."""
    inner = {"errorCode": "0", "result": {"signature": "của giấy"}}
    signatures.verify(BODY, signed(inner), KEY)

    assert refused({**signed(inner), "result": {"signature": "khác"}})


def test_a_signature_that_is_missing_or_of_another_shape_is_refused() -> None:
    whole = signed(ANSWER)
    shapes: list[Any] = [None, "", 7, [], {}, "không", whole["signature"][:-4], whole["signature"] + "\n", "A" * 88]
    for given_signature in shapes:
        assert refused({**whole, "signature": given_signature}) == "chữ ký của kho kết quả không đúng"
    assert refused(ANSWER)


def test_a_key_of_another_shape_trusts_nobody() -> None:
    for key in ("", "AAAA", "không", KEY[:-4], f" {KEY}", KEY + "AAAA", base64.b64encode(b"\0" * 32).decode()):
        assert refused(signed(ANSWER), key)


def test_every_change_of_an_answer_breaks_its_signature() -> None:
    whole = signed(ANSWER)
    for changes in (
        {"errorCode": "4"},
        {"errorCode": 0},
        {"message": "Đã tìm "},
        {"result": {"b": ["Giấy", 1], "a": None}},
        {"result": {"b": [1, "Giấy"]}},
        {"more": ""},
    ):
        assert refused(whole | changes)


def test_half_a_sign_in_an_answer_is_refused_and_breaks_nothing() -> None:
    """JSON may name one half of a pair; UTF-8 has no form for it."""
    assert refused({"message": "\ud800", "signature": signed(ANSWER)["signature"]})


def test_the_words_of_a_refusal_quote_nothing_of_the_answer() -> None:
    """They are kept and logged; the answer names people."""
    assert "Nguyễn Thị Bưởi" not in refused({"message": "Nguyễn Thị Bưởi", "signature": ""})


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_an_answer_fits_the_question_that_it_answers_and_no_other(body: bytes, other: bytes) -> None:
    whole = signed(ANSWER, body)
    signatures.verify(body, whole, KEY)

    if other != body:
        with pytest.raises(signatures.NotAuthentic):
            signatures.verify(other, whole, KEY)
