"""A secret that is shown once: it waits, encrypted, in the session of who asked for it until the next page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from portal.accounts.encryption import UnreadableSecret, decrypt, encrypt

_KEY = "secret_to_show"


def keep(request: HttpRequest, about: str, secret: str) -> None:
    """Keep a secret for the page that is about this."""
    request.session[_KEY] = [about, encrypt(secret)]


def show(request: HttpRequest, about: str) -> str:
    """The secret that waits for this page, this once; "" where none does."""
    kept = request.session.get(_KEY)
    if not kept or kept[0] != about:
        return ""
    del request.session[_KEY]
    try:
        return decrypt(kept[1])
    except UnreadableSecret:  # keys were changed meanwhile: whoever needs the secret makes another
        return ""


def unkept(page: HttpResponse) -> HttpResponse:
    """A page that no browser keeps: going back shows no secret."""
    page["Cache-Control"] = "no-store"
    return page
