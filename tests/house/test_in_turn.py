"""Rule proved: cases that take turns in one test are all tried, begin alike, and name themselves when they fail."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from django.core.cache import cache

from portal.accounts.models import User
from tests.in_turn import in_turn
from tests.units.factories import StaffFactory


def test_every_case_is_tried_with_its_values_and_the_fixtures() -> None:
    tried = []

    @in_turn("number, word", [(1, "một"), (2, "hai")])
    def rule(world: str, number: int, word: str) -> None:
        tried.append((world, number, word))

    rule(world="w")

    assert tried == [("w", 1, "một"), ("w", 2, "hai")]


def test_pytest_is_asked_for_the_fixtures_alone() -> None:
    @in_turn("number", [1])
    def rule(client: Any, number: int, settings: Any) -> None:
        """A rule."""

    assert list(inspect.signature(rule).parameters) == ["client", "settings"]
    assert (rule.__name__, rule.__doc__) == ("rule", "A rule.")


def test_a_case_that_fails_is_named_and_ends_the_test() -> None:
    tried = []

    @in_turn("number", [1, 2, 3])
    def rule(number: int) -> None:
        tried.append(number)
        assert number != 2

    with pytest.raises(AssertionError) as failed:
        rule()

    assert failed.value.__notes__ == ["The case was {'number': 2}"]
    assert tried == [1, 2]


def test_a_tuple_is_one_value_where_one_name_stands() -> None:
    seen: list[tuple[int, int]] = []

    @in_turn("pair", [(1, 2)])
    def rule(pair: tuple[int, int]) -> None:
        seen.append(pair)

    rule()

    assert seen == [(1, 2)]


def test_a_case_with_too_few_values_is_an_error() -> None:
    @in_turn("one, other", [(1,)])
    def rule(one: int, other: int) -> None:
        """Never called."""

    with pytest.raises(ValueError, match="shorter"):
        rule()


def test_no_case_at_all_is_an_error() -> None:
    with pytest.raises(AssertionError, match="proves nothing"):
        in_turn("number", [])


@pytest.mark.django_db
def test_what_a_case_wrote_and_cached_is_taken_back_before_the_next() -> None:
    tried = []

    @in_turn("email", ["hoa@example.vn", "hoa@example.vn"], taken_back=True)
    def rule(email: str) -> None:
        assert cache.get("seen") is None
        cache.set("seen", email)
        StaffFactory(email=email)
        tried.append(User.objects.count())

    rule()

    assert tried == [1, 1]
    assert not User.objects.exists()


class TestInAClass:
    """Tests that stand in a class take turns too."""

    word = "một"

    @in_turn("number", [1, 2])
    def test_it_has_itself(self, number: int) -> None:
        assert self.word and number
