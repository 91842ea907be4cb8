"""Pages of a list by primary key: one query wherever in the archive a page lies, and nothing is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.db.models import Model, QuerySet

PAGE_SIZE = 30
#: More rows than any list will have, and far from the end of PostgreSQL's bigint.
_MOST_DIGITS = 15

Row = TypeVar("Row", bound=Model)


class Question(Protocol):
    """What the address of a list asks for."""

    @property
    def after(self) -> int:
        """The key behind which the page begins; 0 for none."""

    @property
    def before(self) -> int:
        """The key before which the page ends; 0 for none. Goes before `after`."""

    def address(self, *, after: int = 0, before: int = 0) -> str:
        """The query string of the same question at another page."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page with the addresses of its neighbours, "" at the ends."""

    rows: list[Row]
    next: str
    previous: str


def page_by_key(
    found: QuerySet[Row], question: Question, *, size: int = PAGE_SIZE, newest_first: bool = True, key: str = "pk"
) -> Page[Row]:
    """The page that a question asks for among the rows found, by key from the newest or the oldest on.

    `key` may name another number that no two rows share.
    """
    beyond, back = ("lt", "gt") if newest_first else ("gt", "lt")
    order, reverse = (f"-{key}", key) if newest_first else (key, f"-{key}")
    if question.before:
        taken = list(found.filter(**{f"{key}__{back}": question.before}).order_by(reverse)[: size + 1])
        rows, has_next, has_previous = taken[:size][::-1], True, len(taken) > size
    else:
        if question.after:
            found = found.filter(**{f"{key}__{beyond}": question.after})
        taken = list(found.order_by(order)[: size + 1])
        rows, has_next, has_previous = taken[:size], len(taken) > size, bool(question.after)
    if not rows:
        return Page([], "", "")
    following = question.address(after=getattr(rows[-1], key)) if has_next else ""
    return Page(rows, following, question.address(before=getattr(rows[0], key)) if has_previous else "")


def key_in(text: str) -> int:
    """The key that an address names; 0 for anything that is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else 0
