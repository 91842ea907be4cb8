"""The signature of what the store answers: who answered, to which question, and that nobody changed a letter.

Domain 6.6 names the field `signature` and not what stands in it. **Assumed**, here and nowhere else: Ed25519 (RFC 8032)
in base64, over the SHA-256 of the request's body in hex, a full stop, and the answer without `signature` as JSON with
sorted names, without spaces, in UTF-8. So an answer fits one question and no other, and can't be kept for later.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class NotAuthentic(Exception):
    """The store did not say this in answer to this question."""


def signed_words(body: bytes, answer: Mapping[str, Any]) -> bytes:
    """What is signed: the question's digest and the answer."""
    said = {name: value for name, value in answer.items() if name != "signature"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{hashlib.sha256(body).hexdigest()}.{text}".encode()


def verify(body: bytes, answer: Mapping[str, Any], key: str) -> None:
    """Raises NotAuthentic unless the holder of the public key signed this answer to this body; also with a bad key."""
    try:
        given = base64.b64decode(str(answer.get("signature", "")), validate=True)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(given, signed_words(body, answer))
    except (InvalidSignature, ValueError, binascii.Error) as error:
        raise NotAuthentic("chữ ký của kho kết quả không đúng") from error


def signature_of(body: bytes, answer: Mapping[str, Any], seed: bytes) -> str:
    """As the store signs, and as we sign what agencies ask of us; `seed`: 32 secret bytes."""
    return base64.b64encode(_private(seed).sign(signed_words(body, answer))).decode()


def public_key(seed: bytes) -> str:
    """The public key, in base64, of 32 secret bytes."""
    return base64.b64encode(_private(seed).public_key().public_bytes_raw()).decode()


def seed_of(secret: str) -> bytes:
    """32 bytes made of a secret of any length."""
    return hashlib.sha256(secret.encode()).digest()


def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)
