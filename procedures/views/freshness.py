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

from portal.ui import banners
from procedures import page_cache
from procedures.page_store import PageStore

PAGE_SECONDS = 300
View = Callable[..., HttpResponse]
_here = PageStore(kept_seconds=PAGE_SECONDS)


def public_key(request: HttpRequest) -> str | None:
    """What a public page is stored under; None for people whose page differs: signed in, or with news to read.

    Changes with the address, the edition of the catalogue, what banners say, the day, the language, the release, and
    the style sheet, since a stored page that names one which is gone would come without any.
    """
    if request.user.is_authenticated or len(get_messages(request)):
        return None
    parts = (
        request.get_full_path(),
        page_cache.edition(),
        banners.mark(),
        timezone.localdate().isoformat(),
        get_language() or "",
        str(getattr(settings, "RELEASE", "")),
        static("portal.css"),
    )
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def public_page(view: View) -> View:
    """Serve strangers the stored page: a publication shows at once, a new address within a quarter of an hour.

    That is five minutes in each of the places where it may stand: this process, the cache server, and what
    `places.places_for` keeps.
    """

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = public_key(request)
        if key is None:
            return view(request, *args, **kwargs)
        response = _stored(key) or _make(key, view(request, *args, **kwargs))
        if response.status_code != 200:
            return response
        # The tag is of the content: whoever has an older page gets the new one, also when only an address changed.
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        patch_cache_control(response, no_cache=True)
        return get_conditional_response(request, etag=etag, response=response) or response

    return serve


def _stored(key: str) -> HttpResponse | None:
    """The page from this process's memory, else from the cache that all processes share."""
    body = _here.get(key)
    if body is None:
        body = cache.get(f"procedures:html:{key}")
        if body is None:
            return None
        _here.put(key, body)
    return HttpResponse(body)


def _make(key: str, response: HttpResponse) -> HttpResponse:
    if response.status_code == 200:
        cache.set(f"procedures:html:{key}", response.content, PAGE_SECONDS)
        _here.put(key, response.content)
    return response
