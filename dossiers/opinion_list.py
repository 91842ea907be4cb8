"""The list of questions to the units of a person: what waits by its due time, what was answered newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Consultation
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from portal.accounts.models import User

PAGE_SIZE = 30
COUNT_CAP = 100
_KEPT = "_open_questions"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class View(models.TextChoices):
    """The tabs of the list."""

    WAITING = "cho-tra-loi", _("Cần trả lời")
    OVERDUE = "qua-han", _("Quá hạn")
    ANSWERED = "da-tra-loi", _("Đã trả lời")


@dataclass(frozen=True)
class Question:
    """What the address asks for; anything unknown in it is as good as absent."""

    view: str = View.WAITING
    text: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Question:
        """The question of a query string."""
        asked = query.get("xem", "")
        return cls(
            view=asked if asked in View.values else View.WAITING,
            text=normalise(query.get("tim", ""))[:100],
            after=query.get("sau", ""),
            before=query.get("truoc", ""),
        )

    def address(self, **changes: str) -> str:
        """The query string with other values; the place in the list is left out unless given."""
        asked = replace(self, **{"after": "", "before": "", **changes})
        named = {"xem": asked.view, "tim": asked.text, "sau": asked.after, "truoc": asked.before}
        return "?" + urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True)
class Page:
    """One page with the addresses of its neighbours, "" at the ends."""

    rows: list[Consultation]
    next: str
    previous: str


def page_of(user: User, question: Question) -> Page:
    """One page in one query, wherever it lies."""
    key, is_newest_first = ("closed_at", True) if question.view == View.ANSWERED else ("due_at", False)
    found = _found(user, question).select_related("dossier", "unit__calendar", "asking_unit")
    cursor = _read(question.before or question.after)
    is_back = bool(cursor and question.before)
    is_descending = is_newest_first != is_back
    if cursor is not None:
        found = found.filter(_beyond(key, cursor, "lt" if is_descending else "gt"))
    sign = "-" if is_descending else ""
    taken = list(found.order_by(f"{sign}{key}", f"{sign}pk")[: PAGE_SIZE + 1])
    has_more, rows = len(taken) > PAGE_SIZE, taken[:PAGE_SIZE]
    if is_back:
        rows.reverse()
    if not rows:
        return Page([], "", "")
    has_next, has_previous = (True, has_more) if is_back else (has_more, cursor is not None)
    return Page(
        rows,
        question.address(after=_cursor(rows[-1], key)) if has_next else "",
        question.address(before=_cursor(rows[0], key)) if has_previous else "",
    )


def open_to(user: User | AnonymousUser) -> QuerySet[Consultation]:
    """What the person's units owe an answer to."""
    return Consultation.objects.asked_of(user).open()


def keep_count(user: User, count: int) -> None:
    """Keeps a figure that the page counted with others, so that the menu does not ask again."""
    user.__dict__[_KEPT] = count


def waiting(request: HttpRequest) -> QuerySet[Consultation] | int:
    """For the figure in the menu, up to `COUNT_CAP`: the rows, or how many where the page counted them already."""
    kept: int | None = request.user.__dict__.get(_KEPT)
    return open_to(request.user)[:COUNT_CAP] if kept is None else kept


def _found(user: User, question: Question) -> QuerySet[Consultation]:
    asked = Consultation.objects.asked_of(user)
    asked = asked.filter(state=Consultation.State.ANSWERED) if question.view == View.ANSWERED else asked.open()
    if question.view == View.OVERDUE:
        asked = asked.filter(due_at__lt=timezone.now())
    if not question.text:
        return asked
    says = Q(dossier__code__icontains=question.text) | Q(dossier__title__unaccent__icontains=question.text)
    return asked.filter(says | Q(question__unaccent__icontains=question.text))


def _beyond(key: str, cursor: tuple[datetime, int], side: str) -> Q:
    moment, pk = cursor
    return Q(**{f"{key}__{side}": moment}) | Q(**{key: moment, f"pk__{side}": pk})


def _cursor(row: Consultation, key: str) -> str:
    moment: datetime = getattr(row, key)
    return f"{(moment - _EPOCH) // _MICROSECOND}-{row.pk}"


def _read(text: str) -> tuple[datetime, int] | None:
    """The place that a cursor names; None for anything that is none."""
    microseconds, _dash, pk = text.partition("-")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 17 for part in (microseconds, pk)):
        return None
    return _EPOCH + int(microseconds) * _MICROSECOND, int(pk)
