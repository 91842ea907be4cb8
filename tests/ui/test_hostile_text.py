"""Whatever text reaches a component or a field is shown as text and read with care: never mark-up, never an error."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ui.fields import DatePartsField, IdNumberField, PhoneField, normalise_phone, show_phone, today
from portal.ui.parts import State, SummaryRow, Task, TimelineItem, Tone
from portal.ui.provinces import PROVINCES, province_name, service_name
from portal.ui.widgets import DatePartsWidget
from tests.in_turn import in_turn

EVIL = """<script>alert('x')</script>"><img src=x onerror=alert(1)>{{ secret }}{% debug %}"""
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def draw(source: str, **context: Any) -> str:
    return Template("{% load portal_ui %}" + source).render(Context({"secret": "bí mật", **context}))


DRAWN: dict[str, tuple[str, dict[str, Any]]] = {
    "summary list": ("{% summary_list rows title %}", {"rows": [(EVIL, EVIL)], "title": EVIL}),
    "change link": ("{% summary_list rows %}", {"rows": [SummaryRow(EVIL, EVIL, '/x"><script>')]}),
    "status tag": ("{% status_tag state %}", {"state": State(Tone.DONE, EVIL)}),
    "notification": ("{% notification words %}", {"words": EVIL}),
    "task list": ("{% task_list tasks %}", {"tasks": [Task(EVIL, EVIL, '/x"><script>', EVIL)]}),
    "timeline": ("{% timeline items %}", {"items": [TimelineItem(EVIL, "now", NOW, EVIL, EVIL, EVIL)]}),
    "phone": ("{{ words|phone }}", {"words": EVIL}),
}


@pytest.mark.parametrize("source", DRAWN)
def test_a_component_shows_text_as_text(source: str) -> None:
    template, context = DRAWN[source]
    html = draw(template, **context)
    assert "<script" not in html
    assert "<img" not in html
    assert "bí mật" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("kind", [forms.CharField, PhoneField, IdNumberField, forms.EmailField])
def test_what_was_typed_wrongly_is_shown_again_as_text(kind: type[forms.Field]) -> None:
    class OneQuestion(forms.Form):
        """Asks one thing, and says the answer was wrong."""

        answer = kind(label=EVIL, help_text=EVIL)

        def clean(self) -> None:
            """Refuse it with its own words in the message."""
            raise ValidationError({"answer": EVIL})

    form = OneQuestion({"answer": EVIL})
    html = draw("{% error_summary form %}{{ form }}", form=form)
    assert "<script" not in html
    assert "<img" not in html
    assert "bí mật" not in html


# -- dates


class Born(forms.Form):
    """A birthday, between two bounds."""

    born = DatePartsField(earliest=date(1900, 1, 1), latest=today)


def typed(day: str, month: str, year: str) -> Born:
    return Born({"born_day": day, "born_month": month, "born_year": year})


def fault_of(form: Born) -> str:
    return str(form.errors["born"][0])


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=8))
@settings(deadline=None)
def test_three_boxes_are_a_date_inside_the_bounds_or_refused_in_words(day: str, month: str, year: str) -> None:
    form = typed(day, month, year)
    if form.is_valid():
        assert date(1900, 1, 1) <= form.cleaned_data["born"] <= today()
    else:
        assert fault_of(form).endswith(".")


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_a_date_survives_the_way_through_page_draft_and_form(day: date) -> None:
    boxes = DatePartsWidget().decompress(day)
    assert typed(*boxes).is_valid()
    assert DatePartsWidget().decompress("-".join(reversed(boxes))) == boxes
    assert DatePartsField().to_python(boxes) == day


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(1899, 12, 31), "từ 01/01/1900"),
        (today() + timedelta(days=2), "không được sau"),
    ],
)
def test_a_date_out_of_bounds_is_told_its_bound(day: date, words: str) -> None:
    form = typed(str(day.day), str(day.month), str(day.year))
    assert words in fault_of(form)


@pytest.mark.parametrize(
    "boxes",
    [
        ("٢٥", "١٢", "١٩٩٠"),
        ("25\u00a0", "\u200b12", "1990"),
        ("²", "1", "1990"),
        ("1e1", "1", "1990"),
        ("-1", "1", "1990"),
        ("+1", "1", "1990"),
        ("1", "1", "199O"),
        ("1", "1", "90"),
        ("29", "2", "1900"),
        ("31", "4", "2020"),
        ("0", "1", "1990"),
        ("1", "13", "1990"),
        ("00001", "1", "1990"),
        ("<b>", "1", "1990"),
        ("1", "1", "10000"),
        ("1\x00", "1", "1990"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_strange_boxes_never_break_and_are_shown_again(boxes: tuple[str, str, str], language: str) -> None:
    with translation.override(language):
        form = typed(*boxes)
        if not form.is_valid():
            assert fault_of(form)
        html = str(form)
    assert "<b>" not in html
    assert html.count('class="govuk-input') >= 3


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("boxes", [("", "1", "1990"), ("1", "", "1990"), ("1", "1", ""), ("", "", "")])
def test_a_missing_part_is_asked_for_in_the_language_of_the_page(boxes: tuple[str, str, str], language: str) -> None:
    with translation.override(language):
        words = fault_of(typed(*boxes))
    assert words.isascii() == (language == "en")


# -- phones and numbers


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_a_number_that_was_read_is_read_the_same_again_from_every_form_it_is_shown_in(text: str) -> None:
    try:
        number = normalise_phone(text)
    except ValueError:
        return
    assert normalise_phone(number) == number
    assert normalise_phone(show_phone(number)) == number
    assert number.startswith("+84")


@given(st.text(max_size=40))
@settings(deadline=None)
def test_no_text_breaks_showing_a_number(text: str) -> None:
    assert isinstance(show_phone(text), str)


@given(st.text(alphabet="0123456789 .-abc٣", max_size=18))
def test_an_identity_number_is_twelve_digits_or_refused(text: str) -> None:
    try:
        number = IdNumberField(required=False).clean(text)
    except ValidationError:
        return
    assert number == "" or (len(number) == 12 and number.isascii() and number.isdigit())


# -- provinces


def test_there_are_34_provinces_each_with_its_kind_in_the_name() -> None:
    """NQ 202/2025/QH15: 34 provinces and cities since 1 July 2025."""
    assert len(PROVINCES) == len(set(PROVINCES.values())) == 34
    assert all(name.startswith(("Tỉnh ", "Thành phố ")) for name in PROVINCES.values())
    assert all(len(code) == 2 and code.isdigit() for code in PROVINCES)


@in_turn("code", PROVINCES)
def test_the_portal_of_every_province_has_a_name_in_the_middle_of_a_sentence(code: str) -> None:
    name = service_name(code)
    assert name.startswith("Cổng dịch vụ công ")
    assert " Tỉnh " not in name
    assert province_name(code).partition(" ")[2].rpartition(" ")[2] in name


@pytest.mark.parametrize("code", ["", "00", "7", "079", "79 ", "HCM", "\x00"])
def test_a_code_of_no_province_is_refused_by_name(code: str) -> None:
    with pytest.raises(LookupError, match="34 provinces"):
        province_name(code)
