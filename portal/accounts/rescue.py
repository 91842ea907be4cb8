"""Nothing typed is lost: a form sent when the session was gone comes back, after sign-in, on the same page.

The text waits in the database, encrypted, under the digest of an opaque cookie; never in an address, never in
the cookie. It is given back to the person who was signed in last in this browser, on the same path, for an
hour. Who that was is known from a second opaque cookie set at sign-in and on the pages after it, so that on a
shared machine the next person gets nothing. Files are not kept: the page says which must be chosen again.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone

from portal.accounts.identity import blind_index
from portal.accounts.models.rescue import KEPT_FOR, RescuedPost

if TYPE_CHECKING:
    from portal.accounts.models import User

COOKIE = "rescued"
OWNER_COOKIE = "last_person"
_OWNER_KNOWN_FOR = timedelta(days=30)
_NEVER_KEPT = ("csrfmiddlewaretoken", "password", "oldpassword", "code")


class Rescuable(HttpRequest):
    """What the middleware adds to a request, for type checkers and readers."""

    rescued_post: QueryDict | None
    rescued_files: list[str]


def remember_person(response: HttpResponseBase, user: User) -> None:
    """Mark the browser as last used by this person, in a form that says nothing to others."""
    _set_cookie(response, OWNER_COOKIE, _owner_digest(user), _OWNER_KNOWN_FOR)


def know_person(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """As `remember_person`, on a page of somebody whose browser lost that mark or never got it."""
    if request.COOKIES.get(OWNER_COOKIE) != _owner_digest(user) and OWNER_COOKIE not in response.cookies:
        remember_person(response, user)


def keep(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Keep what this POST carries, and hand its key to the browser; False when there is nobody to keep it for."""
    owner = request.COOKIES.get(OWNER_COOKIE, "")
    if request.method != "POST" or not owner:
        return False
    key = secrets.token_urlsafe(32)
    RescuedPost.objects.create(
        key_digest=_digest(key),
        owner_digest=owner[:64],
        path=request.path,
        content={"post": _typed(request), "files": _file_names(request)},
        expires_at=timezone.now() + KEPT_FOR,
    )
    _set_cookie(response, COOKIE, key, KEPT_FOR)
    return True


def find(request: HttpRequest, user: User) -> RescuedPost | None:
    """Find what was kept for this person, page and browser."""
    key = request.COOKIES.get(COOKIE, "")
    if not key:
        return None
    return RescuedPost.objects.filter(
        key_digest=_digest(key), owner_digest=_owner_digest(user), path=request.path, expires_at__gt=timezone.now()
    ).first()


def give_back(request: HttpRequest, kept: RescuedPost | None) -> None:
    """Put what was kept on the request: `rescued_post` (None when nothing) and `rescued_files`."""
    post = None
    if kept:
        post = QueryDict(mutable=True)
        for name, values in kept.content["post"].items():
            post.setlist(name, values)
    request.rescued_post = post  # type: ignore[attr-defined]
    request.rescued_files = kept.content["files"] if kept else []  # type: ignore[attr-defined]


def purge() -> int:
    """Forget what nobody came back for; returns how many."""
    return RescuedPost.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    return {name: values for name, values in request.POST.lists() if not name.startswith(_NEVER_KEPT)}


def _file_names(request: HttpRequest) -> list[str]:
    return [file.name or "" for _, files in request.FILES.lists() for file in files]


def _owner_digest(user: User) -> str:
    return blind_index(f"last person {user.public_id}")


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _set_cookie(response: HttpResponseBase, name: str, value: str, lasts: timedelta) -> None:
    response.set_cookie(
        name, value, max_age=lasts, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
