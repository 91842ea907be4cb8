"""Pages of the work list by key: a page costs one query and the same wherever it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from dossiers.models import Dossier, Party
from dossiers.statuses import PartyRole
from dossiers.work_filters import narrowed
from dossiers.work_list import rows
from dossiers.work_question import Order, Question

if TYPE_CHECKING:
    from portal.accounts.models import User

PAGE_SIZE = 30

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_KEYS: dict[str, str] = {
    Order.DUE: "due_at",
    Order.DUE_LAST: "-due_at",
    Order.NEWEST: "-submitted_at",
    Order.OLDEST: "submitted_at",
}
"""The moment that each order goes by."""


@dataclass(frozen=True)
class Page:
    """One page of dossiers with the addresses of its neighbours ("" at the ends)."""

    dossiers: list[Dossier]
    next: str
    previous: str


def page_of(user: User, question: Question) -> Page:
    """One page of the list in one query, whatever its rows."""
    found, key = _found(user, question), _KEYS[question.ordered_by]
    cursor = _read_cursor(question.before or question.after)
    if cursor is None:
        taken = list(_ordered(found, key)[: PAGE_SIZE + 1])
        return _page(question, key, taken[:PAGE_SIZE], has_next=len(taken) > PAGE_SIZE, has_previous=False)
    if question.before:
        taken = list(_ordered(found.filter(_beyond(key, cursor, back=True)), key, back=True)[: PAGE_SIZE + 1])
        return _page(question, key, taken[:PAGE_SIZE][::-1], has_next=True, has_previous=len(taken) > PAGE_SIZE)
    taken = list(_ordered(found.filter(_beyond(key, cursor)), key)[: PAGE_SIZE + 1])
    return _page(question, key, taken[:PAGE_SIZE], has_next=len(taken) > PAGE_SIZE, has_previous=True)


def all_of(user: User, question: Question) -> QuerySet[Dossier]:
    """Everything that the question asks for, in the order of the pages."""
    return _ordered(_found(user, question), _KEYS[question.ordered_by])


def _found(user: User, question: Question) -> QuerySet[Dossier]:
    """With all that a row shows; the owner's name by subquery, since a join would ask for every party."""
    owner = Party.objects.filter(dossier=OuterRef("pk"), role=PartyRole.OWNER).values("full_name")[:1]
    found = narrowed(rows(user, question.view), question)
    return found.select_related("procedure_version", "receiving_unit", "competent_unit__calendar").annotate(
        owner_name=Subquery(owner),
        step_name=F("open_task__step__name"),
        step_role=F("open_task__role"),
        person_name=F("open_task__assignee__full_name"),
    )


def _ordered(found: QuerySet[Dossier], key: str, *, back: bool = False) -> QuerySet[Dossier]:
    is_descending = key.startswith("-") != back
    sign = "-" if is_descending else ""
    return found.order_by(f"{sign}{key.removeprefix('-')}", f"{sign}pk")


def _beyond(key: str, cursor: tuple[datetime, int], *, back: bool = False) -> Q:
    side, name = ("lt" if key.startswith("-") != back else "gt"), key.removeprefix("-")
    moment, pk = cursor
    return Q(**{f"{name}__{side}": moment}) | Q(**{name: moment, f"pk__{side}": pk})


def _page(question: Question, key: str, dossiers: list[Dossier], *, has_next: bool, has_previous: bool) -> Page:
    if not dossiers:
        return Page([], "", "")
    return Page(
        dossiers,
        question.address(after=_cursor(dossiers[-1], key)) if has_next else "",
        question.address(before=_cursor(dossiers[0], key)) if has_previous else "",
    )


def _cursor(dossier: Dossier, key: str) -> str:
    moment: Any = getattr(dossier, key.removeprefix("-"))
    return f"{(moment - _EPOCH) // _MICROSECOND}-{dossier.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    """The place that a cursor names; None for anything that is none."""
    microseconds, _dash, pk = text.partition("-")
    if not (microseconds.isascii() and microseconds.isdecimal() and pk.isascii() and pk.isdecimal()):
        return None
    if len(microseconds) > 17 or len(pk) > 18:
        return None
    return _EPOCH + int(microseconds) * _MICROSECOND, int(pk)
