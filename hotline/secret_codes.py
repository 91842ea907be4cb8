"""The secret that opens a ticket together with its code: shown once, stored as a keyed fingerprint only.

It is derived from the key of the sending, so that a form sent twice gets the same secret twice, and nobody who reads
the database can make it.
"""

from __future__ import annotations

from hmac import compare_digest

from portal.accounts.identity import blind_index

#: Without letters and digits that look alike on paper.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 12, 4


def secret_for(sent_key: str) -> str:
    """The secret of a sending, as `7KQM-X2PA-9RTE`: 58 bits."""
    number, letters = int(blind_index(f"hotline secret {sent_key}"), 16), ""
    for _place in range(_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters += _LETTERS[rest]
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def fingerprint(secret: str) -> str:
    """What is stored of a secret; spaces, dashes and small letters do not count."""
    return blind_index("hotline " + "".join(letter for letter in secret.upper() if letter.isalnum()))


def opens(secret: str, stored: str) -> bool:
    """Whether the secret is the one, told in constant time."""
    return compare_digest(fingerprint(secret), stored)
