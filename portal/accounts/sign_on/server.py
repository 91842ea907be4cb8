"""Asking the sign-on server where its endpoints are and which keys it signs with; both are remembered for a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.cache import cache

from portal.accounts.sign_on.tokens import NoSuchKey

Found = TypeVar("Found")
_PATIENCE_SECONDS = 5
_REMEMBERED_SECONDS = 600
#: How often a token that names an unknown key makes us ask for the keys anew: anybody can send one.
_ASKED_AGAIN_SECONDS = 60
_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


def is_configured() -> bool:
    """Whether people may sign on with the national portal here."""
    return bool(settings.NATIONAL_SIGN_ON_URL and settings.NATIONAL_SIGN_ON_CLIENT)


def endpoints() -> dict[str, Any]:
    """The server's own description (OpenID Connect Discovery). RequestException when it does not answer."""
    told = _asked(f"{settings.NATIONAL_SIGN_ON_URL.rstrip('/')}/.well-known/openid-configuration")
    if not all(isinstance(told.get(name), str) for name in _NEEDED):
        raise requests.exceptions.InvalidJSONError("an endpoint is missing")
    return told


def keys(again: bool = False) -> dict[str, Any]:
    """The keys it signs with; `again` when one is missing, since servers change them. RequestException."""
    address = str(endpoints()["jwks_uri"])
    return _asked(address, again and cache.add(f"{_place(address)}:again", True, _ASKED_AGAIN_SECONDS))


def with_keys(read: Callable[[dict[str, Any]], Found]) -> Found:
    """What is read with its keys, asked for anew where one is missing. RequestException, and what `read` raises."""
    try:
        return read(keys())
    except NoSuchKey:
        return read(keys(again=True))


def is_its_own(address: object) -> bool:
    """Whether an address that the server named leads to the server itself."""
    return isinstance(address, str) and _origin(address) == _origin(settings.NATIONAL_SIGN_ON_URL)


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


def _asked(address: str, again: bool = False) -> dict[str, Any]:
    known: dict[str, Any] | None = None if again else cache.get(_place(address))
    if known is None:
        answer = requests.get(address, timeout=_PATIENCE_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        known = answer.json()
        if not isinstance(known, dict):
            raise requests.exceptions.InvalidJSONError("no JSON object")
        cache.set(_place(address), known, _REMEMBERED_SECONDS)
    return known


def _place(address: str) -> str:
    return f"sign-on {address}".replace(" ", ":")
