"""A small sum that the sender's browser does while they write: no third party, no picture to read, no cookie.

The browser looks for a number that, behind the key of the form, gives a SHA-256 with so many zero bits in front.
A browser without scripts sends none and meets a lower limit (`throttling`); it is never refused for it.
"""

from __future__ import annotations

import hashlib

BITS = 14
"""About 16,000 hashes: a tenth of a second for a person's phone, a burden for whoever floods."""
_LONGEST = 20


def is_done(key: str, nonce: str) -> bool:
    """Whether the number fits the key of the form."""
    if not nonce.isascii() or not nonce.isdecimal() or len(nonce) > _LONGEST:
        return False
    digest = hashlib.sha256(f"{key}:{nonce}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0
