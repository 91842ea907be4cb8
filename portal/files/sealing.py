"""Encryption of content at rest: one random AES-256-GCM key a file, wrapped by the deployment's keys.

Rotating FIELD_ENCRYPTION_KEYS means wrapping the small keys anew (`rewrapping`), never rewriting the files. It is not
for database columns: those have `portal.accounts.fields`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.files import conf

NONCE_BYTES = 12


class SealBroken(Exception):
    """The stored bytes are not those that were sealed, or no configured key opens them."""


@dataclass(frozen=True)
class Sealed:
    """Ciphertext (nonce first) and the wrapped key that opens it."""

    ciphertext: bytes
    wrapped_key: bytes


def _wrapper() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in conf.encryption_keys()])


def seal(plain: bytes, bound_to: str) -> Sealed:
    """Encrypt; `bound_to` (a digest or place) must be given again to open, so that files cannot be swapped."""
    key = AESGCM.generate_key(bit_length=256)
    nonce = os.urandom(NONCE_BYTES)
    ciphertext = nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())
    return Sealed(ciphertext, _wrapper().encrypt(key))


def unseal(ciphertext: bytes, wrapped_key: bytes, bound_to: str) -> bytes:
    """Decrypt what `seal` made; SealBroken when a byte changed or the key is not ours."""
    try:
        key = _wrapper().decrypt(bytes(wrapped_key))
        return AESGCM(key).decrypt(ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], bound_to.encode())
    except (InvalidToken, InvalidTag, ValueError) as error:
        raise SealBroken("stored content cannot be opened") from error


def rewrap(wrapped_key: bytes) -> bytes | None:
    """Wrap a file's key under the newest key; None when it is already, SealBroken when no configured key opens it."""
    newest = Fernet(conf.encryption_keys()[0])
    try:
        newest.decrypt(wrapped_key)
    except InvalidToken:
        pass
    else:
        return None
    try:
        return _wrapper().rotate(wrapped_key)
    except InvalidToken as error:
        raise SealBroken("no configured key opens this") from error
