"""Signatures of webhooks, in and out, as Standard Webhooks has them: HMAC-SHA-256 over id, time and body. Pure.

A signature holds for five minutes around its time: one that was overheard can't be played again later, and a sender
whose clock runs wrong by more is told so. Senders sign each try anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Standard Webhooks, "verifying the timestamp".
TOLERANCE_SECONDS = 300
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_VERSION, _PREFIX, _BYTES = "v1", "whsec_", 32


class NotAuthentic(ValueError):
    """The signature does not fit; the reason is for the sender's operator and names no secret."""


@dataclass(frozen=True)
class Signed:
    """A body with the headers under which it is sent."""

    body: bytes
    headers: dict[str, str]


def new_secret() -> str:
    """A secret for one receiver, as libraries of Standard Webhooks take it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def sign(body: bytes, message_id: str, at_seconds: int, *shared: str) -> Signed:
    """The headers for a body sent now; ``at_seconds`` since 1970; signed with each secret while one is exchanged."""
    signature = " ".join(f"{_VERSION},{_signature(body, message_id, str(at_seconds), secret)}" for secret in shared)
    return Signed(body, {ID: message_id, TIMESTAMP: str(at_seconds), SIGNATURE: signature})


def verify(body: bytes, headers: Mapping[str, str], shared: Sequence[str], now_seconds: float) -> None:
    """Raises NotAuthentic unless one of the signatures fits one of the secrets (several while one is exchanged)."""
    message_id, at, given = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not (message_id and at and given):
        raise NotAuthentic("the headers webhook-id, webhook-timestamp and webhook-signature are needed")
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        raise NotAuthentic("webhook-timestamp is not in seconds since 1970")
    if abs(now_seconds - int(at)) > TOLERANCE_SECONDS:
        raise NotAuthentic("webhook-timestamp is more than five minutes away from our clock")
    signatures = [one.partition(",")[2] for one in given.split(" ") if one.startswith(f"{_VERSION},")]
    expected = [_signature(body, message_id, at, secret) for secret in shared if secret]
    # Every pair is compared, so that the time taken tells nothing.
    fits = [hmac.compare_digest(one.encode(), other.encode()) for one in signatures for other in expected]
    if not any(fits):
        raise NotAuthentic("webhook-signature does not fit")


def _signature(body: bytes, message_id: str, at: str, secret: str) -> str:
    signed = b".".join((message_id.encode(), at.encode(), body))
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """Ours are written as libraries have them; what others were given may be any text."""
    if secret.startswith(_PREFIX):
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    return secret.encode()
