"""Rules proved: a page reads what people type, keeps it whatever it is worth, and says what to mend."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from procedures.eforms import Page, UnknownPage, form_class, pages, summary
from procedures.eforms.forms import EFormPage
from tests.procedures.sample_eform import RIGHT, SCHEMA
from tests.units.factories import WardFactory

pytestmark = pytest.mark.django_db
PERSON = {
    "name": "  Nguyễn  Thị Hạnh ",
    "id": "079 190 012 345",
    "born_day": "1",
    "born_month": "5",
    "born_year": "1990",
}


def page(key: str, typed: dict[str, str] | None = None, draft: dict[str, Any] | None = None) -> EFormPage:
    """The form of one page, bound when something was typed."""
    data = None
    if typed is not None:
        data = QueryDict(mutable=True)
        data.update(typed)
    return form_class(SCHEMA, key)(data, initial=draft or {})


def test_pages_come_in_the_order_of_the_schema_in_the_readers_language() -> None:
    assert [p.key for p in pages(SCHEMA)] == ["person", "matter", "end"]
    assert pages(SCHEMA, "en")[0] == Page("person", "You", ("name", "id", "born", "commune"))
    assert pages({"title": "Đơn", "properties": {"a": {}}}) == [Page("form", "Đơn", ("a",))]


def test_an_unknown_page_is_refused() -> None:
    with pytest.raises(UnknownPage):
        form_class(SCHEMA, "nowhere")


def test_a_page_reads_what_was_typed() -> None:
    form = page("person", PERSON)

    assert form.is_valid(), form.errors
    assert form.answers() == {
        "name": "Nguyễn Thị Hạnh",
        "id": "079190012345",
        "born": "1990-05-01",
        "commune": "",
    }


@pytest.mark.parametrize(
    ("typed", "kept", "field"),
    [
        ({**PERSON, "born_month": "13"}, {"born": "1990-13-1"}, "born"),
        ({**PERSON, "born_year": ""}, {"born": "-5-1"}, "born"),
        ({**PERSON, "id": "12"}, {"id": "12"}, "id"),
        ({**PERSON, "name": ""}, {"name": ""}, "name"),
    ],
)
def test_a_wrong_answer_is_kept_and_named(typed: dict[str, str], kept: dict[str, str], field: str) -> None:
    form = page("person", typed)

    assert form.answers() | kept == form.answers()
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1


def test_a_draft_with_wrong_answers_shows_them_again() -> None:
    typed = {**PERSON, "born_month": "13", "id": "12"}
    draft = page("person", typed).answers()

    html = page("person", draft=draft).as_div()

    assert 'value="13"' in html
    assert 'value="12"' in html


@pytest.mark.parametrize(("typed", "value"), [("50.000", 50_000), ("50 000 đồng", 50_000), ("2000000", 2_000_000)])
def test_money_may_be_typed_as_people_write_it(typed: str, value: int) -> None:
    form = page("matter", {"married": "no", "amount": typed})

    assert form.is_valid(), form.errors
    assert form.answers()["amount"] == value


def test_a_number_in_words_is_kept_but_refused() -> None:
    form = page("matter", {"married": "no", "copies": "hai"})

    assert form.answers()["copies"] == "hai"
    assert list(form.errors) == ["copies"]


def test_a_condition_on_the_same_page_shows_the_question_and_asks_only_if_it_holds() -> None:
    assert page("matter", {"married": "no"}).is_valid()
    form = page("matter", {"married": "yes"})
    assert list(form.errors) == ["spouse"]
    assert form.fields["spouse"].widget.attrs["data-shown-if"] == "married"
    assert form.fields["spouse"].widget.attrs["data-shown-if-in"] == "yes"


def test_a_condition_on_another_page_decides_whether_the_question_is_there() -> None:
    assert "spouse_born" not in page("end", draft={"married": "no"}).fields
    assert "spouse_born" in page("end", draft={"married": "yes"}).fields


def test_the_checkbox_must_be_ticked() -> None:
    assert page("end", {}, RIGHT).errors == {"sure": ["Hãy đánh dấu vào ô cam đoan."]}
    assert page("end", {"sure": "on"}, RIGHT).is_valid()


def test_labels_say_which_questions_may_be_left_out() -> None:
    form = page("matter")

    assert {name for name, field in form.fields.items() if field.required} == {"married", "spouse"}


def test_the_browser_is_told_nothing_wrong_after_cleaning() -> None:
    form = page("matter", {"married": "no"})
    form.is_valid()

    assert form.fields["married"].required, "the label still says that it must be answered"


def test_english_pages_have_english_words() -> None:
    form = form_class(SCHEMA, "matter", "en")()

    assert [label for _value, label in form.fields["married"].choices] == ["Yes", "No"]  # type: ignore[attr-defined]


def test_the_summary_shows_answers_as_people_read_them(django_assert_max_num_queries: Any) -> None:
    WardFactory(code="26740", name="Sài Gòn", full_name="Phường Sài Gòn")
    answers = {**RIGHT, "commune": "26740", "amount": 50_000, "copies": 0, "born": "1990-05-01"}

    with django_assert_max_num_queries(1):
        told = {label: shown for _page, rows in summary(SCHEMA, answers) for label, shown in rows}

    assert told["Ngày sinh"] == "01/05/1990"
    assert told["Nơi ở"].startswith("Phường Sài Gòn")
    assert told["Đã kết hôn chưa?"] == "Chưa"
    assert told["Giá trị"] == "50.000 đồng"
    assert told["Số bản"] == "0"
    assert told["Tôi cam đoan"] == "Có"
    assert told["Lời thêm"] == "Không khai"
    assert "Tên vợ hoặc chồng" not in told


def test_the_summary_of_a_wrong_draft_shows_what_was_typed() -> None:
    told = dict(summary(SCHEMA, {"born": "1990-13-", "married": "x", "commune": "99999"})[0][1])

    assert told["Ngày sinh"] == "1990-13-"
    assert told["Nơi ở"] == "99999"


def test_what_stands_in_a_question_that_does_not_apply_is_kept_and_hinders_nobody() -> None:
    typed = {"married": "no", "spouse": "X" * 300, "copies": "1", "amount": "50.000", "mail": "a@b.vn", "sex": "Nam"}
    form = page("matter", typed, draft=RIGHT)
    assert "spouse" not in form.errors
    assert form.answers()["spouse"] == "X" * 300


def test_a_question_says_in_words_when_it_applies() -> None:
    spouse = page("matter").fields["spouse"]
    assert spouse.applies_when == "Chỉ trả lời nếu ở mục “Đã kết hôn chưa?” bạn chọn “Rồi”."  # type: ignore[attr-defined]
