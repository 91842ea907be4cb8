"""The language a person chose, kept on the account and carried by a cookie."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from portal.accounts.models import Language, User


def set_language_cookie(response: HttpResponseBase, language: str) -> None:
    """Let the next pages speak this language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )


class KeepLanguageMiddleware:
    """Writes a language that somebody switched to on their account: letters to them speak it too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look for a language cookie that the answer sets."""
        response = self.get_response(request)
        chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen and request.user.is_authenticated and chosen.value in Language.values:
            User.objects.filter(pk=request.user.pk).exclude(language=chosen.value).update(language=chosen.value)
        return response
