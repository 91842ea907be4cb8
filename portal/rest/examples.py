"""Examples in the OpenAPI document: for each operation a request that was sent and the answer that came.

They lie as data in `examples/`, one file an operation, named by its id: {"request": {media type: value}, "responses":
{status: {media type: value}}}. A test proves that every operation has them and that each fits its schema.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "examples"
_NAME = "example"


def add_examples(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Give every operation its examples where its view names none (a hook of drf-spectacular)."""
    for operations in result["paths"].values():
        for operation in operations.values():
            kept = _kept(operation["operationId"])
            _fill(operation.get("requestBody", {}).get("content", {}), kept.get("request", {}))
            for status, answer in operation["responses"].items():
                _fill(answer.get("content", {}), kept.get("responses", {}).get(status, {}))
    return result


def _fill(content: dict[str, Any], values: dict[str, Any]) -> None:
    for media_type, described in content.items():
        if media_type in values and not described.get("examples"):
            described["examples"] = {_NAME: {"value": values[media_type]}}


@cache
def _kept(operation: str) -> dict[str, Any]:
    path = FOLDER / f"{operation}.json"
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return kept
