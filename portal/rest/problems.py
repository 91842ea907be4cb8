"""Errors of the REST interface as problem details (RFC 9457), in one shape whatever went wrong.

{"type", "title", "status", "detail", "errors": [{"field", "pointer", "message"}]}; `pointer` is a JSON pointer
(RFC 6901) into the body that was sent, `field` the same path with dots.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler as drf_exception_handler

from portal.rest.refusals import Conflict, Problem, Unprocessable, error_at

__all__ = [
    "CONTENT_TYPE",
    "Conflict",
    "Problem",
    "Unprocessable",
    "error_at",
    "exception_handler",
    "problem_body",
    "problem_response",
]

CONTENT_TYPE = "application/problem+json"
INVALID = "urn:portal:problem:invalid"
_WHOLE_BODY = frozenset({"non_field_errors", "__all__"})


def problem_body(
    status: int, detail: str, *, kind: str = "", errors: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """Build the body of a problem answer."""
    body: dict[str, Any] = {
        "type": f"urn:portal:problem:{kind}" if kind else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return body | ({"errors": list(errors)} if errors else {})


def problem_response(
    status: int, detail: str, *, kind: str = "", errors: Sequence[Mapping[str, str]] = ()
) -> JsonResponse:
    """Answer with a problem outside of REST views (error handlers, middleware)."""
    body = problem_body(status, detail, kind=kind, errors=errors)
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})


def exception_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a REST view raised into problem details; None (a server error) for what nobody foresaw."""
    if isinstance(exception, DjangoValidationError):
        exception = ValidationError(as_serializer_error(exception))
    elif isinstance(exception, Http404 | DjangoPermissionDenied):
        # Their own words are for developers ("No Dossier matches the given query").
        exception = NotFound() if isinstance(exception, Http404) else PermissionDenied()
    response = drf_exception_handler(exception, context)
    if response is None:
        return None
    response.data = _describe(exception, response)
    response.content_type = CONTENT_TYPE
    return response


def _describe(exception: Exception, response: Response) -> dict[str, Any]:
    if isinstance(exception, Problem):
        detail, kind, errors = str(exception.detail), exception.kind, exception.errors
    elif isinstance(exception, ValidationError):
        errors = list(_flatten(exception.detail))
        detail, kind = _("Dữ liệu gửi lên chưa đúng; xem từng mục trong errors."), "invalid"
    else:
        detail, kind, errors = str(response.data.get("detail", "")), "", []
    more = exception.more if isinstance(exception, Problem) else {}
    return problem_body(response.status_code, detail, kind=kind, errors=errors) | more


def _flatten(detail: Any, path: tuple[str | int, ...] = ()) -> Iterator[dict[str, str]]:
    if isinstance(detail, Mapping):
        for name, inside in detail.items():
            yield from _flatten(inside, path if name in _WHOLE_BODY else (*path, name))
    elif isinstance(detail, (list, tuple)):
        for position, inside in enumerate(detail):
            is_nested = isinstance(inside, (Mapping, list))
            yield from _flatten(inside, (*path, position) if is_nested else path)
    else:
        yield error_at(*path, message=str(detail))
