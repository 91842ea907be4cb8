"""Amounts in words are read back by somebody who does not know how they were written."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import normalise, spell_dong, spell_number, without_accents

DIGITS = {
    word: value for value, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"])
}
DIGITS |= {"mốt": 1, "tư": 4, "lăm": 5}
SCALES = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}


def read(words: str) -> int:
    """Read a number as one hears it: digits gather until a scale word multiplies what stands before it."""
    total = group = digit = 0
    for word in words.removesuffix(" đồng").split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "mười":
            group += 10
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word in SCALES:
            total, group, digit = total + (group + digit) * SCALES[word], 0, 0
        else:
            assert word == "linh", word
    return total + group + digit


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_what_is_spelled_is_heard_as_the_same_amount(amount: int) -> None:
    assert read(spell_dong(amount)) == amount


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_a_refund_is_spelled_like_its_amount_after_am(amount: int) -> None:
    assert spell_number(-amount) == f"âm {spell_number(amount)}"


@given(st.integers(min_value=0, max_value=10**12))
def test_words_on_a_receipt_are_stored_as_they_are_written(amount: int) -> None:
    assert normalise(spell_dong(amount)) == spell_dong(amount)


@given(st.text())
def test_taking_accents_away_twice_changes_nothing_more(text: str) -> None:
    once = without_accents(text)
    assert without_accents(once) == once


@given(st.text(alphabet="aăâđêôơưàáảãạĐÊ bc"))
def test_how_a_keyboard_composes_letters_makes_no_difference(text: str) -> None:
    assert without_accents(unicodedata.normalize("NFD", text)) == without_accents(unicodedata.normalize("NFC", text))
