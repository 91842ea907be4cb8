"""The OpenAPI document: every operation may answer with a problem, in the one shape that all errors have."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
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


def described_json(schema: dict[str, Any]) -> type[serializers.JSONField]:
    """Make a JSON field with this schema; a class of its own, since the schema is kept on the class."""

    class Described(serializers.JSONField):
        pass

    made: type[serializers.JSONField] = extend_schema_field(schema)(Described)
    return made


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


_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The `ETag` of an answer that you have: 304 when it is still the newest.",
}


def add_conditions(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Tell of `portal/rest/conditional.py` at every GET that answers with JSON (a hook of drf-spectacular)."""
    for operations in result["paths"].values():
        operation = operations.get("get", {})
        answer = operation.get("responses", {}).get("200", {})
        parameters = operation.setdefault("parameters", []) if operation else []
        if "application/json" in answer.get("content", {}) and not _has(parameters, "If-None-Match"):
            parameters.append(_IF_NONE_MATCH)
            operation["responses"]["304"] = {"description": "You have the newest answer already."}
    return result


def _has(parameters: list[dict[str, Any]], name: str) -> bool:
    return any(parameter["name"] == name for parameter in parameters)


def let_any_of_shapes_fit(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A body of one of several shapes may fit more than one of them: fields that a shape does not name are let be."""
    for schema in result["components"]["schemas"].values():
        if "oneOf" in schema and "discriminator" not in schema:
            schema["anyOf"] = schema.pop("oneOf")
    for operations in result["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if "oneOf" in content["schema"]:
                    content["schema"]["anyOf"] = content["schema"].pop("oneOf")
    return result
