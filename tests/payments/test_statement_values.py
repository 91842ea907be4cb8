"""Cells of statements: amounts and days in every writing that banks use, and nothing guessed where one is unclear."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.statements.values import VIETNAM, dong_of, moment_of, rest_of_day

AMOUNTS = st.integers(0, 10**15 - 1)
MOMENTS = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2099, 12, 31)).map(  # noqa: DTZ001 - the zone follows
    lambda moment: moment.replace(microsecond=0, tzinfo=VIETNAM)
)


@pytest.mark.parametrize("cell", [None, "", " ", "-", "\xa0", "VND", "đ", " - ", "0 VND"])
def test_an_empty_cell_is_no_amount_and_nought_is_one(cell: Any) -> None:
    assert dong_of(cell) == (0 if cell == "0 VND" else None)


@given(AMOUNTS, st.sampled_from([".", ",", " ", "\xa0", "\u202f"]), st.sampled_from(["", ".00", ",00", ".0", ",0"]))
def test_thousands_may_stand_apart_by_any_sign(amount: int, by: str, part: str) -> None:
    written = f"{amount:,d}".replace(",", by)
    if part[:1] == by:
        return
    assert dong_of(written + part) == amount


@given(AMOUNTS, st.sampled_from(["({})", "-{}", "- {}", " -{} đồng", "-{} VND", "VND -{}", "({}) đ", "-{}đ."]))
def test_money_that_went_out_may_stand_with_a_minus_or_in_brackets(amount: int, way: str) -> None:
    assert dong_of(way.format(amount)) == -amount


@given(AMOUNTS, st.sampled_from(["{}", "+{}", "{}đ", "{} VNĐ", "{} vnd", "VND{}", "{} đồng", "{}.0"]))
def test_the_name_of_the_money_and_a_plus_change_nothing(amount: int, way: str) -> None:
    assert dong_of(way.format(amount)) == amount


@pytest.mark.parametrize(
    "cell",
    ["1.00.000", "1,000.000,00", "1.0000", "10.00.00", "1 000.000", "1e5", "0x10", "50k", "--5", "5-", "(5", "5)",
     "1/2", "$5", "50.000 USD", "50,000;60,000", "=SUM(A1)", "NaN", "inf", "1,234,5", "1,000,00", "50.000.00",
     "năm", ".5", ".", ",", "+", "()"],
)  # fmt: skip
def test_what_could_be_two_amounts_or_none_is_never_guessed(cell: str) -> None:
    with pytest.raises(ValueError, match="không phải số tiền"):
        dong_of(cell)


@pytest.mark.parametrize(
    "cell", ["0.5", "50.000,5", "50,000.01", "1,5", 0.5, 50_000.01, float("nan"), float("inf"), True]
)
def test_a_part_of_a_dong_is_refused_whoever_wrote_it(cell: Any) -> None:
    with pytest.raises(ValueError, match="không phải số đồng nguyên"):
        dong_of(cell)


@pytest.mark.parametrize("cell", [10**15, -(10**15), 1e15, "1.000.000.000.000.000", "(1,000,000,000,000,000)"])
def test_a_million_billion_is_a_slip_and_one_less_is_not(cell: Any) -> None:
    with pytest.raises(ValueError, match="Số tiền quá lớn"):
        dong_of(cell)
    assert dong_of("999.999.999.999.999") == dong_of(10**15 - 1) == 10**15 - 1


@given(
    MOMENTS,
    st.sampled_from(
        ["%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S",
         "%d/%m/%Y\n%H:%M:%S", " %d/%m/%Y  %H:%M:%S ", "%d/%m/%Y - %H:%M:%S"]
    ),
)  # fmt: skip
def test_a_moment_is_read_in_every_way_that_banks_write_it(moment: dt.datetime, way: str) -> None:
    assert moment_of(moment.strftime(way)) == moment


@given(MOMENTS)
def test_a_day_alone_begins_at_midnight_in_viet_nam(moment: dt.datetime) -> None:
    midnight = moment.replace(hour=0, minute=0, second=0)

    assert moment_of(f"{moment.day}/{moment.month}/{moment.year}") == midnight
    assert moment_of(f"{moment.year}-{moment.month}-{moment.day}") == midnight
    assert moment_of(moment.date()) == midnight
    assert moment_of(moment.replace(tzinfo=None)) == moment, "a spreadsheet's own moment has no zone"


def test_days_come_before_months_as_everywhere_in_viet_nam() -> None:
    day = moment_of("03/04/2026")
    assert day is not None
    assert (day.day, day.month) == (3, 4)
    with pytest.raises(ValueError, match="không phải ngày dạng 31/12/2026"):
        moment_of("12/31/2026")


@pytest.mark.parametrize(
    "cell",
    ["22/11", "22/11/26", "11/2026", "2026", "22 Nov 2026", "31/11/2026", "29/02/2027", "00/11/2026", "22/13/2026",
     "22/11/2026 25:00", "22/11/2026 08:61", "22/11/20261", "2026-11-223", "20261122", "46348", "x22/11/2026", "today"],
)  # fmt: skip
def test_what_is_no_whole_day_is_refused_with_the_way_to_write_one(cell: str) -> None:
    with pytest.raises(ValueError, match="không phải ngày dạng 31/12/2026"):
        moment_of(cell)


@pytest.mark.parametrize(("cell", "year"), [("22/11/1999", 1999), ("2100-01-01", 2100), (dt.date(1900, 1, 1), 1900)])
def test_a_day_of_another_century_is_a_slip(cell: Any, year: int) -> None:
    with pytest.raises(ValueError, match=f"Năm {year} không hợp lý"):
        moment_of(cell)


@pytest.mark.parametrize("cell", [None, "", "  ", "\n"])
def test_an_empty_cell_is_no_day(cell: Any) -> None:
    assert moment_of(cell) is None


@pytest.mark.parametrize("zone", ["+07:00", "+00:00", "+0700", "Z"])
def test_the_zone_behind_a_day_is_no_time_of_day(zone: str) -> None:
    assert moment_of(f"2026-11-22{zone}") == dt.datetime(2026, 11, 22, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("cell", "rest"),
    [
        ("22/11/2026\n5009.34878", "5009.34878"),
        ("22/11/2026 5009 . 34878", "5009 . 34878"),
        ("22/11/2026 08:15:30", ""),
        ("22/11/2026", ""),
        ("5009.34878", ""),
        ("", ""),
        (None, ""),
        (dt.date(2026, 11, 22), ""),
    ],
)
def test_what_stands_under_a_day_is_the_number_of_the_entry_unless_it_is_the_time(cell: Any, rest: str) -> None:
    assert rest_of_day(cell) == rest


@given(AMOUNTS, st.integers(1, 38))
def test_a_cell_is_read_whole_or_refused_and_never_cut(amount: int, blanks: int) -> None:
    cell = f"{amount}{' ' * blanks}1"
    try:
        read = dong_of(cell)
    except ValueError:
        return
    assert str(read) == cell.replace(" ", "")
