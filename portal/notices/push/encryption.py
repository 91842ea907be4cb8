"""Encrypting a message to one browser (RFC 8291, aes128gcm of RFC 8188): the push service in between reads nothing."""

from __future__ import annotations

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
AUTH_BYTES = 16
#: Push services take messages of 4096 bytes (RFC 8030 7.2): head, one padding byte and the seal of it are 103.
MOST_BYTES = 4096 - 103
#: A point of P-256 as browsers have it, uncompressed: what both sides sign into their keys.
POINT_BYTES = 65
_RECORD = 4096
_BASE64URL = re.compile("[A-Za-z0-9_-]*={0,2}")
_LAST_RECORD = b"\x02"


def encrypt(
    content: bytes, public_key: bytes, auth: bytes, *, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """The body for the push service. `own` and `salt` are drawn anew for each message, but in a test of the standard.

    ValueError for a key that is no point of P-256, or content that is too long.
    """
    if len(content) > MOST_BYTES:
        raise ValueError("the message is too long for a push service")
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(16)
    theirs = _point(public_key)
    ours = raw_public_key(own)
    shared = _derived(own.exchange(ec.ECDH(), theirs), auth, b"WebPush: info\0" + public_key + ours, 32)
    key = _derived(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(shared, salt, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(key).encrypt(nonce, content + _LAST_RECORD, None)
    return salt + _RECORD.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours + sealed


def raw_public_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as 65 bytes, as browsers have it."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_public_key(raw: bytes) -> bool:
    """Whether these bytes are a point of P-256 that can be encrypted to."""
    try:
        _point(raw)
    except ValueError:
        return False
    return True


def from_base64url(text: str) -> bytes:
    """The bytes of base64url, padded or not. ValueError for anything else: Python would pass over signs it lacks."""
    if not _BASE64URL.fullmatch(text):
        raise ValueError("this is no base64url")
    return urlsafe_b64decode(text.rstrip("=").encode("ascii") + b"=" * (-len(text.rstrip("=")) % 4))


def to_base64url(raw: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _point(raw: bytes) -> ec.EllipticCurvePublicKey:
    if len(raw) != POINT_BYTES:
        raise ValueError("a public key has 65 bytes")
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
