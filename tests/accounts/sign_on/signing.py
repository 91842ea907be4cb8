"""A signer that stands for the sign-on server: its keys, and tokens good, old or forged. No process, no network."""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

ISSUER, CLIENT, NONCE = "https://sign-on.example/o", "portal-of-tests", "a nonce"
ENDED = "http://schemas.openid.net/event/backchannel-logout"
NOW = 1_795_000_000


@cache
def private_key(name: str) -> Any:
    """A key of this name, made once a process; names that begin with "rsa" are RSA, others of a curve."""
    if name.startswith("rsa"):
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP384R1() if name.startswith("big") else ec.SECP256R1())


@cache
def public_pem(name: str) -> bytes:
    """What everybody may know of a key."""
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    told: bytes = private_key(name).public_key().public_bytes(serialization.Encoding.PEM, kind)
    return told


def published(*names: str) -> dict[str, Any]:
    """The document of keys (RFC 7517) that names these."""
    return {"keys": [jwk_of(name) for name in names]}


@cache
def jwk_of(name: str) -> dict[str, Any]:
    """One key as it is published."""
    algorithm = jwt.get_algorithm_by_name(algorithm_of(name))
    told: dict[str, Any] = json.loads(algorithm.to_jwk(private_key(name).public_key()))
    return told | {"kid": name, "alg": algorithm_of(name), "use": "sig"}


def algorithm_of(name: str) -> str:
    """What a key of this name signs with."""
    return "RS256" if name.startswith("rsa") else "ES384" if name.startswith("big") else "ES256"


def claims_of(**changes: Any) -> dict[str, Any]:
    """The claims of a good ID token at NOW; a change to None takes a claim away."""
    whole = {"iss": ISSUER, "aud": CLIENT, "sub": "lan", "iat": NOW, "exp": NOW + 300, "nonce": NONCE, **changes}
    return {name: value for name, value in whole.items() if value is not None}


def farewell_of(**changes: Any) -> dict[str, Any]:
    """The claims of a good logout token at NOW."""
    return claims_of(**{"nonce": None, "jti": "once", "events": {ENDED: {}}, **changes})


def signed(claims: dict[str, Any], key: str = "one", **header: Any) -> str:
    """A token of these claims, whatever they are; a header that is None is left out."""
    said = {name: value for name, value in {"kid": key, **header}.items() if value is not None}
    return jwt.PyJWS().encode(json.dumps(claims).encode(), private_key(key), algorithm_of(key), said)


def written(header: dict[str, Any], claims: dict[str, Any], signature: bytes) -> str:
    """A token put together by hand, as a forger does."""
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
