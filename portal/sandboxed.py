"""What tells the sandbox from the real site: every answer says so, and no search engine lists it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

HEADER = "Portal-Environment"


class MarkAnswers:
    """In the middleware of the sandbox's settings only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and say where from."""
        response = self.get_response(request)
        response[HEADER] = "sandbox"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
