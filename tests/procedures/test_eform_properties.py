"""Rules proved for every form we ship: nothing typed is lost, and browser and REST come to one verdict.

The six forms of the starter catalogue and the sample with every widget are filled in with whatever hypothesis finds.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.forms import CheckboxInput
from django.http import QueryDict
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.ui.widgets import PARTS, DatePartsWidget
from portal.vietnamese import normalise
from procedures.eforms import form_class, pages, prune, starting_data, summary, validate
from procedures.eforms.conditions import is_shown, required_names
from procedures.eforms.forms import EFormPage
from procedures.eforms.words import has_value
from tests.procedures.sample_eform import RIGHT, SCHEMA
from tests.units.factories import WardFactory

pytestmark = pytest.mark.django_db
STARTER = Path(__file__).resolve().parents[2] / "procedures" / "starter" / "eforms"
SCHEMAS: dict[str, dict[str, Any]] = {"sample": SCHEMA} | {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(STARTER.glob("*.json"))
}
each_form = pytest.mark.parametrize("key", SCHEMAS)
SOME = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
TYPED = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            " ",
            "Nguyễn Thị Ð",
            "079190012345",
            "0901 234 567",
            "26740",
            "50.000",
            "1.5",
            "-1",
            "²",
            "<b>\"'&",
            "\u202e",
            "0",
            "on",
        ]
    ),
)


@pytest.fixture(autouse=True)
def ward() -> None:
    """A commune to choose."""
    WardFactory(code="26740", name="Sài Gòn", full_name="Phường Sài Gòn")


@st.composite
def typed_answers(draw: st.DrawFn, schema: dict[str, Any]) -> dict[str, str]:
    """What somebody types and chooses: sensible for choices half of the time, anything at all otherwise."""
    typed: dict[str, str] = {}
    for name, node in schema["properties"].items():
        if node.get("x-widget") == "date" or node.get("format") == "date":
            typed |= {
                f"{name}_{part}": draw(st.sampled_from(["", "1", "31", "02", "1990", "x", "-"])) for part in PARTS
            }
        elif "enum" in node:
            typed[name] = draw(st.sampled_from([*map(str, node["enum"]), "", "none of these"]))
        else:
            typed[name] = draw(TYPED)
    return {name: value for name, value in typed.items() if value != ""}


def bound(schema: dict[str, Any], page_key: str, typed: dict[str, str], draft: dict[str, Any]) -> EFormPage:
    """One page as the browser sends it."""
    data = QueryDict(mutable=True)
    data.update(typed)
    return form_class(schema, page_key)(data, initial=draft)


def filled(schema: dict[str, Any], typed: dict[str, str]) -> dict[str, Any]:
    """The draft after walking through all pages."""
    draft: dict[str, Any] = {}
    for page in pages(schema):
        draft |= bound(schema, page.key, typed, draft).answers()
    return draft


def shown_again(form: EFormPage) -> dict[str, str]:
    """What the boxes of an unbound page hold, as a browser would send them back unchanged."""
    sent: dict[str, str] = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if isinstance(field.widget, DatePartsWidget):
            boxes = zip(PARTS, field.widget.decompress(value), strict=True)
            sent |= {f"{name}_{part}": text for part, text in boxes if text}
        elif isinstance(field.widget, CheckboxInput):
            sent |= {name: "on"} if field.widget.check_test(value) else {}
        elif value not in (None, ""):
            sent[name] = str(value)
    return sent


@each_form
@SOME
@given(data=st.data())
def test_what_was_typed_comes_back_into_the_boxes(key: str, data: st.DataObject) -> None:
    """A draft may hold anything: opened again and sent unchanged it is the same draft (style.md, "work lost")."""
    schema = SCHEMAS[key]
    draft = filled(schema, data.draw(typed_answers(schema)))

    for page in pages(schema):
        again = form_class(schema, page.key)(initial=draft)
        sent_back = bound(schema, page.key, shown_again(again), draft).answers()
        kept = {name: draft[name] for name in sent_back}
        assert {n: v for n, v in sent_back.items() if has_value(v)} == {n: v for n, v in kept.items() if has_value(v)}


@each_form
@SOME
@given(data=st.data())
def test_every_character_typed_is_in_the_draft(key: str, data: st.DataObject) -> None:
    """Text is normalised (NFC, spaces), numbers lose their separators, and nothing else is taken away."""
    schema = SCHEMAS[key]
    typed = data.draw(typed_answers(schema))

    for page in pages(schema):
        form = bound(schema, page.key, typed, {})
        answers = form.answers()
        assert set(answers) == set(form.fields)
        for name, value in answers.items():
            widget = schema["properties"][name].get("x-widget", "text")
            if widget in ("text", "textarea", "person_name", "email") and isinstance(value, str):
                assert normalise(value) == normalise(typed.get(name, ""))


@each_form
@SOME
@given(data=st.data())
def test_pages_and_machines_hear_the_same_verdict(key: str, data: st.DataObject) -> None:
    """What the pages complain about is what `validate` says of the whole, question by question."""
    schema = SCHEMAS[key]
    typed = data.draw(typed_answers(schema))
    draft = filled(schema, typed)

    on_pages = {name for page in pages(schema) for name in bound(schema, page.key, typed, draft).errors}
    at_once = {problem.property for problem in validate(schema, draft)}

    assert at_once <= on_pages
    for name in on_pages - at_once:
        # A field can refuse what the schema has no word for: a commune of another province.
        assert schema["properties"][name].get("x-widget") == "commune", name


@each_form
@SOME
@given(data=st.data())
def test_judging_twice_and_judging_what_counts_are_the_same(key: str, data: st.DataObject) -> None:
    schema = SCHEMAS[key]
    draft = filled(schema, data.draw(typed_answers(schema)))

    assert prune(schema, prune(schema, draft)) == prune(schema, draft)
    assert validate(schema, prune(schema, draft)) == validate(schema, draft)
    assert all(is_shown(schema, name, draft) and has_value(value) for name, value in prune(schema, draft).items())


@each_form
@SOME
@given(data=st.data())
def test_a_problem_is_said_in_both_languages_and_names_its_question(key: str, data: st.DataObject) -> None:
    schema = SCHEMAS[key]
    draft = filled(schema, data.draw(typed_answers(schema)))

    vietnamese, english = validate(schema, draft, "vi"), validate(schema, draft, "en")

    assert [p.pointer for p in vietnamese] == [p.pointer for p in english]
    for ours, theirs in zip(vietnamese, english, strict=True):
        assert ours.message == ours.message_vi == theirs.message_vi
        assert theirs.message
        assert "%(" not in ours.message + theirs.message
        node = schema["properties"][ours.property]
        if "x-error-en" not in node and "x-title-en" in node:
            assert node["x-title-en"] in theirs.message


@each_form
@SOME
@given(data=st.data())
def test_the_summary_has_each_question_that_applies_once(key: str, data: st.DataObject) -> None:
    schema = SCHEMAS[key]
    draft = filled(schema, data.draw(typed_answers(schema)))

    told = [label for _page, rows in summary(schema, draft) for label, _shown in rows]

    placed = [name for page in pages(schema) for name in page.fields]
    assert told == [schema["properties"][name]["title"] for name in placed if is_shown(schema, name, draft)]
    assert all(shown for _page, rows in summary(schema, draft, "en") for _label, shown in rows)


@each_form
def test_an_empty_form_asks_for_every_question_that_must_be_answered(key: str) -> None:
    schema = SCHEMAS[key]

    missing = {problem.property for problem in validate(schema, {})}

    assert missing == set(schema["required"])
    assert missing <= required_names(schema)


@each_form
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_can_be_shown_empty_and_full_in_both_languages(key: str, language: str) -> None:
    schema = SCHEMAS[key]
    examples = {name: _example(node) for name, node in schema["properties"].items()}
    with translation.override(language):
        for page in pages(schema, language):
            for draft in ({}, starting_data(schema, {}), examples):
                form = form_class(schema, page.key, language)(initial=draft)
                html = str(form)
                for name in form.fields:
                    assert html.count(f'name="{name}') >= 1, name
                assert page.title


@each_form
def test_what_is_shown_is_escaped(key: str) -> None:
    schema = SCHEMAS[key]
    hostile = '"><script>alert(1)</script>'
    draft = {name: hostile for name, node in schema["properties"].items() if node.get("type") == "string"}

    for page in pages(schema):
        html = str(form_class(schema, page.key)(initial=draft))
        assert "<script>alert" not in html


@each_form
def test_an_answer_out_of_a_list_cannot_be_smuggled_in(key: str) -> None:
    schema = SCHEMAS[key]
    listed = [name for name, node in schema["properties"].items() if "enum" in node]

    for name in listed:
        for value in ("none of these", ["yes"], {"x": 1}, 7, True):
            problems = {p.property for p in validate(schema, _shown_with(schema, name, value))}
            assert name in problems, (name, value)


@each_form
def test_texts_of_any_length_are_bounded(key: str) -> None:
    """A text without an end would fill the store: every free text has a longest length, a pattern or a list."""
    for name, node in SCHEMAS[key]["properties"].items():
        if node.get("type") == "string" and node.get("x-widget") != "commune" and key != "sample":
            assert {"maxLength", "pattern", "enum", "format", "const"} & set(node), name


def _example(node: dict[str, Any]) -> Any:
    shown = [*node.get("examples", []), *node.get("enum", [])]
    fallback = (
        "2020-02-29" if node.get("format") == "date" else {"boolean": True, "integer": 1}.get(node["type"], "Chữ")
    )
    return next(iter(shown), fallback)


def _shown_with(schema: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Answers under which a question is asked, with this answer to it."""
    answers = {name: value}
    while condition := schema["properties"][name].get("x-shown-if"):
        name = condition["property"]
        answers[name] = condition["in"][0]
    return answers


# Numbers as people write them


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("50000", 50_000),
        ("50.000", 50_000),
        ("50 000", 50_000),
        ("50,000", 50_000),
        ("1.250.000", 1_250_000),
        ("1 250 000 đồng", 1_250_000),
        (" 12 000 Đồng ", 12_000),
        ("0012", 12),
        ("1000", 1000),
    ],
)
def test_a_number_may_have_its_thousands_set_apart(typed: str, number: int) -> None:
    form = bound(SCHEMA, "matter", {"married": "no", "amount": typed}, RIGHT)

    assert form.answers()["amount"] == number


@pytest.mark.parametrize("typed", ["1.5", "1,5", "15.00", "1.25", "12.34.56", "1.250 000", "1e3", "mười", "5 5", "--5"])
def test_what_is_no_whole_number_is_kept_as_typed_and_never_becomes_another(typed: str) -> None:
    """ "1.5" read as 15 would change what somebody declares without a word."""
    form = bound(SCHEMA, "matter", {"married": "no", "copies": typed}, RIGHT)

    assert form.answers()["copies"] == typed
    assert list(form.errors) == ["copies"]


@given(number=st.integers(0, 10**12), apart=st.sampled_from([".", " ", ",", ""]))
def test_any_number_is_read_whatever_sets_its_thousands_apart(number: int, apart: str) -> None:
    form = bound(SCHEMA, "matter", {"married": "no", "amount": f"{number:,}".replace(",", apart)}, RIGHT)

    assert form.answers()["amount"] == number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("079 190 012 345", "079190012345"),
        ("079.190.012.345", "079190012345"),
        ("079-190-012-345", "079190012345"),
        ("079190012345\u200b", "079190012345"),
        ("０７９", "０７９"),
    ],
)
def test_numbers_that_name_somebody_lose_their_separators(typed: str, kept: str) -> None:
    form = bound(SCHEMA, "person", {"id": typed}, {})

    assert form.answers()["id"] == kept
    assert ("id" in form.errors) == (kept != "079190012345")
