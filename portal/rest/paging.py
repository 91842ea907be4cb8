"""Lists by keyset: page ten thousand costs what page one costs, and rows that arrive meanwhile shift nothing."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response


class KeysetPagination(CursorPagination):
    """Pages of {"results", "next", "previous"}; a view names its key in `keyset`, unique in its first column.

    50 rows a page, `page_size` asks for up to 200.
    """

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-id"

    def get_ordering(self, request: Any, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        """Order by what the view names in `keyset`, else newest first."""
        keyset = getattr(view, "keyset", self.ordering)
        return (keyset,) if isinstance(keyset, str) else tuple(keyset)

    def get_paginated_response(self, data: Any) -> Response:
        """Answer with the rows and the addresses of the neighbouring pages."""
        return Response({"results": data, "next": self.get_next_link(), "previous": self.get_previous_link()})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the page for OpenAPI."""
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }
