"""MaXacThuc: the check value that each side of the platform puts under its messages."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

BETWEEN = "|"


def checksum(values: Sequence[str], secret: str) -> str:
    """SHA-256 in hex over the values and the secret, joined by "|".

    Raises ValueError for a value that holds the sign itself: two messages could then have one check value.
    """
    if any(BETWEEN in value for value in values):
        raise ValueError("a value of the national payment platform may not hold “|”")
    return hashlib.sha256(BETWEEN.join([*values, secret]).encode()).hexdigest()


def is_checksum(given: str, values: Sequence[str], secret: str) -> bool:
    """Whether a check value fits, compared in constant time; in capitals or small letters, as partners write both."""
    if not secret or any(BETWEEN in value for value in values):
        return False
    return hmac.compare_digest(given.lower().encode(), checksum(values, secret).encode())
