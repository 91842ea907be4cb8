"""Rules proved: each box of the editor takes what people write, and says beside it what cannot be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures import draft_answers
from procedures.choices import Channel, ComponentKind, FeeKind, TimeUnit
from procedures.draft_doubt_form import DoubtForm
from procedures.draft_forms.fees import FeeForm
from procedures.draft_forms.limits import LimitForm
from procedures.draft_forms.papers import PaperForm
from procedures.draft_forms.rows import Rows
from procedures.draft_forms.section import SectionForm
from procedures.draft_forms.worded import GuideForm, NamedForm, RequirementsForm
from procedures.draft_sections.whole import SECTIONS

CASES = [("standard", "Trường hợp chung"), ("late", "Quá hạn")]
PAPER = {"case": "standard", "name": "Giấy chứng sinh", "kind": "paper", "originals": "1", "copies": "0"}
FEE = {"case": "standard", "channel": "any", "kind": "fee", "name": "Lệ phí hộ tịch", "legal_basis": "Nghị quyết 124"}
LIMIT = {"case": "standard", "channel": "any", "amount": "1", "unit": "working_day"}


def judged(form: type[SectionForm], data: dict[str, Any]) -> SectionForm:
    """The form with what was typed."""
    bound = form(data, cases=CASES)
    bound.is_valid()
    return bound


def refused(form: type[SectionForm], data: dict[str, Any]) -> set[str]:
    """The boxes that something is wrong with."""
    return set(judged(form, data).errors)


@pytest.mark.parametrize(
    ("typed", "boxes"),
    [
        ({}, set()),
        ({"required": "on"}, set()),
        ({"kind": "note"}, set()),
        ({"kind": "note", "required": "on"}, {"required"}),
        ({"kind": "khác"}, {"kind"}),
        ({"name": "  "}, {"name"}),
        ({"name": "x" * 20_001}, {"name"}),
        ({"originals": "-1"}, {"originals"}),
        ({"originals": "100"}, {"originals"}),
        ({"copies": "hai"}, {"copies"}),
        ({"copies": "1.5"}, {"copies"}),
        ({"originals": "", "copies": ""}, {"originals", "copies"}),
        ({"case": "gone"}, {"case"}),
        ({"form_name": "x" * 501}, {"form_name"}),
    ],
)
def test_a_paper_says_what_it_is_and_how_many(typed: dict[str, str], boxes: set[str]) -> None:
    assert refused(PaperForm, PAPER | typed) == boxes


@pytest.mark.parametrize(
    ("typed", "boxes"),
    [
        ({"amount_dong": "0"}, set()),
        ({"amount_dong": "50.000"}, set()),
        ({"amount_dong": "0", "legal_basis": ""}, set()),
        ({"amount_dong": "1", "legal_basis": ""}, {"legal_basis"}),
        ({"amount_dong": "-1"}, {"amount_dong"}),
        ({"amount_dong": "năm mươi nghìn"}, {"amount_dong"}),
        ({"amount_dong": ""}, {"note"}),
        ({"amount_dong": "", "note": "Theo khung giá của tỉnh"}, set()),
        ({"amount_dong": "5", "kind": "tip"}, {"kind"}),
        ({"amount_dong": "5", "channel": "pigeon"}, {"channel"}),
        ({"amount_dong": "5", "name": ""}, {"name"}),
    ],
)
def test_a_fee_has_an_amount_with_its_basis_or_words(typed: dict[str, str], boxes: set[str]) -> None:
    """Luật Phí và lệ phí Đ3: what is collected stands on a text; what has no amount says how it is reckoned."""
    assert refused(FeeForm, FEE | typed) == boxes


@given(st.integers(0, 10**12))
def test_any_amount_is_whole_dong_however_thousands_are_set_apart(amount: int) -> None:
    for written in (str(amount), f"{amount:,}".replace(",", "."), f"{amount:,}".replace(",", " ")):
        assert judged(FeeForm, FEE | {"amount_dong": written}).cleaned_data["amount_dong"] == amount


@pytest.mark.parametrize(
    ("amount", "is_right"),
    [
        ("1", True),
        ("0.5", True),
        ("0.01", True),
        ("0", False),
        ("-1", False),
        ("0.001", False),
        ("x", False),
        ("", False),
    ],
)
def test_a_time_limit_is_longer_than_nothing(amount: str, is_right: bool) -> None:
    assert (refused(LimitForm, LIMIT | {"amount": amount}) == set()) is is_right


@pytest.mark.parametrize("unit", [*TimeUnit.values, "week", ""])
def test_a_time_limit_is_counted_in_units_of_the_law(unit: str) -> None:
    assert (refused(LimitForm, LIMIT | {"unit": unit}) == set()) is (unit in TimeUnit.values)


@pytest.mark.parametrize(
    ("form", "data", "boxes"),
    [
        (NamedForm, {"name": "Luật Hộ tịch"}, set()),
        (NamedForm, {"code": "60/2014/QH13"}, {"name"}),
        (NamedForm, {"code": "x" * 101, "name": "Luật"}, {"code"}),
        (GuideForm, {"title": "Nộp hồ sơ", "text": "Đến trung tâm."}, set()),
        (GuideForm, {"title": "", "text": "Đến trung tâm."}, {"title"}),
        (GuideForm, {"title": "x" * 201, "text": "y"}, {"title"}),
        (RequirementsForm, {}, set()),
        (RequirementsForm, {"requirements": "x" * 20_001}, {"requirements"}),
        (DoubtForm, {"id": "a"}, set()),
        (DoubtForm, {"id": "a", "clear": "on", "reason": "Đã hỏi"}, set()),
    ],
)
def test_short_forms_ask_for_what_they_need(form: type[SectionForm], data: dict[str, str], boxes: set[str]) -> None:
    assert refused(form, data) == boxes


@pytest.mark.parametrize(
    "written", ["Giấy  chứng sinh ", "Giấy\u00a0chứng sinh", "Giâ\u0301y chứng sinh", "\u200bGiấy chứng sinh"]
)
def test_names_are_kept_in_one_spelling(written: str) -> None:
    """NFC, without stray or invisible characters: search and comparison go by letters (architecture, language)."""
    assert judged(PaperForm, PAPER | {"name": written}).cleaned_data["name"] == "Giấy chứng sinh"


def rows_of(key: str, *listed: dict[str, str]) -> Rows:
    """The rows of a section with what was typed."""
    data = QueryDict(mutable=True)
    data["row-TOTAL_FORMS"], data["row-INITIAL_FORMS"] = str(len(listed)), "0"
    for place, row in enumerate(listed):
        for name, value in row.items():
            data[f"row-{place}-{name}"] = value
    bound = draft_answers.judged(SECTIONS[key], data, CASES)
    assert isinstance(bound, Rows)
    bound.is_valid()
    return bound


def test_a_new_row_left_empty_does_not_count() -> None:
    untouched = {"case": "standard", "kind": "paper", "originals": "1", "copies": "0", "required": "on"}

    rows = rows_of("papers", PAPER | {"required": "on"}, untouched)

    assert [row["name"] for row in rows.kept()] == ["Giấy chứng sinh"]


def test_one_limit_for_each_case_and_channel() -> None:
    """limit_once_a_channel: the second is told, those of another case or channel are not."""
    twice = rows_of("limits", LIMIT, LIMIT | {"case": "late"}, LIMIT | {"channel": "online"}, LIMIT | {"amount": "2"})

    assert [set(form.errors) for form in twice.forms] == [set(), set(), set(), {"channel"}]


def test_a_limit_that_is_to_go_takes_nobodys_place() -> None:
    assert rows_of("limits", LIMIT | {"DELETE": "on"}, LIMIT).is_valid()


@pytest.mark.parametrize("count", [301, 10_000])
def test_a_list_longer_than_people_write_is_refused(count: int) -> None:
    data = QueryDict(mutable=True)
    data["row-TOTAL_FORMS"], data["row-INITIAL_FORMS"] = str(count), "0"

    bound = draft_answers.judged(SECTIONS["guide"], data, CASES)

    assert not bound.is_valid()
    assert isinstance(bound, Rows)
    assert len(bound.forms) <= draft_answers.MOST_ROWS


TYPED = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12)


@settings(max_examples=10)
@given(st.lists(st.fixed_dictionaries({"title": TYPED, "text": TYPED}), max_size=4))
def test_what_is_kept_of_typing_comes_back_letter_by_letter(rows: list[dict[str, str]]) -> None:
    """Valid or not: nothing typed is lost between the browser, the store and the page."""
    data = QueryDict(mutable=True)
    data["row-TOTAL_FORMS"], data["row-INITIAL_FORMS"] = str(len(rows)), "0"
    for place, row in enumerate(rows):
        data[f"row-{place}-title"], data[f"row-{place}-text"] = row["title"], row["text"]

    kept = draft_answers.to_keep(data)
    again = draft_answers.retyped(SECTIONS["guide"], draft_answers.from_kept(kept), CASES)

    assert isinstance(again, Rows)
    typed = [{name: form.initial.get(name, "") for name in ("title", "text")} for form in again.forms if form.initial]
    assert typed == rows


def test_what_belongs_to_the_page_is_not_kept_with_the_typing() -> None:
    data = QueryDict("csrfmiddlewaretoken=x&based_on=3&save=1&more=1&up=2&down=1&requirements=Có mặt")

    assert draft_answers.to_keep(data) == {"requirements": ["Có mặt"]}


@pytest.mark.parametrize(
    ("form", "name", "values"),
    [
        (PaperForm, "kind", ComponentKind.values),
        (FeeForm, "kind", FeeKind.values),
        (FeeForm, "channel", Channel.values),
        (LimitForm, "channel", Channel.values),
        (LimitForm, "unit", TimeUnit.values),
    ],
)
def test_every_value_the_database_knows_can_be_chosen(form: type[SectionForm], name: str, values: list[str]) -> None:
    """A value that the page does not offer would be lost when somebody else's row is saved."""
    field = form(cases=CASES).fields[name]

    assert isinstance(field, forms.ChoiceField)
    assert [code for code, _label in cast(Any, field.choices)] == list(values)


def test_rows_begin_with_the_first_case_and_sensible_counts() -> None:
    form = PaperForm(cases=CASES)

    assert (form["case"].value(), form["originals"].value(), form["copies"].value()) == ("standard", 1, 0)
    assert form["required"].value() is True
    assert LimitForm(cases=CASES)["unit"].value() == TimeUnit.WORKING_DAY
    assert Decimal(str(LimitForm(cases=CASES).fields["amount"].min_value)) > 0  # type: ignore[attr-defined]
