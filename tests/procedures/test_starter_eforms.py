"""The starter catalogue's electronic forms: valid, complete, in two languages, and true to their results."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
EFORMS, TEMPLATES = ROOT / "procedures" / "starter" / "eforms", ROOT / "templates"
SCHEMAS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(EFORMS.glob("*.json"))
}
WIDGETS = {
    "text",
    "textarea",
    "date",
    "radios",
    "select",
    "id_number",
    "phone",
    "email",
    "commune",
    "integer",
    "money",
    "checkbox",
    "person_name",
}

each_schema = pytest.mark.parametrize("key", SCHEMAS)


@each_schema
def test_a_form_is_a_valid_schema_with_every_question_on_one_page(key: str) -> None:
    """Draft 2020-12; each property stands on exactly one page, pages have keys and two titles."""
    schema = SCHEMAS[key]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    placed = [name for page in schema["x-pages"] for name in page["properties"]]
    assert sorted(placed) == sorted(schema["properties"])
    assert len({page["key"] for page in schema["x-pages"]}) == len(schema["x-pages"])
    assert all(page["title"] and page["x-title-en"] for page in schema["x-pages"])
    assert set(schema["required"]) <= set(schema["properties"])


@each_schema
def test_a_form_speaks_two_languages(key: str) -> None:
    """Titles, hints, labels and errors stand in Vietnamese and English side by side."""
    for name, node in SCHEMAS[key]["properties"].items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        assert node["x-widget"] in WIDGETS
        assert node["title"]
        assert node["x-title-en"]
        for here, there in (("description", "x-description-en"), ("x-error", "x-error-en")):
            assert (here in node) == (there in node), (name, here)
        if "enum" in node:
            assert set(node["x-labels"]) == set(node["x-labels-en"]) == set(node["enum"])


@each_schema
def test_examples_and_defaults_are_valid_answers(key: str) -> None:
    """What a hint shows as an example would itself be accepted."""
    for name, node in SCHEMAS[key]["properties"].items():
        shown = [*node.get("examples", []), *([node["default"]] if "default" in node else [])]
        for value in shown:
            assert not list(Draft202012Validator(node).iter_errors(value)), (name, value)


@each_schema
def test_a_whole_answer_is_accepted_and_a_gap_is_not(key: str) -> None:
    """Answering what is asked satisfies the schema; leaving any required answer out does not."""
    schema = SCHEMAS[key]
    answers = _answers(schema)
    checker = Draft202012Validator(schema)
    assert not list(checker.iter_errors(answers))
    for name in schema["required"]:
        rest = {other: value for other, value in answers.items() if other != name}
        assert any(name in error.message for error in checker.iter_errors(rest)), name


@each_schema
def test_every_answer_of_a_choice_leads_to_a_whole_form(key: str) -> None:
    """Whatever is chosen, the questions that are then shown are enough to satisfy the schema."""
    schema = SCHEMAS[key]
    for name, node in schema["properties"].items():
        for choice in node.get("enum", []):
            answers = _answers(schema, {name: choice})
            assert not list(Draft202012Validator(schema).iter_errors(answers)), (name, choice)


@each_schema
def test_conditions_look_back_and_agree(key: str) -> None:
    """A question depends on an earlier one; what is required under a condition is shown under it."""
    schema = SCHEMAS[key]
    order = [name for page in schema["x-pages"] for name in page["properties"]]
    shown = {n: node["x-shown-if"] for n, node in schema["properties"].items() if "x-shown-if" in node}
    for name, condition in shown.items():
        assert order.index(condition["property"]) < order.index(name)
        assert set(condition["in"]) <= set(schema["properties"][condition["property"]]["enum"])
        assert name not in schema["required"]
    for rule in schema.get("allOf", []):
        ((asked, answer),) = rule["if"]["properties"].items()
        for name in rule["then"]["required"]:
            assert shown[name]["property"] == asked
            assert set(answer["enum"]) <= set(shown[name]["in"])


@each_schema
def test_the_result_form_can_be_filled(key: str) -> None:
    """Every line of the result comes from the form, the officer, the system, or is derived."""
    schema = SCHEMAS[key]
    result = schema["x-result"]
    assert (TEMPLATES / result["template"]).is_file()
    for line in result["fields"]:
        known = {
            "form": line["property"] in schema["properties"],
            "officer": line["property"] in result.get("officer-properties", {}),
            "derived": line["property"] in result.get("derived", {}),
            "system": True,
        }
        assert known[line["source"]], line
    for parts in result.get("derived", {}).values():
        assert set(parts) <= set(schema["properties"])


def test_a_real_birth_certificate_finds_all_its_lines() -> None:
    """The form and the officer together give each line of a Giấy khai sinh."""
    titles = {line["title"] for line in SCHEMAS["birth"]["x-result"]["fields"]}
    asked = (
        "Số, Họ, chữ đệm, tên|Ngày, tháng, năm sinh|Ghi bằng chữ|Giới tính|Dân tộc|Quốc tịch|Nơi sinh|"
        "Quê quán|Số định danh cá nhân|Họ, chữ đệm, tên người mẹ|Họ, chữ đệm, tên người cha|Nơi cư trú|"
        "Họ, chữ đệm, tên người đi khai sinh|Nơi đăng ký khai sinh|Ngày, tháng, năm đăng ký"
    )
    assert set(asked.removeprefix("Số, ").split("|")) | {"Số"} <= titles


def _answers(schema: dict[str, Any], chosen: dict[str, Any] | None = None) -> dict[str, Any]:
    """An answer to each question that applies: the chosen one, an example, or the first choice."""
    answers: dict[str, Any] = {}
    for name, node in schema["properties"].items():
        condition = node.get("x-shown-if")
        if condition is None or answers.get(condition["property"]) in condition["in"]:
            answers[name] = (chosen or {}).get(name, _answer(node))
    return answers


def _answer(node: dict[str, Any]) -> Any:
    if "const" in node:
        return node["const"]
    shown = [*node.get("examples", []), *node.get("enum", []), node.get("default", node.get("minimum"))]
    return "2020-02-29" if node.get("format") == "date" else next((v for v in shown if v is not None), "")
