"""Menus show what a person may open, in order, and mark where they are."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import RequestFactory

from portal.accounts.models import User
from portal.ui import navigation
from portal.ui.navigation import Item, Menu
from tests.accounts.factories import UserFactory


@dataclass(frozen=True)
class Fixed:
    """A rule with a fixed answer."""

    answer: bool

    def allows(self, request: HttpRequest) -> bool:
        return self.answer


def item(key: str, url_name: str = "help", *, is_allowed: bool = True, position: int = 100) -> Item:
    return Item(key, Menu.STAFF, key.title(), url_name, Fixed(is_allowed), position)


def shown(path: str = "/") -> list[navigation.ShownItem]:
    return navigation.items_for(RequestFactory().get(path), Menu.STAFF)


@pytest.mark.usefixtures("menus")
def test_only_what_the_rule_allows_is_shown() -> None:
    navigation.register(item("mine"))
    navigation.register(item("theirs", is_allowed=False))
    assert [entry.label for entry in shown()] == ["Mine"]


@pytest.mark.usefixtures("menus")
def test_entries_stand_in_their_order_and_menus_apart() -> None:
    navigation.register(item("last", position=30))
    navigation.register(item("first", position=10))
    navigation.register(Item("public", Menu.PUBLIC, "Public", "help", Fixed(True), 1))
    assert [entry.label for entry in shown()] == ["First", "Last"]


@pytest.mark.usefixtures("menus")
def test_the_longest_matching_address_is_where_one_is() -> None:
    navigation.register(item("home", "home"))
    navigation.register(item("help", "help"))
    current = {path: [entry.label for entry in shown(path) if entry.is_current] for path in ("/", "/huong-dan/x", "/a")}
    assert current == {"/": ["Home"], "/huong-dan/x": ["Help"], "/a": []}


def test_registering_the_same_entry_again_changes_nothing(menus: dict[str, Item]) -> None:
    navigation.register(item("one"))
    navigation.register(item("one"))
    assert list(menus) == ["one"]


@pytest.mark.usefixtures("menus")
def test_two_entries_with_one_key_are_refused() -> None:
    navigation.register(item("one"))
    with pytest.raises(ValueError, match="'one'"):
        navigation.register(item("one", "home"))


@pytest.mark.django_db
@pytest.mark.usefixtures("menus")
def test_what_waits_is_counted_for_entries_that_are_shown_and_told_when_there_is_some() -> None:
    asked: list[str] = []

    def people(request: HttpRequest) -> QuerySet[User]:
        asked.append(request.path)
        return User.objects.all()

    UserFactory.create_batch(3)
    navigation.register(Item("a", Menu.STAFF, "A", "help", Fixed(True), 1, people))
    navigation.register(Item("b", Menu.STAFF, "B", "help", Fixed(False), 2, people))
    navigation.register(Item("c", Menu.STAFF, "C", "help", Fixed(True), 3, lambda request: User.objects.none()))
    navigation.register(Item("d", Menu.STAFF, "D", "help", Fixed(True), 4))
    assert [(entry.label, entry.count) for entry in shown()] == [("A", 3), ("C", None), ("D", None)]
    assert asked == ["/"]


@pytest.mark.usefixtures("menus")
def test_a_menu_without_work_asks_no_database() -> None:
    # No `db` fixture: any query would fail the test.
    navigation.register(item("mine"))
    navigation.register(Item("c", Menu.STAFF, "C", "help", Fixed(True), 3, lambda request: User.objects.none()))
    assert [entry.count for entry in shown()] == [None, None]
