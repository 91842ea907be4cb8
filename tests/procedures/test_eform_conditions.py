"""Rules proved: who is asked what in an e-form, what counts of the answers, and the words each reader gets (pure)."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.fields import DatePartsField
from procedures.eforms import pages, prune, starting_data, validate
from procedures.eforms.conditions import applies_when, asked_on_other_page, is_shown, required_names
from procedures.eforms.fields import WholeNumber, field_for
from procedures.eforms.words import choices, has_value, word
from tests.procedures.sample_eform import RIGHT, SCHEMA
from units.fields import AnyCommuneField, CommuneField

CHAIN: dict[str, Any] = {
    "properties": {
        "abroad": {"title": "Sinh ở nước ngoài?", "enum": ["yes", "no"], "x-labels": {"yes": "Có", "no": "Không"}},
        "paper": {
            "title": "Có giấy khai sinh nước ngoài?",
            "enum": ["yes", "lost"],
            "x-shown-if": {"property": "abroad", "in": ["yes"]},
        },
        "country": {"title": "Nước cấp", "x-shown-if": {"property": "paper", "in": ["yes", "lost"]}},
        "name": {"title": "Tên"},
    },
}


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, {"abroad", "name"}),
        ({"abroad": "no", "paper": "yes"}, {"abroad", "name"}),
        ({"abroad": "yes"}, {"abroad", "name", "paper"}),
        ({"abroad": "yes", "paper": "lost"}, {"abroad", "name", "paper", "country"}),
        ({"abroad": "yes", "paper": "none"}, {"abroad", "name", "paper"}),
        ({"abroad": ["yes"], "paper": {"a": 1}}, {"abroad", "name"}),
    ],
)
def test_a_question_is_asked_when_the_whole_chain_before_it_holds(answers: dict[str, Any], asked: set[str]) -> None:
    """An answer left behind in a hidden question opens nothing beneath it."""
    assert {name for name in CHAIN["properties"] if is_shown(CHAIN, name, answers)} == asked


def test_conditions_in_a_circle_end_and_show_nothing() -> None:
    """A slip in a form must not hang a page."""
    circle = {
        "properties": {
            "a": {"x-shown-if": {"property": "b", "in": ["1"]}},
            "b": {"x-shown-if": {"property": "a", "in": ["1"]}},
            "self": {"x-shown-if": {"property": "self", "in": ["1"]}},
        }
    }
    everything = {"a": "1", "b": "1", "self": "1"}

    assert [is_shown(circle, name, everything) for name in ("a", "b", "self")] == [False, False, False]


leaves = st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", " ", "yes", "no", "lost", "Lào"])
drafts = st.dictionaries(
    st.sampled_from([*CHAIN["properties"], "unknown"]), leaves | st.lists(leaves, max_size=3), max_size=5
)


@given(drafts)
def test_what_counts_is_a_part_of_the_draft_without_blanks_and_stays_when_taken_again(draft: dict[str, Any]) -> None:
    kept = prune(CHAIN, draft)

    assert kept.items() <= draft.items() if all(map(_is_plain, draft.values())) else set(kept) <= set(draft)
    assert all(has_value(value) for value in kept.values())
    assert prune(CHAIN, kept) == kept


def _is_plain(value: Any) -> bool:
    return not isinstance(value, list)


@given(drafts)
def test_a_name_that_the_form_does_not_know_is_kept_for_validation_to_name(draft: dict[str, Any]) -> None:
    draft["unknown"] = "x"

    assert prune(CHAIN, draft)["unknown"] == "x"


@pytest.mark.parametrize("blank", [None, "", " ", "\t\n", [], ["", " "], [None, [""]], ("",)])
def test_blanks_are_no_answer(blank: Any) -> None:
    assert not has_value(blank)


@pytest.mark.parametrize("answer", [0, False, "0", " x ", ["", "x"], [0], 0.0])
def test_zero_and_no_are_answers(answer: Any) -> None:
    """Nobody is asked again for "0 copies" or for a box that was left open on purpose."""
    assert has_value(answer)


def test_what_must_be_answered_includes_what_only_some_are_asked() -> None:
    assert required_names(SCHEMA) == {"name", "id", "born", "married", "sure", "spouse", "spouse_born"}
    assert required_names({"properties": {}}) == set()


@pytest.mark.parametrize(
    ("name", "page", "elsewhere"),
    [
        ("spouse", ("married", "spouse"), False),
        ("spouse_born", ("spouse_born", "note"), True),
        ("note", ("spouse_born", "note"), False),
        ("unknown", (), False),
    ],
)
def test_only_a_condition_of_an_earlier_page_is_known_before(name: str, page: tuple[str, ...], elsewhere: bool) -> None:
    assert asked_on_other_page(SCHEMA, name, page) is elsewhere


def test_a_condition_in_words_names_question_and_answers_as_the_reader_sees_them() -> None:
    told = applies_when(CHAIN, {"property": "abroad", "in": ["yes", "no"]}, "vi")

    assert "“Sinh ở nước ngoài?”" in told
    assert "“Có” hoặc “Không”" in told


@pytest.mark.parametrize(
    ("node", "key", "language", "said"),
    [
        ({"title": "Tên", "x-title-en": "Name"}, "title", "en", "Name"),
        ({"title": "Tên", "x-title-en": "Name"}, "title", "en-gb", "Name"),
        ({"title": "Tên", "x-title-en": "Name"}, "title", "vi", "Tên"),
        ({"title": "Tên", "x-title-en": ""}, "title", "en", "Tên"),
        ({"title": "Tên"}, "title", "en", "Tên"),
        ({"x-error": "Sai", "x-error-en": "Wrong"}, "x-error", "en", "Wrong"),
        ({}, "title", "vi", ""),
    ],
)
def test_words_fall_back_to_vietnamese(node: dict[str, str], key: str, language: str, said: str) -> None:
    assert word(node, key, language) == said


def test_labels_of_choices_fall_back_one_by_one() -> None:
    node = {"enum": ["a", "b", "c"], "x-labels": {"a": "Một", "b": "Hai"}, "x-labels-en": {"a": "One"}}

    assert choices(node, "en") == [("a", "One"), ("b", "Hai"), ("c", "c")]
    assert choices(node, "vi") == [("a", "Một"), ("b", "Hai"), ("c", "c")]


def test_a_form_without_pages_is_one_page_of_all_its_questions() -> None:
    (page,) = pages({**CHAIN, "title": "Tờ khai", "x-title-en": "Form"}, "en")

    assert (page.key, page.title, page.fields) == ("form", "Form", tuple(CHAIN["properties"]))


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        ({"type": "integer"}, WholeNumber),
        ({"type": "boolean"}, forms.BooleanField),
        ({"type": "string", "format": "date"}, DatePartsField),
        ({"type": "string", "x-widget": "commune"}, CommuneField),
        ({"type": "string", "x-widget": "commune", "x-anywhere": True}, AnyCommuneField),
        ({"enum": ["a", "b"]}, forms.ChoiceField),
        ({"type": "string"}, forms.CharField),
        ({}, forms.CharField),
    ],
)
def test_a_question_without_a_widget_gets_the_box_of_its_type(node: dict[str, Any], kind: type[forms.Field]) -> None:
    made = field_for({"title": "Câu hỏi", **node}, "vi")

    assert type(made) is kind or (kind is forms.CharField and isinstance(made, kind))
    assert not made.required, "a draft may be incomplete"


@pytest.mark.parametrize(("count", "widget"), [(2, forms.RadioSelect), (6, forms.RadioSelect), (7, forms.Select)])
def test_few_choices_are_buttons_and_many_a_list(count: int, widget: type[forms.Widget]) -> None:
    made = field_for({"enum": [str(number) for number in range(count)]}, "vi")

    assert type(made.widget) is widget


@pytest.mark.parametrize(
    ("known", "begins"),
    [
        ({"applicant": {"full_name": "Lê Thị Mơ"}}, {"name": "Lê Thị Mơ", "married": "no"}),
        ({"applicant": {"full_name": "  "}}, {"married": "no"}),
        ({"applicant": None}, {"married": "no"}),
        ({"applicant": "Lê"}, {"married": "no"}),
        ({}, {"married": "no"}),
    ],
)
def test_what_is_not_known_is_not_filled_in(known: dict[str, Any], begins: dict[str, Any]) -> None:
    assert starting_data(SCHEMA, known) == begins


@pytest.mark.parametrize(
    ("name", "pointer"), [("a/b", "/a~1b"), ("a~b", "/a~0b"), ("~1", "/~01"), ("", ""), ("đỏ", "/đỏ")]
)
def test_a_pointer_leads_to_the_answer_whatever_its_name(name: str, pointer: str) -> None:
    """RFC 6901: "~" and "/" in names are escaped."""
    (problem,) = validate(SCHEMA, {**RIGHT, name: "x"})

    assert (problem.pointer, problem.property) == (pointer, name)
