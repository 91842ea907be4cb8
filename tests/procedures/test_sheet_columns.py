"""Rules proved: a cell is read as what its column holds, however a program kept it, or refused with what and how."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import Channel, Competence, FeeKind, Level, OnlineLevel, TimeUnit
from procedures.sheets import columns
from procedures.sheets.columns import WrongCell
from procedures.sheets.layout import PROCEDURES, SHEETS, Sheet

CHOICES: list[tuple[Any, str]] = [
    (Level, "Cấp thực hiện"), (OnlineLevel, "Nộp trực tuyến"), (Competence, "Thẩm quyền"), (Channel, "Cách nộp"),
    (FeeKind, "Loại"), (TimeUnit, "Đơn vị"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "value"),
    [
        (date(2026, 12, 31), date(2026, 12, 31)),
        (46387, date(2026, 12, 31)),
        (46387.5, date(2026, 12, 31)),
        ("31/12/2026", date(2026, 12, 31)),
        ("2026-12-31", date(2026, 12, 31)),
    ],
)
def test_a_date_is_a_date_however_it_was_kept(told: Any, value: date) -> None:
    assert columns.day(told) == value


@pytest.mark.parametrize("told", [5, "hôm nay", True, 10**9, ""])
def test_what_is_no_date_is_told(told: Any) -> None:
    with pytest.raises(WrongCell):
        columns.day(told)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y"]))
def test_every_day_is_read_however_it_is_written(day: date, form: str) -> None:
    serial = (day - date(1899, 12, 30)).days

    assert columns.day(day.strftime(form)) == day
    assert columns.day(datetime(day.year, day.month, day.day, 15, 30)) == day  # noqa: DTZ001 - cells know no zone
    assert columns.day(serial) == columns.day(serial + 0.5) == day


@given(st.integers(0, 10**12 - 1))
def test_whole_numbers_are_read_from_numbers_and_from_words(number: int) -> None:
    assert columns.whole(number) == columns.whole(str(number)) == number
    assert columns.whole(f"{number:,}".replace(",", " ")) == number
    if number < 2**50:
        assert columns.whole(float(number)) == number


@pytest.mark.parametrize("told", ["", "năm", "1.5", 1.5, -1, "-1", 10**12, float("nan"), float("inf"), True, "1e400"])
def test_what_is_no_whole_amount_is_told(told: Any) -> None:
    with pytest.raises(WrongCell) as wrong:
        columns.whole(told)
    assert wrong.value.what and wrong.value.how


@pytest.mark.parametrize("told", [0, "0", -1, 10_000, "", "ba ngày", date(2026, 1, 1)])
def test_a_limit_of_nothing_is_told(told: Any) -> None:
    with pytest.raises(WrongCell):
        columns.more_than_nothing(told)


@given(st.decimals("0.01", "9999.99", places=2))
def test_a_length_of_time_keeps_its_hundredths(number: Decimal) -> None:
    assert columns.more_than_nothing(str(number)) == number
    assert columns.more_than_nothing(float(number)) == number


@given(st.integers(-5, 200))
def test_a_number_of_copies_is_bounded(number: int) -> None:
    if 0 <= number <= 100:
        assert columns.small(number) == number
    else:
        with pytest.raises(WrongCell):
            columns.small(number)


@given(st.text(max_size=60))
def test_words_are_stored_normalised_and_without_mark_up(told: str) -> None:
    found = columns.text(told)

    assert "\x00" not in found
    assert columns.text(found) == found or "&" in told


@pytest.mark.parametrize("told", [True, date(2026, 1, 1), time(15, 0), timedelta(hours=3)])
def test_what_a_program_made_of_words_is_no_text(told: Any) -> None:
    with pytest.raises(WrongCell):
        columns.text(told)


@pytest.mark.parametrize(
    ("told", "said"), [(5.0, "5"), (1.5, "1.5"), (7, "7"), ("<b>Đơn</b>", "Đơn"), ("Giâ\u0301y", "Giấy")]
)
def test_numbers_in_a_column_of_words_are_words(told: Any, said: str) -> None:
    assert columns.text(told) == said


@pytest.mark.parametrize(("length", "fits"), [(columns.LONGEST, True), (columns.LONGEST + 1, False)])
def test_a_text_that_fills_its_cell_was_cut(length: int, fits: bool) -> None:
    if fits:
        assert len(columns.text("x" * length)) == length
    else:
        with pytest.raises(WrongCell):
            columns.text("x" * length)


@given(st.integers(0, 9), st.integers(0, 999_999))
def test_a_code_that_a_program_took_for_a_number_gets_its_six_digits_back(first: int, rest: int) -> None:
    assert columns.procedure_code(float(f"{first}.{rest:06}")) == f"{first}.{rest:06}"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title)
def test_every_choice_is_read_by_its_words_and_by_its_code_in_any_case(sheet: Sheet) -> None:
    with override("en"):  # a file is Vietnamese whatever the language of who hands it in
        for choices, title in CHOICES:
            column = next((c for c in sheet.columns if c.title == title), None)
            for value, label in choices.choices if column else ():
                with override("vi"):
                    words = str(label)
                told = (value,) if title == "Cấp thực hiện" else value
                assert column is not None
                assert column.value(words) == column.value(words.upper()) == column.value(f" {value} ") == told
                assert column.value(column.say(told)) == told


@pytest.mark.parametrize("told", ["", "Cấp huyện", "xã", "commune;moon", 5])
def test_what_is_in_no_list_is_told_with_the_list(told: Any) -> None:
    levels = next(column for column in PROCEDURES.columns if column.title == "Cấp thực hiện")

    with pytest.raises(WrongCell) as wrong:
        levels.value(told)
    assert told == "" or "Cấp xã" in wrong.value.how


def test_several_of_a_list_are_set_apart_by_semicolons() -> None:
    levels = next(column for column in PROCEDURES.columns if column.title == "Cấp thực hiện")

    assert levels.value("Cấp xã; Cấp tỉnh") == levels.value("commune;province;") == ("commune", "province")


@pytest.mark.parametrize(
    ("told", "said"), [("Có", True), ("x", True), (1, True), (True, True), ("KHÔNG", False), (0, False), (False, False)]
)
def test_yes_and_no(told: Any, said: bool) -> None:
    assert columns.yes_or_no(told) is said


@pytest.mark.parametrize("told", ["có lẽ", 2, "yes", "-"])
def test_perhaps_is_neither(told: Any) -> None:
    with pytest.raises(WrongCell):
        columns.yes_or_no(told)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title)
@pytest.mark.parametrize("empty", [None, "", "  ", "\n"])
def test_an_empty_cell_means_what_its_column_says_or_is_told(sheet: Sheet, empty: Any) -> None:
    for column in sheet.columns:
        if column.is_required:
            with pytest.raises(WrongCell, match="trống"):
                column.value(empty)
        else:
            assert column.value(empty) == column.empty


def test_titles_are_one_a_sheet_and_begin_with_the_code() -> None:
    for sheet in SHEETS:
        titles = [column.title for column in sheet.columns]
        assert len(set(titles)) == len(titles)
        assert titles[0] == "Mã thủ tục"
    assert len({sheet.title for sheet in SHEETS}) == len(SHEETS)
    assert all(len(sheet.columns) <= 26 for sheet in SHEETS), "beyond Z a cell counts as astray"
