"""Conditional answers of open data: whoever has the newest already is told so, without work.

The tag names the state of what is read, the day, the language, the release and the whole address, so it is strong and
costs next to nothing. Everybody gets the same answer, and each may keep it if it asks again before using it
(`no-cache`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date, parse_etags
from django.utils.translation import get_language

#: HTTP tells time in seconds: a change of this very second could be followed by another in it.
SETTLED = timedelta(seconds=2)


def answer(
    request: HttpRequest, mark: str, modified_at: Callable[[], datetime], make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """What ``make`` answers, with its tag; 304 when the asker has it. ``make`` may raise: refusals have no tag."""
    tag = tag_of(request.build_absolute_uri(), mark)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return _shared(HttpResponse(status=304), tag)
    moment = modified_at()
    response = _shared(make(), tag)
    last: int | None = None
    if timezone.now() - moment > SETTLED:
        last = int(moment.timestamp())
        response["Last-Modified"] = http_date(last)
    # Not the response itself: one of REST framework has no content yet, which this would look at.
    known = get_conditional_response(request, etag=tag, last_modified=last)
    return _shared(known, tag) if known is not None else response


def tag_of(address: str, mark: str) -> str:
    """The strong ETag of what an address answers while the state of its content has this mark."""
    parts = (
        address,
        mark,
        timezone.localdate().isoformat(),
        get_language() or "",
        str(getattr(settings, "RELEASE", "")),
    )
    return f'"{hashlib.sha256("|".join(parts).encode("utf-8", "replace")).hexdigest()[:32]}"'


def _shared(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """Give an answer its tag and say who may keep it: everybody, when they ask again each time."""
    response["ETag"] = tag
    patch_cache_control(response, public=True, no_cache=True)
    patch_vary_headers(response, ["Accept-Language"])
    return response
