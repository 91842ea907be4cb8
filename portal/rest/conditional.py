"""Asking again for what one has: every JSON answer to GET has an `ETag`, and 304 says that it still holds.

An answer whose view gave no mark of its own is marked by its content, so the mark is never wrong. What may not be
stored (`no-store`) has none. Acts look at `If-Match` themselves (`dossiers/api/preconditions.py`).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.utils.http import parse_etags

ROOT = "/api/v1/"


class ConditionalAnswers(ConditionalGetMiddleware):
    """Django's, for the REST interface alone: pages have keys of forms in them, and differ each time."""

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        """The answer with its mark, or 304 without a body."""
        if not request.path.startswith(ROOT) or response.status_code != HTTPStatus.OK:
            # A refusal holds for this moment alone: nobody may answer "as before" in its place.
            return response  # type: ignore[no-any-return]
        if request.method == "GET" and not response.has_header("Cache-Control"):
            # Kept by who asked, and checked each time: most of it is for the caller alone.
            response["Cache-Control"] = "private, no-cache"
        return super().process_response(request, response)


def names(given: str, etag: str) -> bool:
    """Whether an If-Match header names this mark (RFC 9110 13.1.1: strong comparison; "*" names any)."""
    found = parse_etags(given)
    return found == ["*"] or etag in found
