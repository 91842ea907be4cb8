"""Đồng are written with dots and spelled as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import format_dong, spell_dong, spell_number


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không"),
        (1, "một"),
        (5, "năm"),
        (10, "mười"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (101, "một trăm linh một"),
        (115, "một trăm mười lăm"),
        (1_001, "một nghìn không trăm linh một"),
        (50_000, "năm mươi nghìn"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (12_345_678, "mười hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi tám"),
        (1_000_000_000, "một tỷ"),
        (2_500_000_000_000, "hai nghìn năm trăm tỷ"),
        (-8_000, "âm tám nghìn"),
    ],
)
def test_amounts_are_spelled(amount: int, words: str) -> None:
    assert spell_number(amount) == words
    assert spell_dong(amount) == f"{words} đồng"


@pytest.mark.parametrize(("amount", "written"), [(0, "0 đồng"), (50_000, "50.000 đồng"), (1_234_567, "1.234.567 đồng")])
def test_amounts_are_written_with_dots(amount: int, written: str) -> None:
    assert format_dong(amount) == written


@pytest.mark.parametrize("amount", [True, 1.5, "100", None])
def test_what_is_no_whole_amount_is_refused(amount: object) -> None:
    for say in (format_dong, spell_dong):
        with pytest.raises(TypeError, match="whole number"):
            say(amount)  # type: ignore[arg-type]


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=10**15))
def test_two_amounts_never_sound_the_same(one: int, other: int) -> None:
    assert (spell_number(one) == spell_number(other)) == (one == other)


@given(st.integers(min_value=1, max_value=10**15))
def test_spelling_has_no_gaps(amount: int) -> None:
    assert "  " not in spell_number(amount)
    assert spell_number(amount) == spell_number(amount).strip()
