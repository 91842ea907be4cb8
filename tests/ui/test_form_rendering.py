"""Every kind of field has a label, tells its hint and error to those who listen, and shows what was typed."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.forms import Marks, Questionnaire

SIMPLE = ["name", "id_number", "phone", "people", "note", "paper", "sure"]


def drawn(form: forms.Form) -> Marks:
    return Marks(str(form))


@pytest.mark.parametrize("name", SIMPLE)
def test_each_input_has_exactly_one_label(name: str) -> None:
    marks = drawn(Questionnaire())
    labels = [label["for"] for label in marks.all("label")]
    assert labels.count(f"id_{name}") == 1


def test_a_hint_is_told_with_its_input() -> None:
    marks = drawn(Questionnaire())
    assert marks.named("name")["aria-describedby"] == "id_name-hint"
    assert "id_name-hint" in marks.ids()


def test_hint_and_error_are_told_in_that_order_and_the_input_is_marked() -> None:
    marks = drawn(Questionnaire({}))
    name = marks.named("name")
    assert name["aria-describedby"] == "id_name-hint id_name-error"
    assert name["aria-invalid"] == "true"
    assert "govuk-input--error" in name["class"]


@pytest.mark.parametrize("name", ["born", "sex", "papers"])
def test_groups_are_fieldsets_whose_legend_and_errors_are_told(name: str) -> None:
    marks = drawn(Questionnaire({}))
    described = [fieldset.get("aria-describedby", "") for fieldset in marks.all("fieldset")]
    assert any(f"id_{name}-error" in ids for ids in described)
    assert len(marks.all("legend")) == 3


def test_every_described_id_is_on_the_page_and_no_id_twice() -> None:
    for form in (Questionnaire(), Questionnaire({})):
        marks = drawn(form)
        ids = marks.ids()
        told = {part for _, attrs in marks.found for part in attrs.get("aria-describedby", "").split()}
        assert told <= set(ids)
        assert len(ids) == len(set(ids))


def test_browsers_are_not_asked_to_complain_in_their_own_language() -> None:
    assert all("required" not in attrs for _, attrs in drawn(Questionnaire()).found)


def test_optional_questions_say_so() -> None:
    html = str(Questionnaire())
    assert html.count("(không bắt buộc)") == 2  # phone and note


def test_a_missing_answer_is_asked_for_in_words_that_fit_the_field() -> None:
    form = Questionnaire({})
    html = str(form)
    assert "Trường này là bắt buộc" not in html
    for words in ("Hãy điền ô này.", "Hãy chọn một câu trả lời.", "Hãy chọn một tệp.", "Hãy đánh dấu vào ô này."):
        assert words in html


def test_radio_hints_are_tied_to_their_choice() -> None:
    form = Questionnaire()
    form.fields["sex"].widget.choice_hints = {"f": "Nữ giới"}
    marks = drawn(form)
    assert [radio.get("aria-describedby") for radio in marks.all("input") if radio.get("name") == "sex"] == [
        None,
        "id_sex_1-hint",
    ]


def test_the_error_summary_leads_to_the_first_box_of_each_field() -> None:
    form = Questionnaire({"born_day": "31", "born_month": "2", "born_year": "2026"})
    html = Template("{% load portal_ui %}{% error_summary form %}").render(Context({"form": form}))
    targets = [link["href"] for link in Marks(html).all("a")]
    page_ids = {f"#{id_}" for id_ in drawn(form).ids()}
    assert "#id_born_0" in targets
    assert "#id_sex_0" in targets or "#id_sex" in targets
    assert set(targets) <= page_ids
    assert "Tháng 2 năm 2026 chỉ có các ngày từ 1 đến 28." in html
    assert "Họ và tên – Hãy điền ô này." in html


def test_an_unbound_form_has_no_error_summary() -> None:
    html = Template("{% load portal_ui %}{% error_summary form %}").render(Context({"form": Questionnaire()}))
    assert html.strip() == ""


def test_errors_of_the_whole_form_are_shown_without_a_link() -> None:
    form = Questionnaire({})
    form.add_error(None, "Hai ngày này không khớp nhau.")
    html = Template("{% load portal_ui %}{% error_summary form %}").render(Context({"form": form}))
    assert "<li>Hai ngày này không khớp nhau.</li>" in html


@pytest.mark.parametrize("name", ["name", "sex"])
def test_a_question_is_the_heading_of_its_page(name: str) -> None:
    form = Questionnaire()
    html = Template("{% load portal_ui %}{% question field %}").render(Context({"field": form[name]}))
    assert html.count("<h1") == 1


@given(st.text(max_size=60))
def test_whatever_was_typed_comes_back_and_never_as_mark_up(text: str) -> None:
    typed = text.replace("\x00", "")
    marks = drawn(Questionnaire({"name": typed, "note": "<script>alert(1)</script>"}))
    assert marks.named("name").get("value", "") == typed.replace("\r\n", "\n").replace("\r", "\n") or "\r" in typed
    assert not marks.all("script")


def test_filters_do_not_say_that_they_may_be_left_out() -> None:
    class Filters(forms.Form):
        says_optional = False
        place = forms.CharField(label="Nơi", required=False)

    assert "không bắt buộc" not in str(Filters())


def test_the_error_summary_follows_the_page_and_names_fields_whose_words_do_not() -> None:
    class Business(forms.Form):
        capital = forms.IntegerField(label="Vốn", error_messages={"invalid": "Ghi một số."})
        trade = forms.IntegerField(label="Ngành", error_messages={"invalid": "Ngành gồm 4 chữ số."})

        def clean(self) -> dict[str, object]:
            self.errors["capital"] = self.errors.pop("capital")  # as if it had been judged last
            return self.cleaned_data

    form = Business({"capital": "x", "trade": "y"})
    for field in form.fields.values():
        field.named_in_summary = True  # type: ignore[attr-defined]

    drawn_errors = Template("{% load portal_ui %}{% error_summary form %}").render(Context({"form": form}))

    assert drawn_errors.index("Vốn – Ghi một số.") < drawn_errors.index(">Ngành gồm 4 chữ số.")
