"""Rules proved: the little language in which publishers write what people say: one or the other, left out, between,
in any order; with accents or without, in either right spelling; whole words only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import without_accents
from procedures.vocabulary_patterns import alternatives, first_words, parts_of, pattern, spoken

WORDS = ["khai", "sinh", "đất", "nhà", "vợ", "giấy", "tờ", "chết", "mất", "đổi", "hộ", "khẩu"]
SOME = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)


def says(phrase: str, question: str) -> bool:
    """Whether a question has the phrase, as search asks."""
    return bool(pattern([phrase]).search(f" {spoken(question)}"))


@pytest.mark.parametrize(
    ("phrase", "question"),
    [
        ("khai sinh", "tôi muốn khai sinh cho con"),
        ("khai sinh", "KHAI  SINH"),
        ("khai sinh", "khai, sinh"),
        ("khai sinh", "khai_sinh"),
        ("khai sinh", "dang ky khai sinh"),
        ("cưới|lấy vợ", "muốn cưới vợ"),
        ("làm|đổi thẻ", "đổi thẻ"),
        ("mất giấy? tờ", "mất tờ"),
        ("mất giấy? tờ", "mất giấy tờ"),
        ("mất ... đất", "mất đất"),
        ("mất ... đất", "mất hết giấy tờ nhà đất"),
        ("hòa giải", "hoà giải"),
        ("hoà giải", "hòa giải"),
        ("đăng ký", "đăng kí"),
        ("quý", "quí"),
        ("con đẻ", "con de"),
    ],
)
def test_a_phrase_is_found_however_it_is_written(phrase: str, question: str) -> None:
    assert says(phrase, question)


@pytest.mark.parametrize(
    ("phrase", "question"),
    [
        ("khai sinh", "khai sinhh"),
        ("khai sinh", "kkhai sinh"),
        ("khai sinh", "sinh khai"),
        ("cưới|lấy vợ", "cưới"),
        ("mất giấy? tờ", "mất cái tờ"),
        ("mất ... đất", "mất một hai ba bốn năm đất"),
        ("đẻ", "để"),
        ("đẻ", "de"),
        ("a.c", "abc"),
        ("(x", "x"),
    ],
)
def test_what_people_did_not_say_is_not_found(phrase: str, question: str) -> None:
    assert not says(phrase, question)


@given(SOME, SOME, SOME)
def test_a_phrase_is_found_wherever_it_stands(before: list[str], words: list[str], after: list[str]) -> None:
    phrase = " ".join(words) if len(words) > 1 else f"{words[0]} này"

    assert says(phrase, " ".join([*before, phrase, *after]))
    assert says(phrase, without_accents(" ".join([*before, phrase, *after])))


@given(SOME, st.sampled_from(["", " ", "  ", "_", ", ", "! "]))
def test_spoken_words_stay_as_they_are_when_spoken_again(words: list[str], between: str) -> None:
    once = spoken(between.join(words))

    assert spoken(once) == once
    assert "  " not in once


@given(st.text(max_size=60))
def test_any_text_is_spoken_in_small_letters_and_single_spaces(text: str) -> None:
    told = spoken(text)

    assert spoken(told) == told
    assert told == " ".join(told.split())


@given(st.lists(SOME, min_size=1, max_size=3))
def test_a_question_with_the_phrase_has_one_of_its_first_words(choices: list[list[str]]) -> None:
    """Search skips every phrase whose first words are not there: none that would be found may be skipped."""
    phrase = "|".join(words[0] for words in choices) + " việc"

    for words in choices:
        question = spoken(f"xin {words[0]} việc")
        assert says(phrase, question)
        assert first_words(phrase) & set(without_accents(question).split())


@pytest.mark.parametrize(
    ("phrase", "first"),
    [
        ("khai sinh", {"khai"}),
        ("làm? khai sinh", {"lam", "khai"}),
        ("cưới|kết hôn", {"cuoi", "ket"}),
        ("hoà giải", {"hoa"}),
        ("Đăng kí", {"dang"}),
    ],
)
def test_words_that_may_be_left_out_do_not_hide_those_after_them(phrase: str, first: set[str]) -> None:
    assert first_words(phrase) == first


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [("khai sinh", ["khai sinh"]), ("mất & đất", ["mất", "đất"]), (" a b & c&d ", ["a b", "c", "d"])],
)
def test_parts_in_any_order_are_taken_apart(phrase: str, parts: list[str]) -> None:
    assert parts_of(phrase) == parts


def test_lists_that_phrases_share_are_written_out() -> None:
    words, phrases = {"con": "con bé cháu", "làm": "làm xin"}, {"mất": ["mất @con", "rơi"]}

    assert alternatives("@làm giấy", words, phrases) == ["làm|xin giấy"]
    assert alternatives("#mất", words, phrases) == ["mất con|bé|cháu", "rơi"]
    assert alternatives("giấy", words, phrases) == ["giấy"]


@pytest.mark.parametrize("phrase", ["@lạ giấy", "#lạ"])
def test_a_list_that_nobody_keeps_is_an_error_and_not_silence(phrase: str) -> None:
    with pytest.raises(KeyError):
        alternatives(phrase, {}, {})
