"""Addresses that cannot be anybody's: a NUL in a path would reach the database, which refuses it with an error."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase


class RefuseUnstorablePaths:
    """Answers 404 to paths with a NUL, for pages and REST alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on what could be an address."""
        if "\x00" in request.path_info:
            raise Http404
        return self.get_response(request)
