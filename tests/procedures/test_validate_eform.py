"""Rules proved: one verdict for browser and REST, in words that say what is wrong and how to mend it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from procedures.eforms import prune, starting_data, validate
from tests.procedures.sample_eform import RIGHT, SCHEMA

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def said(answers: dict[str, Any]) -> dict[str, str]:
    """Property and Vietnamese message of each problem."""
    return {problem.property: problem.message_vi for problem in validate(SCHEMA, answers)}


def test_right_answers_have_no_problem() -> None:
    assert validate(SCHEMA, RIGHT) == []


@pytest.mark.parametrize("name", ["name", "id", "born", "married", "sure"])
@pytest.mark.parametrize("blank", ["missing", None, "", "   "])
def test_a_blank_answer_counts_as_missing(name: str, blank: Any) -> None:
    answers = {key: value for key, value in RIGHT.items() if key != name}
    if blank != "missing":
        answers[name] = blank

    told = said(answers)

    assert list(told) == [name]
    assert SCHEMA["properties"][name]["title"] in told[name]
    assert told[name].startswith("Hãy ")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("name", "A", "cần ít nhất 2 ký tự"),
        ("name", "A" * 21, "nhiều nhất 20 ký tự"),
        ("name", 5, "chưa đúng cách ghi"),
        ("id", "12", "Số định danh gồm đúng 12 chữ số."),
        ("born", "1990-02-30", "một ngày có thật"),
        ("born", "30-02-1990", "một ngày có thật"),
        ("born", "1990-13-", "một ngày có thật"),
        ("married", "maybe", "một trong các câu trả lời có sẵn"),
        ("copies", 21, "không lớn hơn 20"),
        ("copies", -1, "không nhỏ hơn 0"),
        ("copies", "hai", "chưa đúng cách ghi"),
        ("mail", "không-phải-thư", "chưa đúng cách ghi"),
        ("sure", False, "Hãy đánh dấu vào ô cam đoan."),
        ("unknown", "x", "không có mục “unknown”"),
    ],
)
def test_each_fault_says_how_to_mend_it(name: str, value: Any, words: str) -> None:
    told = said({**RIGHT, name: value})

    assert list(told) == [name]
    assert words in told[name]


def test_a_day_after_today_is_refused_and_today_is_not() -> None:
    today = timezone.localdate()

    assert "không được sau" in said({**RIGHT, "born": (today + timedelta(days=1)).isoformat()})["born"]
    assert said({**RIGHT, "born": today.isoformat()}) == {}


def test_a_condition_asks_for_more_and_only_then() -> None:
    assert set(said({**RIGHT, "married": "yes"})) == {"spouse", "spouse_born"}
    assert said({**RIGHT, "married": "yes", "spouse": "Trần Văn Bình", "spouse_born": "1988-01-01"}) == {}
    told = said({**RIGHT, "married": "yes", "spouse": "Trần Văn Bình", "spouse_born": "1899-12-31"})
    assert told == {"spouse_born": "Ngày ở mục “Ngày sinh vợ hoặc chồng” phải từ 01/01/1900 trở đi."}


def test_answers_to_hidden_questions_do_not_count() -> None:
    typed = {**RIGHT, "married": "no", "spouse_born": "31-02-", "note": ""}

    assert said(typed) == {}
    assert prune(SCHEMA, typed) == RIGHT


def test_problems_come_in_the_order_of_the_form_with_pointers() -> None:
    problems = validate(SCHEMA, {})

    assert [p.property for p in problems] == ["name", "id", "born", "married", "sure"]
    assert [p.pointer for p in problems] == ["/name", "/id", "/born", "/married", "/sure"]


def test_english_readers_get_english_words() -> None:
    problem = next(p for p in validate(SCHEMA, {**RIGHT, "id": "1"}, "en") if p.property == "id")

    assert problem.message == "The number has 12 digits."
    assert problem.message_vi == "Số định danh gồm đúng 12 chữ số."
    assert translation.get_language() == "vi"


@pytest.mark.parametrize("data", [None, [], "x", 7])
def test_data_that_is_no_object_is_one_problem(data: Any) -> None:
    assert [p.pointer for p in validate(SCHEMA, data)] == [""]


@given(answers=st.dictionaries(st.sampled_from([*SCHEMA["properties"], "other/~x"]), JSON, max_size=8))
def test_nothing_that_people_or_machines_send_breaks_it(answers: dict[str, Any]) -> None:
    problems = validate(SCHEMA, answers)

    assert len({p.property for p in problems}) == len(problems)
    assert all(p.message_vi and p.message for p in problems)


def test_a_form_begins_with_what_is_known() -> None:
    known = {"applicant": {"full_name": "Lê An", "phone": "1"}}

    assert starting_data(SCHEMA, known) == {"name": "Lê An", "married": "no"}
    assert starting_data(SCHEMA, {"applicant": None}) == {"married": "no"}
