"""Text is stored in one form, and compared without accents."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import normalise, without_accents


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ðỗ Thị Ðào", "Đỗ Thị Đào"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Ánh"), "Nguyễn Thị Ánh"),
        ("  Lê\u00a0 Văn\u200b  Tám ", "Lê Văn Tám"),
        ("\ufeffTrần\u00ad Bình", "Trần Bình"),
        ("một\r\nhai  \n\n ba", "một\nhai\n\nba"),
        ("ký tự\x00 điều khiển", "ký tự điều khiển"),
        ("", ""),
    ],
)
def test_text_is_brought_into_the_form_that_is_stored(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("ĐƯỜNG Điện Biên Phủ", "duong dien bien phu"),
        ("Nguyễn Thị Ánh Ngọc", "nguyen thi anh ngoc"),
        ("ð Ð", "d d"),
    ],
)
def test_accents_fall_away(text: str, plain: str) -> None:
    assert without_accents(text) == plain


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậ AĂÂĐÊÔƠƯ"))
def test_every_vietnamese_letter_becomes_ascii(text: str) -> None:
    assert without_accents(text).isascii()
