"""How a test's browser is signed in with two statements instead of fourteen.

Django's test client stores an empty session, looks for it, makes another under a new key, removes the first, and stores
the second once more, each in a savepoint of its own. A browser that has no session yet gets the one that is left at the
end of all this; one that has a session goes Django's way, which is what tests of sessions look at.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.cached_db import SessionStore
from django.http import HttpRequest
from django.test import Client

_django_way: Any = Client._login  # type: ignore[attr-defined]


def install() -> None:
    """Let every sign-in that a test orders go this way."""
    Client._login = _login  # type: ignore[attr-defined]


class _NewSession(SessionStore):
    """A session that is written once, when it is whole."""

    @property
    def key_salt(self) -> str:
        """What the site's own class signs with."""
        return f"django.contrib.sessions.{SessionStore.__qualname__}"

    def create(self) -> None:
        """Take a key; random as it is, nobody else has it."""
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        self._session_cache: dict[str, Any] = {}
        self.modified = True

    def exists(self, session_key: str) -> bool:
        """No: a key that was drawn a moment ago."""
        return False

    def save(self, must_create: bool = False) -> None:
        """Write the row and keep it in the cache, as the site does."""
        data: Any = self._session  # type: ignore[attr-defined]
        self.create_model_instance(data).save(force_insert=True)
        self._cache.set(self.cache_key, data, self.get_expiry_age())  # type: ignore[attr-defined]


def _login(client: Client, user: Any, backend: str | None = None) -> None:
    is_usual = SessionStore.__module__ == settings.SESSION_ENGINE
    if settings.SESSION_COOKIE_NAME in client.cookies or not is_usual:
        _django_way(client, user, backend)
        return
    request = HttpRequest()
    request.session = _NewSession()
    login(request, user, backend)
    request.session.save()
    client._set_login_cookies(request)  # type: ignore[attr-defined]
