"""Pages for what went wrong: in words that say what to do next, without the database where it may be down."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from portal.accounts.guarding import take_back_expired_form
from portal.error_words import (
    BAD_REQUEST,
    BROKEN,
    EXPIRED_FORM,
    FORBIDDEN,
    NOT_FOUND,
    TOO_LARGE,
    TOO_MANY,
    Words,
)
from portal.rest.problems import problem_response
from portal.ui.context_processors import site


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 when the body was larger than Django takes (DATA_UPLOAD_MAX_MEMORY_SIZE)."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(request, BAD_REQUEST, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return _page(request, FORBIDDEN, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form without a valid key (CSRF_FAILURE_VIEW): back to its page with what was typed, or else 403."""
    return take_back_expired_form(request) or _page(request, EXPIRED_FORM, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return _page(request, NOT_FOUND, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413."""
    return _page(request, TOO_LARGE, 413)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 429, to allauth's limits of tries too (handler429)."""
    return _page(request, TOO_MANY, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500: drawn without the request, so that neither session nor database is asked."""
    return _page(None, BROKEN, 500) if not _is_rest(request) else _problem(BROKEN, 500)


def _is_rest(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _problem(words: Words, status: int) -> HttpResponse:
    """Machines read problem details (RFC 9457), not pages."""
    return problem_response(status, " ".join(str(sentence) for sentence in words))


def _page(request: HttpRequest | None, words: Words, status: int) -> HttpResponse:
    if request is not None and _is_rest(request):
        return _problem(words, status)
    context: dict[str, Any] = {"error_title": words[0], "error_text": words[1:]}
    if request is None:
        context |= site(None)
    return HttpResponse(render_to_string("errors.html", context, request=request), status=status)
