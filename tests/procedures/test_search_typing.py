"""Rules proved: key strokes of a keyboard that was off are read as meant, real words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.models import SearchWord
from procedures.search_typing import is_syllable, retyped
from procedures.search_words import taken_apart
from procedures.vocabulary_in_use import vocabulary

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ddang kys keets hoon", "đang ký kết hôn"),
        ("ddawng kys thuwowngf trus", "đăng ký thường trú"),
        ("mowr quans awn", "mở quán ăn"),
        ("d9a8ng ky1 ke61t ho6n", "đăng ký kết hôn"),
        ("ho65 kha63u", "hộ khẩu"),
        ("nhaf ddaats", "nhà đất"),
        ("cuwowis vowj", "cưới vợ"),
        ("giaasy khai sinh", "giấy khai sinh"),
        ("dduwowngf", "đường"),
        ("ca8n cuo7c1", "căn cước"),
    ],
)
def test_key_strokes_are_read_as_the_letters_meant(typed: str, meant: str) -> None:
    assert retyped(typed) == meant


@pytest.mark.parametrize(
    "text",
    ["khai sinh", "dang ky ket hon", "hạng B2", "CT07", "KT3", "TNHH", "GPLX", "visa spa shop", "Sài Gòn", "1.001193"],
)
def test_words_that_were_meant_so_stay(text: str) -> None:
    assert retyped(text, vocabulary().foreign) == text


@given(st.text(max_size=40))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(retyped(text), str)


@pytest.mark.parametrize("word", ["nghieng", "khuyen", "quoc", "gi", "ao", "thuong", "hoan"])
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["kys", "hoon", "khaisinh", "xyz", "trus", ""])
def test_what_is_no_syllable_is_known_too(word: str) -> None:
    assert not is_syllable(word)


def known(**entries: int) -> dict[str, SearchWord]:
    """Words with in how many entries they stand."""
    return {plain: SearchWord(plain=plain, spelling=plain, entries=count) for plain, count in entries.items()}


@pytest.mark.parametrize(
    ("joined", "words"),
    [
        ("khaisinh", ["khai", "sinh"]),
        ("sodo", ["so", "do"]),
        ("hokinhdoanh", ["ho", "kinh", "doanh"]),
        ("khai", []),
        ("khaixyz", []),
    ],
)
def test_joined_words_are_taken_apart_into_the_fewest_known_ones(joined: str, words: list[str]) -> None:
    table = known(khai=50, sinh=60, so=40, do=30, ho=90, kinh=80, doanh=70, kha=9, i=9)

    assert [word.plain for word in taken_apart(joined, table)] == words


def test_rare_pieces_join_nothing() -> None:
    assert taken_apart("khaisinh", known(khai=1, sinh=60)) == []
