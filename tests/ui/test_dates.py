"""Dates typed in three boxes: read when right, told in words when wrong, never lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.dates import EARLIEST_YEAR, read_date
from portal.ui.fields import DatePartsField
from portal.ui.widgets import DatePartsWidget


class BirthForm(forms.Form):
    born = DatePartsField(earliest=date(1900, 1, 1), latest=lambda: date(2026, 11, 22))


def form(day: str, month: str, year: str) -> BirthForm:
    return BirthForm({"born_day": day, "born_month": month, "born_year": year})


@given(st.dates(min_value=date(EARLIEST_YEAR, 1, 1)))
def test_every_day_is_read_with_or_without_leading_zeros(day: date) -> None:
    assert read_date(str(day.day), str(day.month), str(day.year)) == day
    assert read_date(f"{day.day:02d}", f"{day.month:02d}", f"{day.year}") == day


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_nothing_that_is_typed_breaks_the_reading(day: str, month: str, year: str) -> None:
    with suppress(ValidationError):  # a refusal in words is fine, any other error is not
        read = read_date(day, month, year)
        assert read is None or isinstance(read, date)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("", "2", "2026"), "Hãy điền thêm ngày."),
        (("1", "", ""), "Hãy điền thêm tháng và năm."),
        (("1", "13", "2026"), "Tháng phải từ 1 đến 12."),
        (("1", "2", "26"), "Năm phải có đủ bốn chữ số, ví dụ 1990."),
        (("30", "2", "2024"), "Tháng 2 năm 2024 chỉ có các ngày từ 1 đến 29."),
        (("một", "2", "2024"), "Ngày phải viết bằng số, ví dụ 25."),
        (("1", "hai", "2024"), "Tháng phải viết bằng số, ví dụ 11."),
        (("", "", ""), "Hãy điền ngày, tháng, năm."),
        (("23", "11", "2026"), "Ngày này không được sau 22/11/2026."),
        (("31", "12", "1899"), "Ngày này phải từ 01/01/1900 trở đi."),
    ],
)
def test_what_is_wrong_is_said(parts: tuple[str, str, str], words: str) -> None:
    assert form(*parts).errors["born"] == [words]


def test_spaces_around_the_numbers_do_not_matter() -> None:
    bound = form(" 1 ", "2 ", " 2024")
    assert bound.is_valid()
    assert bound.cleaned_data["born"] == date(2024, 2, 1)


def test_an_optional_date_may_stay_empty() -> None:
    field = DatePartsField(required=False)
    assert field.clean(["", "", ""]) is None


@pytest.mark.parametrize(
    ("value", "boxes"),
    [
        (date(2024, 2, 1), ["1", "2", "2024"]),
        ("2024-02-01", ["01", "02", "2024"]),
        ("2025-13-", ["", "13", "2025"]),
        (None, ["", "", ""]),
    ],
)
def test_the_boxes_show_what_is_kept_also_when_it_is_no_date(value: Any, boxes: list[str]) -> None:
    assert DatePartsWidget().decompress(value) == boxes


def test_what_was_typed_can_be_kept_before_it_is_a_date() -> None:
    data = {"born_day": "", "born_month": "13", "born_year": "2025"}
    typed = DatePartsWidget().typed(data, "born")
    assert typed == "2025-13-"
    assert DatePartsWidget().decompress(typed) == ["", "13", "2025"]
    assert DatePartsWidget().typed({}, "born") == ""


def test_a_leading_zero_is_no_change() -> None:
    assert not DatePartsField().has_changed(date(2024, 2, 1), ["01", "02", "2024"])
    assert DatePartsField().has_changed(date(2024, 2, 1), ["2", "2", "2024"])
    assert DatePartsField().has_changed(None, ["1", "", ""])
