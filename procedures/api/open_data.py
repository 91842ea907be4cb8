"""Conditional reading by REST (procedures/conditional.py), and how OpenAPI tells of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.request import Request

from procedures import change_log, conditional, page_cache

Handler = TypeVar("Handler", bound=Callable[..., HttpResponseBase])
CONDITIONS = [
    OpenApiParameter(
        "If-None-Match",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="The `ETag` of an answer that you have: 304 when it is still the newest.",
    ),
    OpenApiParameter(
        "If-Modified-Since",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="The `Last-Modified` of an answer that you have; `If-None-Match` is more exact.",
    ),
]
NOT_MODIFIED = OpenApiResponse(description="You have the newest answer already.")


def open_data(
    mark: Callable[[], str] = page_cache.edition, modified_at: Callable[[], datetime] = change_log.modified_at
) -> Callable[[Handler], Handler]:
    """Make a `get` of REST conditional.

    ``mark`` names the state of what it reads (by default the catalogue's: no query), ``modified_at`` its last change.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        def get(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return conditional.answer(
                request._request, mark(), modified_at, lambda: handler(view, request, *args, **kwargs)
            )

        return cast(Handler, get)

    return decorate
