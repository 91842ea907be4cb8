"""Who we are to push services (VAPID, RFC 8292): a key pair whose public half browsers know us by."""

from __future__ import annotations

import time
from functools import cache
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from portal.notices.push.encryption import CURVE, from_base64url, raw_public_key, to_base64url

#: RFC 8292 2: no more than 24 hours.
_VALID_SECONDS = 12 * 3600


def is_on() -> bool:
    """Whether browsers may ask for messages."""
    return bool(settings.WEB_PUSH_KEY)


def public_key() -> str:
    """Our public key in base64url: browsers ask for it when a person consents."""
    return to_base64url(raw_public_key(_private_key(settings.WEB_PUSH_KEY)))


def authorization(endpoint: str) -> str:
    """The header that tells the push service at an address who sends."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + _VALID_SECONDS,
        "sub": settings.WEB_PUSH_CONTACT or settings.PORTAL_URL,
    }
    token = jwt.encode(claims, _private_key(settings.WEB_PUSH_KEY), algorithm="ES256")
    return f"vapid t={token}, k={public_key()}"


@cache
def _private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_base64url(text), "big"), CURVE)
