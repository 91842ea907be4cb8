"""Pages of a list in the order of a moment, such as a due time: one query wherever a page lies, nothing is counted.

An address names its place by the moment of a row, in microseconds since 1970 UTC, and the row's key: `1795…-42`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from django.db.models import Q, QuerySet

from portal.ui.paging import PAGE_SIZE, Page, Row

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: Far beyond every list, and before the end of Python's years and of PostgreSQL's bigint.
_MOST_DIGITS = 17

Place = tuple[datetime, int]


class Question(Protocol):
    """What the address of a list asks for; `after` and `before` name places, "" for none."""

    @property
    def after(self) -> str:
        """The place behind which the page begins."""

    @property
    def before(self) -> str:
        """The place before which the page ends. Goes before `after`."""

    def address(self, *, after: str = "", before: str = "") -> str:
        """The query string of the same question at another page."""


def page_by_moment(found: QuerySet[Row], question: Question, key: str, *, size: int = PAGE_SIZE) -> Page[Row]:
    """The page that a question asks for; `key` is a field that holds a moment, with "-" for the newest first."""

    def first(beyond: Q, onwards: str, count: int) -> list[Row]:
        return list(in_order(found.filter(beyond), onwards)[:count])

    return page_of_first(first, question, key, size=size)


def page_of_first(
    first: Callable[[Q, str, int], list[Row]], question: Question, key: str, *, size: int = PAGE_SIZE
) -> Page[Row]:
    """The same for a list that has a way of its own to its first rows: those that fit a condition, by key, so many."""
    place = _place(question.before or question.after)
    is_back = place is not None and bool(question.before)
    onwards = f"{'-' if key.startswith('-') != is_back else ''}{key.removeprefix('-')}"
    taken = first(_beyond(onwards, place) if place else Q(), onwards, size + 1)
    has_more, rows = len(taken) > size, taken[:size][:: -1 if is_back else 1]
    if not rows:
        return Page([], "", "")
    has_next, has_previous = (True, has_more) if is_back else (has_more, place is not None)
    return Page(
        rows,
        question.address(after=_named(rows[-1], key)) if has_next else "",
        question.address(before=_named(rows[0], key)) if has_previous else "",
    )


def in_order(found: QuerySet[Row], key: str) -> QuerySet[Row]:
    """The rows in the order of a key; those of one moment by their own keys."""
    return found.order_by(key, "-pk" if key.startswith("-") else "pk")


def _beyond(key: str, place: Place) -> Q:
    side, name = ("lt" if key.startswith("-") else "gt"), key.removeprefix("-")
    moment, pk = place
    return Q(**{f"{name}__{side}": moment}) | Q(**{name: moment, f"pk__{side}": pk})


def _named(row: Row, key: str) -> str:
    moment: datetime = getattr(row, key.removeprefix("-"))
    return f"{(moment - _EPOCH) // _MICROSECOND}-{row.pk}"


def _place(text: str) -> Place | None:
    """The place that an address names; None for anything that is none."""
    microseconds, _dash, pk = text.partition("-")
    if not all(part.isascii() and part.isdecimal() and len(part) <= _MOST_DIGITS for part in (microseconds, pk)):
        return None
    return _EPOCH + int(microseconds) * _MICROSECOND, int(pk)
