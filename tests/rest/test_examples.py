"""Rule proved: every operation of the OpenAPI document shows a request and an answer, and each fits its schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from portal.rest.examples import FOLDER

Content = dict[str, Any]
JSON = "application/json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document of the whole interface, as everybody reads it."""
    answer = Client().get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    told: dict[str, Any] = answer.json()
    return told


def described(document: dict[str, Any]) -> Iterator[tuple[str, str, Content]]:
    """Each content that an operation takes or gives, but for problems, which are described once for all."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            name = f"{method} {path}"
            for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
                yield f"{name} takes", media_type, content
            for status, answer in operation["responses"].items():
                for media_type, content in answer.get("content", {}).items():
                    if status != "default":
                        yield f"{name} gives {status}", media_type, content


def values(content: Content) -> list[Any]:
    return [one["value"] for one in content.get("examples", {}).values()]


def test_the_document_is_openapi_3_1_and_no_operation_is_without_an_example(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    missing = [f"{where} ({media_type})" for where, media_type, content in described(document) if not values(content)]
    assert missing == []


def test_each_example_fits_its_schema(document: dict[str, Any]) -> None:
    faults = []
    for where, media_type, content in described(document):
        if media_type != JSON:
            continue
        schema = {**content["schema"], "components": document["components"]}
        judge = Draft202012Validator(schema, format_checker=FormatChecker())
        for value in values(content):
            faults += [
                f"{where} {list(error.absolute_path)}: {error.message[:200]}" for error in judge.iter_errors(value)
            ]
    assert faults == []


def test_no_example_lies_about_that_nobody_shows(document: dict[str, Any]) -> None:
    known = {one["operationId"] for operations in document["paths"].values() for one in operations.values()}
    assert {file.stem for file in FOLDER.glob("*.json")} <= known


def test_the_documentation_names_every_resource(document: dict[str, Any]) -> None:
    """docs/api.md says for every object where it is; an address that it forgets is found by nobody."""
    told = Path("docs/api.md").read_text(encoding="utf-8")
    roots = {path.removeprefix("/api/v1/").split("{")[0] for path in document["paths"]}
    assert {root for root in roots if root not in told} == set()
    parts = {part for path in document["paths"] for part in path.split("}/")[1:] if part}
    assert {part for part in parts if part.split("{")[0] not in told} == set()


def test_every_list_has_the_one_shape(document: dict[str, Any]) -> None:
    def shape(schema: dict[str, Any]) -> dict[str, Any]:
        name = schema.get("$ref", "").rpartition("/")[2]
        return document["components"]["schemas"][name] if name else schema

    lists = {
        path: set(shape(operations["get"]["responses"]["200"]["content"]["application/json"]["schema"])["properties"])
        for path, operations in document["paths"].items()
        if operations.get("get", {}).get("operationId", "").endswith(("_list", "dossiers_changes"))
        and path != "/api/v1/bulk/"  # what there is of one file, in both formats
    }
    assert len(lists) > 20
    assert {path for path, members in lists.items() if not {"results", "next", "previous"} <= members} == set()
