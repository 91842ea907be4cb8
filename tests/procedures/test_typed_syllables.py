"""Rules proved: every word of the catalogue's names is read from the key strokes that Telex and VNI have for it."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import procedures
from portal.vietnamese import without_accents
from procedures.search_typing import is_syllable, retyped
from procedures.vocabulary_patterns import spoken

HATS = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
TONES = {"\u0301": "s1", "\u0300": "f2", "\u0309": "r3", "\u0303": "x4", "\u0323": "j5"}


@cache
def words() -> list[str]:
    """All Vietnamese syllables with marks in the names of the starter catalogue."""
    folder = Path(procedures.__file__).parent / "starter"
    names = [yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)["name"] for file in folder.glob("*.yaml")]
    found = {word for word in spoken(" ".join(names)).split() if is_syllable(without_accents(word))}
    return sorted(word for word in found if not word.isascii())


def strokes(word: str, *, is_vni: bool, is_late: bool) -> str:
    """What a keyboard gets: marks as keys, the tone last; ``is_late``: those of the vowels at the end too."""
    typed, late, tone = "", "", ""
    for letter in unicodedata.normalize("NFD", word):
        if letter == "đ":
            typed += "d9" if is_vni else "dd"
        elif letter in TONES:
            tone = TONES[letter][is_vni]
        elif letter in HATS:
            key = HATS[letter] if is_vni else "w" if letter != "\u0302" else typed[-1]
            typed, late = (typed, key) if is_late else (typed + key, late)
        else:
            typed += letter
    return typed + late + tone


def misread(typed: dict[str, str]) -> dict[str, str]:
    """The words that their key strokes are not read as, with what they are read as."""
    read = {word: retyped(keys) for word, keys in typed.items() if len(keys) > 2}
    return {word: found for word, found in read.items() if spoken(found) != word}


def test_there_are_words_to_try() -> None:
    assert len(words()) > 100


@pytest.mark.parametrize("is_vni", [False, True], ids=["telex", "vni"])
def test_each_word_is_read_from_its_key_strokes(is_vni: bool) -> None:
    """Two letters are left alone: "as" is as likely English."""
    typed = {word: strokes(word, is_vni=is_vni, is_late=False) for word in words()}

    assert misread(typed) == {}


@pytest.mark.parametrize("is_vni", [False, True], ids=["telex", "vni"])
def test_marks_may_be_typed_at_the_end(is_vni: bool) -> None:
    """As people do who think of the marks last: "duong" and then its horns and tone. Telex repeats no vowel so."""
    late = [word for word in words() if is_vni or "\u0302" not in unicodedata.normalize("NFD", word)]
    typed = {word: strokes(word, is_vni=is_vni, is_late=True) for word in late}

    assert misread(typed) == {}


@given(st.data())
def test_a_question_typed_with_the_keyboard_off_reads_as_it_was_meant(data: st.DataObject) -> None:
    """Word by word, whatever stands between them."""
    meant = data.draw(st.lists(st.sampled_from(words()), min_size=1, max_size=6))
    between = data.draw(st.sampled_from([" ", ", ", "? ", "\n"]))
    typed = [strokes(word, is_vni=False, is_late=False) for word in meant]

    read = retyped(between.join(typed)).split(between)

    assert read == [retyped(word) for word in typed]


@given(st.lists(st.sampled_from(["khai", "sinh", "ket", "hon", "thuong", "tru", "doanh", "nghieng"]), min_size=1))
def test_what_could_be_said_without_accents_is_never_read_as_keys(said: list[str]) -> None:
    text = " ".join(said)

    assert retyped(text) == text
    assert retyped(text.upper()) == text.upper()


@pytest.mark.parametrize("word", ["kys", "hoon", "ddang"])
def test_words_known_to_be_foreign_are_not_touched(word: str) -> None:
    assert retyped(word) != word
    assert retyped(word, {word}) == word
    assert retyped(word.upper(), {word}) == word.upper()
