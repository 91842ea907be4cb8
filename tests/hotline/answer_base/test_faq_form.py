"""The form of questions that many ask, purely: every refusal with its words, the day of review, what is handed on."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.answer_base.forms import FaqForm
from hotline.answer_base.writing import FaqText
from portal.vietnamese import normalise

PARTS = ("question", "text", "question_en", "text_en", "legal_basis")


def filled(**changed: str) -> dict[str, str]:
    """Everything that the form asks for."""
    told = {
        "question": "Làm lại thẻ căn cước bị mất ở đâu?",
        "text": "Đến công an cấp xã.",
        "question_en": "Where do I replace a lost card?",
        "text_en": "At the police of the commune.",
        "review_on_day": "5",
        "review_on_month": "12",
        "review_on_year": "2026",
    }
    return told | changed


def told_by(form: FaqForm) -> dict[str, str]:
    return {field: " ".join(map(str, errors)) for field, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("question", "Hãy ghi câu hỏi."),
        ("text", "Hãy ghi câu trả lời."),
        ("question_en", "Hãy ghi câu hỏi bằng tiếng Anh."),
        ("text_en", "Hãy ghi câu trả lời bằng tiếng Anh."),
    ],
)
@pytest.mark.parametrize("nothing", ["", " \n ", "\u200b\u2060\x00"])
def test_each_part_is_asked_for_in_its_own_words(field: str, told: str, nothing: str) -> None:
    assert told_by(FaqForm(filled(**{field: nothing}))) == {field: told}


@pytest.mark.parametrize(
    ("field", "most"),
    [("question", 300), ("question_en", 300), ("legal_basis", 300), ("text", 10_000), ("text_en", 10_000)],
)
def test_as_much_as_fits_is_taken_and_one_letter_more_is_refused_with_the_bound(field: str, most: int) -> None:
    assert FaqForm(filled(**{field: "ữ" * most})).is_valid()

    (told,) = told_by(FaqForm(filled(**{field: "ữ" * (most + 1)}))).values()
    assert str(most + 1) in told


@pytest.mark.parametrize(
    "day", [("", "", ""), ("31", "2", "2026"), ("0", "1", "2026"), ("5", "13", "2026"), ("năm", "12", "2026")]
)
def test_a_day_of_review_that_is_none_is_refused_beside_its_boxes(day: tuple[str, str, str]) -> None:
    parts = dict(zip(("review_on_day", "review_on_month", "review_on_year"), day, strict=True))

    told = told_by(FaqForm(filled(**parts)))

    assert set(told) == {"review_on"} and told["review_on"]
    if not any(day):
        assert told["review_on"] == "Hãy ghi ngày rà soát."


def test_the_legal_basis_may_stay_open_and_the_rest_is_handed_on_as_it_is_stored() -> None:
    form = FaqForm(filled(question="  Mất  thẻ căn cước?\u200b "))

    assert form.is_valid(), form.errors
    said = form.said()
    assert said["review_on"] == dt.date(2026, 12, 5)
    assert said["text"] == FaqText(
        "Mất thẻ căn cước?", "Đến công an cấp xã.", "Where do I replace a lost card?", "At the police of the commune."
    )


@given(st.fixed_dictionaries({name: st.text(max_size=60) for name in PARTS}))
def test_no_text_breaks_the_form_and_what_passes_is_normal_and_says_something(parts: dict[str, str]) -> None:
    form = FaqForm(filled(**parts))

    if form.is_valid():
        text: FaqText = form.said()["text"]
        assert asdict(text) == {name: normalise(parts[name]) for name in PARTS}
        assert all(words for name, words in asdict(text).items() if name != "legal_basis")
    else:
        empty = {name for name in PARTS if not normalise(parts[name])} - {"legal_basis"}
        assert set(form.errors) == empty
