"""Rules proved: the list's question stands in its address: it can be sent to a colleague, and nothing in it breaks."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import normalise
from procedures.choices import Level
from procedures.models import ReviewState
from procedures.review.listing import NO_DOUBTS, OURS, Question

NAMES = ["tinh-trang", "nghi-ngo", "linh-vuc", "cap", "lan", "tim", "sau", "truoc"]
TEXTS = st.text(max_size=30).map(normalise)
QUESTIONS = st.builds(
    Question,
    state=st.sampled_from(ReviewState.values),
    flag=st.sampled_from(["", "no_result", NO_DOUBTS, OURS]),
    field=TEXTS,
    level=st.sampled_from(["", *Level.values]),
    run=st.integers(1, 10**9).map(str) | st.just(""),
    text=TEXTS,
)


def read(address: str) -> Question:
    return Question.read(dict(parse_qsl(address.removeprefix("?"), keep_blank_values=True)))


@given(QUESTIONS)
def test_a_question_survives_its_address(question: Question) -> None:
    assert read(question.address()) == question


@given(QUESTIONS, st.integers(1, 10**12), st.integers(1, 10**12))
def test_the_place_in_the_list_is_kept_only_when_asked_for(question: Question, after: int, before: int) -> None:
    placed = read(question.address(after=after, before=before))

    assert (placed.after, placed.before) == (after, before)
    assert read(placed.address()) == question, "another filter begins at the first page"


@given(st.dictionaries(st.sampled_from([*NAMES, "la", "q"]), st.text(max_size=40)))
def test_anything_unknown_is_as_good_as_absent(query: dict[str, str]) -> None:
    found = Question.read(query)

    assert found.state in ReviewState.values
    assert found.level in ("", *Level.values)
    assert found.after >= 0 and found.before >= 0
    assert len(found.flag) <= 64 and len(found.field) <= 300 and len(found.text) <= 100
    assert read(found.address(after=found.after, before=found.before)) == found


@pytest.mark.parametrize("number", ["-1", "1.5", "٣", "9" * 19, "9" * 500, "1e3", " 1", "", "x"])
def test_what_is_no_number_of_ours_is_none(number: str) -> None:
    found = Question.read({"sau": number, "truoc": number, "lan": number})

    assert (found.after, found.before, found.run) == (0, 0, "")


@pytest.mark.parametrize(
    ("query", "expected"),
    [({}, False), ({"tinh-trang": "accepted"}, False), ({"sau": "5"}, False)]
    + [({name: value}, True) for name, value in [("nghi-ngo", "x"), ("cap", "commune"), ("lan", "1"), ("tim", "a")]],
)
def test_a_state_or_a_page_is_no_filter(query: dict[str, str], expected: bool) -> None:
    assert Question.read(query).has_filters == expected


def test_the_plain_question_is_what_waits() -> None:
    assert Question().address() == "?tinh-trang=waiting"
    assert Question.read({}).state == ReviewState.WAITING
