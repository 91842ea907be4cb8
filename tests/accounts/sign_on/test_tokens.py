"""Rules proved: only what the server signed, for us, now, is believed; whatever is tampered with is refused. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Any

import jwt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.accounts.sign_on.tokens import (
    LEEWAY_SECONDS,
    NoSuchKey,
    NotTrusted,
    read_id_token,
    read_logout_token,
)
from tests.accounts.sign_on.signing import (
    CLIENT,
    ENDED,
    ISSUER,
    NONCE,
    NOW,
    claims_of,
    farewell_of,
    public_pem,
    published,
    signed,
    written,
)

KEYS = published("one", "rsa")
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(max_size=4), inside, max_size=2),
    max_leaves=4,
)


class StandingClock(datetime):
    """A clock that shows NOW."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.fromtimestamp(NOW, tz or UTC)


@pytest.fixture(autouse=True, scope="module")
def clock_stands_still() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jwt.api_jwt.datetime", StandingClock)
        yield


def read(token: str, keys: dict[str, Any] | None = None, nonce: str = NONCE) -> dict[str, Any]:
    return read_id_token(token, KEYS if keys is None else keys, issuer=ISSUER, client=CLIENT, nonce=nonce)


def read_farewell(token: str) -> dict[str, Any]:
    return read_logout_token(token, KEYS, issuer=ISSUER, client=CLIENT)


def refused(token: str, why: str, **asked: Any) -> None:
    with pytest.raises(NotTrusted, match=why) as refusal:
        read(token, **asked)
    # The reason goes into logs: it names nobody.
    assert "lan" not in str(refusal.value)


# -- who signed


@pytest.mark.parametrize("key", ["one", "rsa"])
def test_what_the_server_signed_for_us_now_is_believed(key: str) -> None:
    assert read(signed(claims_of(), key)) == claims_of()


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_token_of_which_any_byte_was_changed_is_refused(place: int, change: int) -> None:
    whole = bytearray(signed(claims_of()).encode())
    place %= len(whole) - 2  # the last sign of base64 has bits that mean nothing
    before = whole[place]
    whole[place] ^= change
    # Base64 is read in both its alphabets: these write the same signature.
    assume({before, whole[place]} not in (set(b"-+"), set(b"_/")))
    refused(whole.decode("latin-1"), "^(DecodeError|InvalidSignatureError|KeyError|no such key)$")


@given(st.sampled_from([*claims_of(), "azp", "loAs", "SoDinhDanh"]), ANY_JSON)
def test_a_claim_rewritten_under_the_signature_of_before_is_refused(name: str, value: Any) -> None:
    good = signed(claims_of(SoDinhDanh="079194000123", loAs="LoA1"))
    claims = claims_of(SoDinhDanh="079194000123", loAs="LoA1")
    head, _claims, signature = good.split(".")
    forged = written({}, {**claims, name: value}, b"").split(".")[1]
    if forged != written({}, claims, b"").split(".")[1]:
        refused(f"{head}.{forged}.{signature}", "InvalidSignatureError")


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", "", "HS256", "HS384", "RS1", "EdDSA", "ES256K"])
def test_whoever_chooses_the_algorithm_chooses_none_that_anybody_can_sign_with(name: str) -> None:
    for kid in ({"kid": "one"}, {"kid": "rsa"}, {}):
        refused(written({"alg": name, "typ": "JWT", **kid}, claims_of(), b""), "no such key")


def test_a_public_key_is_no_shared_secret() -> None:
    """The classic confusion: HS256 with what everybody knows as its key, even where the server published one such."""
    header = {"alg": "HS256", "typ": "JWT", "kid": "rsa"}
    unsigned = written(header, claims_of(), b"").rpartition(".")[0]
    for secret in (public_pem("rsa"), public_pem("rsa").strip(), b""):
        forged = hmac.new(secret, unsigned.encode(), hashlib.sha256).digest()
        refused(written(header, claims_of(), forged), "no such key")
    shared = {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA", "kid": "shared"}
    known = jwt.encode(claims_of(), b"secret-secret-secret-secret-secret", "HS256", headers={"kid": "shared"})
    refused(known, "DecodeError", keys={"keys": [*KEYS["keys"], shared, {**shared, "alg": "RS256"}]})


def test_a_key_signs_with_its_own_algorithm_and_under_its_own_name() -> None:
    refused(signed(claims_of(), "two"), "no such key")
    refused(signed(claims_of(), "two", kid="one"), "InvalidSignatureError")
    refused(signed(claims_of(), "big", kid="one"), "no such key", keys=published("one", "rsa"))
    refused(signed(claims_of(), "rsa", kid="one"), "no such key")
    assert read(signed(claims_of(), "big"), published("big"))["sub"] == "lan"


def test_a_token_that_names_no_key_needs_that_there_is_but_one() -> None:
    unnamed = signed(claims_of(), "one", kid=None)
    assert jwt.get_unverified_header(unnamed).get("kid") is None
    assert read(unnamed, published("one", "rsa"))["sub"] == "lan"
    with pytest.raises(NoSuchKey):
        read(unnamed, published("one", "two"))


@pytest.mark.parametrize(
    "keys",
    [{}, {"keys": []}, {"keys": None}, {"keys": "one"}, {"keys": [1]}, {"keys": ["one"]}, {"keys": [{}]}, {"keys": {}}],
)
def test_keys_that_are_none_trust_nothing_and_break_nothing(keys: dict[str, Any]) -> None:
    refused(signed(claims_of()), "PyJWKSetError", keys=keys)


@given(st.text() | st.lists(st.text(alphabet="abcXYZ09-_=", max_size=12), max_size=5).map(".".join))
def test_any_text_is_refused_and_breaks_nothing(text: str) -> None:
    for door in (read, read_farewell):
        with pytest.raises(NotTrusted):
            door(text)


# -- for whom, from whom, when


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("iss", "MissingRequiredClaim|InvalidIssuer"),
        ("aud", "MissingRequiredClaim|InvalidAudience"),
        ("iat", "MissingRequiredClaim|InvalidIssuedAt"),
        ("exp", "MissingRequiredClaim|DecodeError"),
        ("nonce", "nonce"),
        ("sub", "MissingRequiredClaim|InvalidSubject"),
    ],
)
def test_a_claim_that_is_missing_or_another_is_refused(name: str, why: str) -> None:
    texts = ["", "another"] if name != "sub" else []  # whose account it is, the claims decide
    values: list[Any] = [None, [], {}, ["another"], *texts]
    for value in values:
        refused(signed(claims_of(**{name: value})), why)


@pytest.mark.parametrize(
    ("audience", "party", "is_ours"),
    [
        (CLIENT, None, True),
        ([CLIENT], None, True),
        ([CLIENT, "other"], CLIENT, True),
        (["other", CLIENT], CLIENT, True),
        ([CLIENT, "other"], None, False),
        ([CLIENT, "other"], "other", False),
        ([CLIENT, "other"], [CLIENT], False),
        (["other"], CLIENT, False),
        ([], CLIENT, False),
        (f"{CLIENT} other", CLIENT, False),
        ([CLIENT, 7], CLIENT, False),
        ({CLIENT: 1}, CLIENT, False),
    ],
)
def test_a_token_for_several_is_ours_if_it_was_given_to_us(audience: Any, party: Any, is_ours: bool) -> None:
    token = signed(claims_of(aud=audience, azp=party))
    if is_ours:
        assert read(token)["aud"] == audience
    else:
        refused(token, "MissingRequiredClaim|InvalidAudience|azp")


@pytest.mark.parametrize(
    ("name", "seconds", "is_good"),
    [
        ("exp", -LEEWAY_SECONDS + 1, True),
        ("exp", -LEEWAY_SECONDS, False),
        ("iat", LEEWAY_SECONDS, True),
        ("iat", LEEWAY_SECONDS + 1, False),
        ("nbf", LEEWAY_SECONDS, True),
        ("nbf", LEEWAY_SECONDS + 1, False),
    ],
)
def test_clocks_may_differ_by_half_a_minute_and_no_more(name: str, seconds: int, is_good: bool) -> None:
    token = signed(claims_of(**{name: NOW + seconds}))
    if is_good:
        assert read(token)[name] == NOW + seconds
    else:
        refused(token, "ExpiredSignature|ImmatureSignature")


@pytest.mark.parametrize(("asked", "told"), [("", ""), ("", None), ("", NONCE), (NONCE, NONCE.upper()), ("a", "a ")])
def test_a_sign_on_that_we_did_not_begin_is_refused(asked: str, told: str | None) -> None:
    refused(signed(claims_of(nonce=told)), "nonce", nonce=asked)


@given(st.dictionaries(st.sampled_from([*claims_of(), "nbf", "jti", "azp", "events", "sid"]), ANY_JSON, min_size=1))
def test_whatever_the_server_signs_is_read_or_refused(changes: dict[str, Any]) -> None:
    for door, claims in ((read, claims_of(**changes)), (read_farewell, farewell_of(**changes))):
        try:
            found = door(signed(claims))
        except NotTrusted:
            continue
        assert (found["iss"], isinstance(found.get("sub", ""), str)) == (ISSUER, True)
        assert found["aud"] == CLIENT or CLIENT in found["aud"]


# -- its word that somebody left


def test_a_farewell_names_a_person_or_a_session() -> None:
    for named in ({"sub": "lan", "sid": None}, {"sub": None, "sid": "s1"}, {"sub": "lan", "sid": "s1"}):
        assert read_farewell(signed(farewell_of(**named)))["jti"] == "once"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"sub": None}, "neither"),
        ({"sub": "", "sid": ""}, "neither"),
        ({"nonce": NONCE}, "no logout token"),
        ({"nonce": ""}, "no logout token"),
        ({"events": None}, "no logout token"),
        ({"events": {}}, "no logout token"),
        ({"events": [ENDED]}, "no logout token"),
        ({"events": ENDED}, "no logout token"),
        ({"events": {f"{ENDED}s": {}}}, "no logout token"),
        ({"jti": None}, "MissingRequiredClaim"),
        ({"jti": 7}, "InvalidJTI"),
        ({"exp": None}, "MissingRequiredClaim"),
        ({"iat": None}, "MissingRequiredClaim"),
        ({"aud": "other"}, "InvalidAudience"),
        ({"iss": "https://other.example"}, "InvalidIssuer"),
        ({"exp": NOW - 3600}, "ExpiredSignature"),
    ],
)
def test_what_is_no_farewell_ends_nothing(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(NotTrusted, match=why):
        read_farewell(signed(farewell_of(**changes)))


@pytest.mark.parametrize(("door", "claims"), [(read, farewell_of), (read_farewell, claims_of)])
def test_neither_kind_of_token_passes_for_the_other(
    door: Callable[[str], dict[str, Any]], claims: Callable[[], dict[str, Any]]
) -> None:
    with pytest.raises(NotTrusted):
        door(signed(claims()))
