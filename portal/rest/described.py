"""The OpenAPI document: every operation may answer with a problem, in the one shape that all errors have."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from portal.rest.problems import CONTENT_TYPE

_TEXT = {"type": "string"}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `pointer` is a JSON pointer into the body that was sent, `field` the same with dots.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {**_TEXT, "description": "A URN that names the kind of problem, or about:blank."},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {**_TEXT, "description": "What happened, in the language of the caller."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "pointer", "message"],
                "properties": {"field": _TEXT, "pointer": _TEXT, "message": _TEXT},
            },
        },
    },
}


def page_of(row: type[serializers.BaseSerializer[Any]]) -> serializers.Serializer[Any]:
    """Describe a page of rows, for lists that are not cut by `KeysetPagination`."""
    fields: dict[str, Any] = {
        "results": row(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
    }
    page: serializers.Serializer[Any] = inline_serializer(f"{row.__name__.removesuffix('Serializer')}Page", fields)
    return page


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Give every operation the answer "default": a problem (a hook of drf-spectacular)."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "Anything that went wrong",
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", answer)
    return result
