"""Encryption of personal data at rest: Fernet (AES-128-CBC with HMAC) under the keys of FIELD_ENCRYPTION_KEYS.

The first key encrypts, all keys decrypt: a new key goes in front and `rotate_encryption_keys` rewrites the rows.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class UnreadableSecret(Exception):
    """A stored value that no configured key opens: a key was taken away too early, or the row was tampered with."""


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _current_box() -> MultiFernet:
    return _box(tuple(settings.FIELD_ENCRYPTION_KEYS))


def encrypt(text: str) -> str:
    """Encrypt text under the newest key."""
    return _current_box().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """Open what `encrypt` closed, under any configured key; UnreadableSecret when none fits."""
    try:
        return _current_box().decrypt(token.encode("ascii")).decode()
    except (InvalidToken, UnicodeEncodeError) as error:
        raise UnreadableSecret("no key of FIELD_ENCRYPTION_KEYS opens this value") from error
