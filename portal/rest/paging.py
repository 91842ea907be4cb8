"""Lists by keyset: page ten thousand costs what page one costs, and rows that arrive meanwhile shift nothing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.response import Response

from portal.rest.json_bodies import is_storable
from portal.rest.page_sizes import MOST, PARAMETER, USUAL, read_page_size


class KeysetPagination(CursorPagination):
    """Pages of {"results", "next", "previous"}; a view names its key in `keyset`, unique in its first column.

    `page_size` asks for more or fewer rows; what is no number of rows is refused (page_sizes.py).
    """

    page_size = USUAL
    max_page_size = MOST
    page_size_query_param = PARAMETER.name
    ordering = "-id"

    def get_ordering(self, request: Any, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        """Order by what the view names in `keyset`, else newest first."""
        keyset = getattr(view, "keyset", self.ordering)
        names = (keyset,) if isinstance(keyset, str) else tuple(keyset)
        self.key: Field[Any, Any] = queryset.model._meta.get_field(names[0].lstrip("-"))
        return names

    def get_page_size(self, request: Any) -> int:
        """The number of rows asked for. ValidationError for what is none."""
        return read_page_size(request.query_params)

    def decode_cursor(self, request: Any) -> Cursor | None:
        """Read the place in the list; 404 when it is none, since an address was made up."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            try:
                self.key.to_python(cursor.position)
                is_place = is_storable(str(cursor.position))
            except (ValueError, ValidationError):
                is_place = False
            if not is_place:
                raise NotFound(self.invalid_cursor_message)
        return cursor

    def get_paginated_response(self, data: Any) -> Response:
        """Answer with the rows and the addresses of the neighbouring pages."""
        return Response({"results": data, "next": self.get_next_link(), "previous": self.get_previous_link()})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the page for OpenAPI."""
        link = {"type": ["string", "null"], "format": "uri", "example": None}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }
