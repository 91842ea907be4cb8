"""Rules proved: what the cache of public pages lacks is made once and for all that is absent together; a publication
makes everything of before unreachable, and nothing that anybody types is too long for a key."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from procedures import page_cache


class Maker:
    """Makes values and remembers what it was asked for."""

    def __init__(self, *, without: str = "") -> None:
        self.asked: list[list[str]] = []
        self.without = without

    def __call__(self, keys: list[str]) -> dict[str, Any]:
        """A value for each key but one."""
        self.asked.append(keys)
        return {key: f"made {key}" for key in keys if key != self.without}


def test_all_that_is_absent_is_made_together_and_only_once() -> None:
    make = Maker()

    first = page_cache.kept_many(["a", "b"], make)
    again = page_cache.kept_many(["b", "a"], make)

    assert first == again == {"a": "made a", "b": "made b"}
    assert make.asked == [["a", "b"]]


def test_only_what_is_absent_is_made() -> None:
    make = Maker()
    page_cache.kept_many(["a", "c"], make)

    found = page_cache.kept_many(["a", "b", "c", "d"], make)

    assert make.asked == [["a", "c"], ["b", "d"]]
    assert set(found) == {"a", "b", "c", "d"}


def test_what_cannot_be_made_is_left_out_and_asked_for_again() -> None:
    make = Maker(without="gone")

    assert page_cache.kept_many(["here", "gone"], make) == {"here": "made here"}
    assert page_cache.kept_many(["here", "gone"], make) == {"here": "made here"}
    assert make.asked == [["here", "gone"], ["gone"]]


def test_for_no_keys_nobody_is_asked() -> None:
    make = Maker()

    assert page_cache.kept_many([], make) == {}
    assert make.asked == []


def test_one_and_many_share_what_they_keep() -> None:
    page_cache.kept("a", lambda: "from one")

    assert page_cache.kept_many(["a"], Maker()) == {"a": "from one"}
    page_cache.kept_many(["b"], Maker())
    assert page_cache.kept("b", lambda: "anew") == "made b"


@pytest.mark.parametrize("value", [0, "", (), {}, False])
def test_an_empty_answer_is_an_answer_and_kept(value: Any) -> None:
    answers = iter([value])

    assert page_cache.kept("empty", lambda: next(answers)) == value
    assert page_cache.kept("empty", lambda: next(answers)) == value


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_question_is_a_key_and_two_questions_are_two_keys(one: str, other: str) -> None:
    page_cache.kept(one, lambda: f"1{one}")
    page_cache.kept(other, lambda: f"1{other}")

    assert page_cache.kept(one, lambda: "anew") == f"1{one}"
    assert page_cache.kept(other, lambda: "anew") == f"1{other}"


def test_an_edition_stays_until_something_is_announced() -> None:
    before = page_cache.edition()
    assert page_cache.edition() == before

    page_cache.forget([])

    assert page_cache.edition() != before
    assert page_cache.edition() == page_cache.edition()


def test_announcing_forgets_what_is_in_force_of_those_procedures_only() -> None:
    for code in ("1.001193", "2.000635"):
        page_cache.kept(page_cache.current_key(code), lambda: "old")

    page_cache.forget(["1.001193"])

    assert page_cache.kept(page_cache.current_key("1.001193"), lambda: "new") == "new"
    assert page_cache.kept(page_cache.current_key("2.000635"), lambda: "new") == "old"


def test_an_emptied_cache_gets_an_edition_that_never_was() -> None:
    """Else pages of another day, kept elsewhere under the old name, would come back."""
    known = set()
    for _time in range(3):
        known.add(page_cache.edition())
        cache.clear()
        page_cache.ask_anew()

    assert len(known) == 3
