"""Phone and identity numbers: as people write them in, in one form out."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.fields import IdNumberField, PhoneField, normalise_phone, show_phone

PREFIXES = ["90", "93", "32", "39", "70", "76", "81", "86", "56", "59", "97", "98"]


@given(st.sampled_from(PREFIXES), st.integers(0, 9_999_999))
def test_a_vietnamese_mobile_number_has_one_form_however_it_is_written(prefix: str, rest: int) -> None:
    national = f"0{prefix}{rest:07d}"
    expected = f"+84{prefix}{rest:07d}"
    spaced = f"{national[:4]} {national[4:7]} {national[7:]}"
    dotted = spaced.replace(" ", ".")
    for written in (national, spaced, dotted, expected, f"+84 {prefix} {rest:07d}"):
        assert normalise_phone(written) == expected
    assert normalise_phone(show_phone(expected)) == expected


@given(st.text(max_size=30))
def test_no_text_breaks_the_field(text: str) -> None:
    try:
        cleaned = PhoneField(required=False).clean(text)
    except ValidationError:
        return
    assert cleaned == "" or cleaned.startswith("+")


@pytest.mark.parametrize("text", ["123", "0123", "09012345678901", "abc", "+84 12"])
def test_a_number_nobody_has_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PhoneField().clean(text)
    assert "0901 234 567" in refused.value.messages[0]


def test_a_foreign_number_keeps_its_country() -> None:
    assert PhoneField().clean("+44 20 7946 0000") == "+442079460000"
    assert show_phone("+442079460000") == "+44 20 7946 0000"


def test_a_stored_number_is_shown_as_people_write_it() -> None:
    assert PhoneField().prepare_value("+84901234567") == "0901 234 567"
    assert PhoneField().prepare_value("09012") == "09012"
    assert show_phone("không rõ") == "không rõ"


@given(st.from_regex(r"\A0[0-9]{11}\Z"))
def test_an_identity_number_may_be_spaced(number: str) -> None:
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    assert IdNumberField().clean(spaced) == number


@pytest.mark.parametrize("text", ["12345678901", "1234567890123", "07920000000a", "٠١٢٣٤٥٦٧٨٩٠١"])
def test_anything_but_twelve_digits_is_no_identity_number(text: str) -> None:
    with pytest.raises(ValidationError, match="12 chữ số"):
        IdNumberField().clean(text)


def test_browsers_do_not_remember_identity_numbers() -> None:
    assert IdNumberField().widget.attrs["autocomplete"] == "off"
