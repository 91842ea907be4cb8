"""Public pages without work: strangers get them from the cache, or "you have it already" (ETag)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from procedures import page_cache
from procedures.page_store import PageStore

PAGE_SECONDS = 300
View = Callable[..., HttpResponse]
_here = PageStore(kept_seconds=PAGE_SECONDS)


def public_etag(request: HttpRequest) -> str | None:
    """The tag of a public page; None for people whose page differs: signed in, or with news to read.

    Changes with the address, the edition of the catalogue, the day, the language, the release, and the style sheet,
    since a stored page that names one which is gone would come without any.
    """
    if request.user.is_authenticated or len(get_messages(request)):
        return None
    parts = (
        request.get_full_path(),
        page_cache.edition(),
        timezone.localdate().isoformat(),
        get_language() or "",
        str(getattr(settings, "RELEASE", "")),
        static("portal.css"),
    )
    return f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def public_page(view: View) -> View:
    """Serve strangers the stored page; a page that changed shows after five minutes at the latest."""

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        etag = public_etag(request)
        if etag is None:
            return view(request, *args, **kwargs)
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return unchanged
        response = _stored(etag) or _make(etag, view(request, *args, **kwargs))
        if response.status_code == 200:
            response["ETag"] = etag
            patch_cache_control(response, no_cache=True)
        return response

    return serve


def _stored(etag: str) -> HttpResponse | None:
    """The page from this process's memory, else from the cache that all processes share."""
    body = _here.get(etag)
    if body is None:
        body = cache.get(f"procedures:html:{etag}")
        if body is None:
            return None
        _here.put(etag, body)
    return HttpResponse(body)


def _make(etag: str, response: HttpResponse) -> HttpResponse:
    if response.status_code == 200:
        cache.set(f"procedures:html:{etag}", response.content, PAGE_SECONDS)
        _here.put(etag, response.content)
    return response
