"""Checking what the sign-on server signed: ID tokens, and its word that a session ended. Pure but for the clock.

Only public-key signatures count: whoever may choose the algorithm could choose one that anybody can sign with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")
#: Clocks of two machines differ.
LEEWAY_SECONDS = 30
_NEEDED = ["iss", "aud", "iat"]
_ENDED = "http://schemas.openid.net/event/backchannel-logout"


class NotTrusted(ValueError):
    """The token is not what it claims to be; the reason is for the log and names nobody."""


class NoSuchKey(NotTrusted):
    """The token names a key that is not among those known: perhaps it is new."""


def read_id_token(token: str, keys: Mapping[str, Any], *, issuer: str, client: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core 3.1.3.7). Raises NotTrusted."""
    claims = _verified(token, keys, issuer, client, [*_NEEDED, "exp", "sub"])
    if not nonce or claims.get("nonce") != nonce:
        raise NotTrusted("nonce")
    return claims


def read_logout_token(token: str, keys: Mapping[str, Any], *, issuer: str, client: str) -> dict[str, Any]:
    """The claims of a logout token (OpenID Connect Back-Channel Logout 2.6). Raises NotTrusted."""
    claims = _verified(token, keys, issuer, client, [*_NEEDED, "exp", "jti"])
    events = claims.get("events")
    if "nonce" in claims or not isinstance(events, dict) or _ENDED not in events:
        raise NotTrusted("no logout token")
    if not (claims.get("sub") or claims.get("sid")):
        raise NotTrusted("neither sub nor sid")
    return claims


def _verified(token: str, keys: Mapping[str, Any], issuer: str, client: str, needed: list[str]) -> dict[str, Any]:
    try:
        key = _key(token, keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key.key,
            algorithms=[name for name in ALGORITHMS if name == key.algorithm_name],
            issuer=issuer,
            audience=client,
            leeway=LEEWAY_SECONDS,
            options={"require": needed},
        )
    except NotTrusted:
        raise
    # AttributeError: PyJWT's, of a key that is no JSON object.
    except (jwt.PyJWTError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotTrusted(type(error).__name__) from error
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client:
        raise NotTrusted("azp")
    return claims


def _key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The published key that the token names; the only one when it names none."""
    header = jwt.get_unverified_header(token)
    known = [key for key in jwt.PyJWKSet.from_dict(dict(keys)).keys if header["alg"] == key.algorithm_name]
    wanted = [key for key in known if key.key_id == header.get("kid")] if "kid" in header else known
    if len(wanted) != 1:
        raise NoSuchKey("no such key")
    return wanted[0]
