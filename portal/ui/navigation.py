"""The menus: apps register what they offer, with the rule of who may see it, in `AppConfig.ready`.

An item is only shown to those whom its rule lets in; the page behind it checks the same rule again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from portal.ui.work_waiting import counted, kept


class Menu(Enum):
    """The places that menus stand in; the template variable is `<value>_menu`."""

    PUBLIC = "public"
    STAFF = "staff"


class AccessRule(Protocol):
    """What an item asks of a rule (`portal.accounts.rules.Rule` fits; that app stands above this one)."""

    def allows(self, request: HttpRequest) -> bool:
        """Whether this request may come in."""
        ...


@dataclass(frozen=True)
class Item:
    """One entry of a menu; of `waiting`, the rows that wait for the person, it tells how many."""

    key: str
    menu: Menu
    label: str | Promise
    url_name: str
    rule: AccessRule
    position: int = 100
    waiting: Callable[[HttpRequest], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class ShownItem:
    """An entry as the template draws it; ``count`` is None when nothing waits."""

    label: str
    url: str
    is_current: bool
    count: int | None


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Add an entry; ValueError when another entry already has its key."""
    if _items.setdefault(item.key, item) != item:
        raise ValueError(f"two menu entries are called {item.key!r}")


def items_for(request: HttpRequest, menu: Menu) -> list[ShownItem]:
    """Return the entries of `menu` that this request may see, in their order, the current one marked.

    One query counts what waits behind all of them, but what the page has counted with its own figures.
    """
    allowed = [item for item in _in_order(menu) if item.rule.allows(request)]
    known = kept(getattr(request, "user", None))
    asked = {item.key: item.waiting(request) for item in allowed if item.waiting and item.key not in known}
    counts = known | counted(asked)
    urls = {item.key: reverse(item.url_name) for item in allowed}
    current = _current(request.path, urls)
    return [
        ShownItem(
            label=str(item.label),
            url=urls[item.key],
            is_current=item.key == current,
            count=counts.get(item.key) or None,
        )
        for item in allowed
    ]


def _in_order(menu: Menu) -> list[Item]:
    return sorted((item for item in _items.values() if item.menu is menu), key=lambda item: (item.position, item.key))


def _current(path: str, urls: dict[str, str]) -> str | None:
    """The entry whose address is the longest beginning of the path: "/cong-viec/" also marks its sub-pages."""
    matching = [key for key, url in urls.items() if path == url or (url != "/" and path.startswith(url))]
    return max(matching, key=lambda key: len(urls[key]), default=None)
