"""Rules proved: what could name a person is taken out of a question, what makes sense of it stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.reader_help.masking import MASK, mask_personal


@pytest.mark.parametrize(
    "text",
    [
        "079190001234",
        "079 190 001 234",
        "079.190.001.234",
        "0901 234 567",
        "0901.234.567",
        "0901-234-567",
        "+84 901 234 567",
        "1234 5678 9012 3456",
        "ha.nguyen@thu.example",
    ],
)
def test_numbers_and_addresses_of_people_are_masked(text: str) -> None:
    assert mask_personal(f"Tôi là {text} xin hỏi") == f"Tôi là {MASK} xin hỏi"


@pytest.mark.parametrize(
    "text",
    [
        "Luật 60/2014/QH13, Điều 13",
        "thủ tục 1.001193 và 2.000635",
        "lệ phí 12.000.000 đồng",
        "từ 15/8/2026 đến 28/2/2027",
        "NĐ 309/2026/NĐ-CP",
        "gọi 1022 hay 1900 1234",
        "trong 30 ngày, 2 bản",
    ],
)
def test_laws_codes_money_and_days_stay(text: str) -> None:
    assert mask_personal(text) == text


@given(st.text(max_size=40), st.integers(0, 10**11 - 1).map("0{:011}".format), st.text(max_size=40))
def test_no_identity_number_gets_through_in_whatever_words(before: str, number: str, after: str) -> None:
    """Twelve digits set apart by blanks are an identity number wherever they stand."""
    assert number not in mask_personal(f"{before} {number} {after}")


@given(st.text(max_size=80))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_personal(text)

    assert mask_personal(once) == once


@given(st.text(st.characters(whitelist_categories=("L", "Zs", "Po"), blacklist_characters="@"), max_size=80))
def test_words_without_numbers_are_left_alone(text: str) -> None:
    assert not re.search(r"\d", text)
    assert mask_personal(text) == text
