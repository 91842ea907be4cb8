"""Which tickets a browser has opened: kept in an encrypted cookie, since secrets never stand in an address."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.accounts.encryption import UnreadableSecret, decrypt, encrypt

COOKIE = "hotline_keys"
PATH = "/phan-anh/"
MOST = 5
LASTS_SECONDS = 8 * 3600


@dataclass(frozen=True)
class Key:
    """A ticket's code and the secret that opened it."""

    code: str
    secret: str


def held_by(request: HttpRequest) -> list[Key]:
    """The keys of this browser, the newest first; none from a cookie that we did not write."""
    try:
        return [Key(code, secret) for code, secret in json.loads(decrypt(request.COOKIES.get(COOKIE, "")))]
    except (UnreadableSecret, ValueError):
        return []


def key_to(request: HttpRequest, code: str) -> Key | None:
    """The key that this browser holds to a ticket."""
    return next((key for key in held_by(request) if key.code == code), None)


def hand_over(request: HttpRequest, response: HttpResponse, key: Key) -> None:
    """Let the browser open this ticket for the day, beside the few that it opened before."""
    others = [held for held in held_by(request) if held.code != key.code]
    kept = [[held.code, held.secret] for held in (key, *others)[:MOST]]
    response.set_cookie(
        COOKIE,
        encrypt(json.dumps(kept)),
        max_age=LASTS_SECONDS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def give_back(response: HttpResponse) -> None:
    """Forget every key, for somebody at a machine that others use."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
