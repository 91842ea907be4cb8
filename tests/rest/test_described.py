"""Rules proved: what the OpenAPI document says of every operation at once, and how numbers of a question are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from portal.rest import described, examples
from portal.rest.page_sizes import HIGHEST, MOST, USUAL, read_number, read_page_size

JSON = "application/json"


def operation(name: str = "units_list", **parts: Any) -> dict[str, Any]:
    return {"operationId": name, "responses": {"200": {"content": {JSON: {"schema": {}}}}}, **parts}


def document(**operations: dict[str, Any]) -> dict[str, Any]:
    """A document of one address."""
    return {"paths": {"/units/": operations}, "components": {"schemas": {}}}


def changed(hook: Any, told: dict[str, Any]) -> dict[str, Any]:
    """The document after a hook of drf-spectacular."""
    result: dict[str, Any] = hook(told, None, None, True)
    return result


# -- problems and conditions


def test_every_operation_may_answer_with_a_problem() -> None:
    told = changed(described.add_problems, document(get=operation(), post=operation("units_create")))
    assert told["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status", "detail"]
    for one in told["paths"]["/units/"].values():
        assert list(one["responses"]["default"]["content"]) == ["application/problem+json"]


def test_an_answer_that_a_view_described_itself_stands() -> None:
    own = {"description": "A page"}
    told = changed(described.add_problems, document(get=operation(responses={"default": own})))
    assert told["paths"]["/units/"]["get"]["responses"] == {"default": own}


def test_reading_json_may_be_asked_conditionally_and_nothing_else() -> None:
    pdf: dict[str, Any] = {"200": {"content": {"application/pdf": {}}}}
    reading = changed(described.add_conditions, document(get=operation(), post=operation("units_create")))
    binary = changed(described.add_conditions, document(get=operation(responses=pdf)))
    writing = changed(described.add_conditions, document(delete=operation("units_destroy")))

    get, post = reading["paths"]["/units/"]["get"], reading["paths"]["/units/"]["post"]
    assert [one["name"] for one in get["parameters"]] == ["If-None-Match"]
    assert "304" in get["responses"]
    assert "304" not in post["responses"] and "parameters" not in post
    assert "304" not in binary["paths"]["/units/"]["get"]["responses"]
    assert "304" not in writing["paths"]["/units/"]["delete"]["responses"]


def test_a_condition_that_a_view_named_itself_is_named_once() -> None:
    own = {"in": "header", "name": "If-None-Match"}
    told = changed(described.add_conditions, document(get=operation(parameters=[own, {"name": "on"}])))
    assert [one["name"] for one in told["paths"]["/units/"]["get"]["parameters"]] == ["If-None-Match", "on"]


def test_a_body_may_fit_several_shapes_unless_a_word_in_it_says_which() -> None:
    shapes = [{"$ref": "#/a"}, {"$ref": "#/b"}]
    body = {"content": {JSON: {"schema": {"oneOf": list(shapes)}}}}
    told = document(post=operation(requestBody=body), get=operation())
    told["components"]["schemas"] = {
        "Body": {"oneOf": list(shapes)},
        "Told": {"oneOf": list(shapes), "discriminator": {"propertyName": "kind"}},
        "Plain": {"type": "object"},
    }
    schemas = changed(described.let_any_of_shapes_fit, told)["components"]["schemas"]
    assert schemas["Body"] == {"anyOf": shapes}
    assert "oneOf" in schemas["Told"] and schemas["Plain"] == {"type": "object"}
    assert told["paths"]["/units/"]["post"]["requestBody"]["content"][JSON]["schema"] == {"anyOf": shapes}


def test_two_fields_of_json_keep_schemas_of_their_own() -> None:
    one = described.described_json({"type": "array", "items": {}})
    other = described.described_json({"type": "object"})
    kinds = [made._spectacular_annotation["field"]["type"] for made in (one, other)]  # type: ignore[attr-defined]
    assert kinds == ["array", "object"]
    assert not hasattr(serializers.JSONField, "_spectacular_annotation"), "the library's own is left as it is"
    assert one().to_representation({"a": 1}) == {"a": 1}  # type: ignore[comparison-overlap]


def test_a_page_is_described_by_its_rows() -> None:
    class StreetSerializer(serializers.Serializer[Any]):
        name = serializers.CharField()

    page = described.page_of(StreetSerializer)
    assert type(page).__name__ == "StreetPage"
    assert list(page.fields) == ["results", "next", "previous"]
    assert page.fields["next"].allow_null and page.fields["previous"].allow_null


# -- examples


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of examples with one operation in it."""
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    examples._kept.cache_clear()
    told = {"request": {JSON: {"name": "Sài Gòn"}}, "responses": {"200": {JSON: {"code": "H29"}}}}
    (tmp_path / "units_list.json").write_text(json.dumps(told), encoding="utf-8")
    yield tmp_path
    examples._kept.cache_clear()


def test_an_operation_shows_the_request_and_the_answer_that_are_kept(kept: Path) -> None:
    body: dict[str, Any] = {"content": {JSON: {"schema": {}}, "multipart/form-data": {"schema": {}}}}
    told = changed(examples.add_examples, document(post=operation(requestBody=body)))
    shown = told["paths"]["/units/"]["post"]
    assert shown["requestBody"]["content"][JSON]["examples"] == {"example": {"value": {"name": "Sài Gòn"}}}
    assert "examples" not in shown["requestBody"]["content"]["multipart/form-data"], "none was kept of this kind"
    assert shown["responses"]["200"]["content"][JSON]["examples"] == {"example": {"value": {"code": "H29"}}}


def test_an_example_of_the_view_itself_stands_and_what_has_none_is_left(kept: Path) -> None:
    own = {"mine": {"value": 1}}
    answers = {"200": {"content": {JSON: {"schema": {}, "examples": own}}}, "204": {"description": "Gone"}}
    told = document(get=operation(responses=answers), delete=operation("nothing_kept"))
    shown = changed(examples.add_examples, told)["paths"]["/units/"]
    assert shown["get"]["responses"]["200"]["content"][JSON]["examples"] == own
    assert "examples" not in shown["delete"]["responses"]["200"]["content"][JSON]


# -- numbers of a question


@given(st.integers(0, 10**30 - 1))
def test_a_place_in_a_log_is_read_and_one_beyond_every_log_is_the_highest(number: int) -> None:
    assert read_number({"after": str(number)}, "after") == min(number, HIGHEST)


@given(st.integers(1, 10**30 - 1))
def test_a_page_size_is_read_and_brought_down(number: int) -> None:
    assert read_page_size({"page_size": str(number)}) == min(number, MOST)


def test_without_a_number_it_is_the_usual_one() -> None:
    for asked in ({}, {"after": "", "page_size": ""}):
        assert (read_number(asked, "after"), read_page_size(asked)) == (0, USUAL)


@given(st.text(min_size=1, max_size=40))
def test_any_text_is_a_number_of_its_range_or_refused_at_its_name(text: str) -> None:
    for name, read, least, most in (
        ("after", lambda asked: read_number(asked, "after"), 0, HIGHEST),
        ("page_size", read_page_size, 1, MOST),
    ):
        try:
            number = read({name: text})
        except ValidationError as refusal:
            refused: Any = refusal.detail
        else:
            refused = {name: number} if least <= number <= most else {}
        assert list(refused) == [name]


def test_what_only_looks_like_a_number_is_refused() -> None:
    for text in ("-1", "+1", "1.0", "1e3", "٣", "²", "0x1", " 1", "1 ", "1_000", "9" * 31, "\x00"):
        with pytest.raises(ValidationError):
            read_number({"after": text}, "after")
        with pytest.raises(ValidationError):
            read_page_size({"page_size": text})
    with pytest.raises(ValidationError):
        read_page_size({"page_size": "0"})
