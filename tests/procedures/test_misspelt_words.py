"""Rules proved: a mistyped word becomes the commonest one a slip away, a rare word counts more than a common one."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import SearchWord
from procedures.search_memory import Index
from procedures.search_words import (
    MOST_JOINED,
    MOST_MENDED,
    Word,
    content_words,
    one_slip_away,
    respelt,
    taken_apart,
    weighed,
)

LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=7)


def memory(**entries: int) -> Index:
    """An index of a hundred entries that knows these words, each in so many; the entries are only counted."""
    words = {plain: SearchWord(plain=plain, spelling=plain.upper(), entries=count) for plain, count in entries.items()}
    return Index("now", entries=[None] * 100, words=words)  # type: ignore[list-item]


def mended(typed: str, index: Index) -> list[str]:
    """What a question's word stands for."""
    return [word.plain for word in weighed([typed], index)]


@given(LETTERS)
def test_one_slip_is_one_letter_more_fewer_other_or_two_exchanged(word: str) -> None:
    near = one_slip_away(word)

    assert word not in near
    assert "" not in near
    assert {abs(len(form) - len(word)) for form in near} <= {0, 1}


@given(LETTERS, LETTERS)
def test_a_slip_can_be_made_undone(one: str, other: str) -> None:
    """Who typed either may have meant the other."""
    assert (other in one_slip_away(one)) == (one in one_slip_away(other))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sihn", ["sinh"]),
        ("sin", ["sinh"]),
        ("sinhh", ["sinh"]),
        ("sonh", ["sinh"]),
        ("khaisinh", ["khai", "sinh"]),
        ("sinh", ["sinh"]),
        ("qwrtp", ["qwrtp"]),
        ("x", ["x"]),
        ("2026", ["2026"]),
    ],
)
def test_a_word_that_nobody_knows_is_mended_others_stay(typed: str, meant: list[str]) -> None:
    assert mended(typed, memory(sinh=40, khai=30)) == meant


@pytest.mark.django_db
def test_of_two_words_as_near_the_commoner_is_meant_and_of_equals_always_the_same() -> None:
    assert mended("sinx", memory(sinh=4, sing=40)) == ["sing"]
    assert mended("sinx", memory(sinh=40, sing=4)) == ["sinh"]
    assert mended("sinx", memory(sinh=4, sing=4)) == mended("sinx", memory(sing=4, sinh=4))


@pytest.mark.django_db
def test_only_a_few_words_of_a_question_are_mended() -> None:
    """Mending compares with every word there is: a page of nonsense must not cost a hundred times that."""
    typed = [f"sin{letter}" for letter in "abcdefgjklm"]

    found = weighed(typed, memory(sinh=40))

    assert sum(word.is_mended for word in found) == MOST_MENDED
    assert [word.typed for word in found] == typed


def test_known_words_ask_the_database_nothing(db: None, django_assert_num_queries: Any) -> None:
    index = memory(khai=30, sinh=40)
    with django_assert_num_queries(0):
        assert len(weighed(["khai", "sinh", "12", "k"], index)) == 4
    with django_assert_num_queries(1):
        weighed(["khia", "sihn", "qwrtp"], index)


@given(st.integers(1, 100), st.integers(1, 100))
def test_the_rarer_a_word_the_more_it_counts(one: int, other: int) -> None:
    rare, common = sorted([one, other])
    first, second = weighed(["khai", "sinh"], memory(khai=rare, sinh=common))

    assert first.rarity >= second.rarity > 0
    assert (first.rarity > second.rarity) == (rare < common and first.rarity > 0.05)
    assert first.entries == rare


@pytest.mark.django_db
def test_a_word_in_no_name_counts_as_the_rarest_there_could_be() -> None:
    index = memory(khai=1)
    known, unknown = weighed(["khai", "qwrtp"], index)

    assert unknown.rarity == math.log(101) > known.rarity
    assert unknown.entries == 0


PARTS = {"khai": 50, "sinh": 60, "ket": 40, "hon": 30, "ho": 90, "kinh": 80, "doanh": 70}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(sorted(PARTS)), min_size=1, max_size=9))
def test_joined_words_come_apart_into_what_was_joined(said: list[str]) -> None:
    """Never into more pieces than were put together, and of more than six nobody joins."""
    apart = [word.plain for word in taken_apart("".join(said), memory(**PARTS).words)]

    assert "".join(apart) in {"", "".join(said)}
    assert len(apart) <= min(len(said), MOST_JOINED)
    assert bool(apart) == (2 <= len(said) <= MOST_JOINED)


def word(typed: str, plain: str, spelling: str) -> Word:
    """A word of a question."""
    return Word(typed, plain, spelling, 1.0)


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("khai sinh", [word("khai", "khai", "khai"), word("sinh", "sinh", "sinh")], ""),
        ("khai sihn", [word("sihn", "sinh", "sinh")], "khai sinh"),
        ("Khai SIHN, cho con?", [word("sihn", "sinh", "sinh")], "Khai sinh, cho con?"),
        ("sihn sihn", [word("sihn", "sinh", "sinh")], "sinh sinh"),
        ("khaisinh", [word("khaisinh", "khai", "khai"), word("khaisinh", "sinh", "sinh")], "khai sinh"),
        ("đắt đay", [word("day", "dai", "đai")], "đắt đai"),
    ],
)
def test_the_question_is_given_back_with_only_its_mended_words_changed(text: str, words: list[Word], said: str) -> None:
    assert respelt(text, words) == said


@given(st.lists(st.text(max_size=12), max_size=8))
def test_words_compared_are_letters_and_digits_alone(told: list[str]) -> None:
    """So that none of them can be anything else to the database."""
    assert all(found.isascii() and found.isalnum() and found == found.lower() for found in content_words(told))
