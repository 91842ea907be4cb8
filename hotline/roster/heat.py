"""Where it burns: what came in during a period by unit and procedure, the most first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone

from hotline.kinds import OPEN, Kind, Score
from hotline.models import Ticket
from portal.ui.list_address import Asked, choice, number, part

if TYPE_CHECKING:
    from portal.accounts.models import User

PAGE_SIZE = 30
MOST_PAGES = 100
PERIODS = (7, 30, 90, 365)


def _days(text: str) -> int | None:
    return int(text) if text in {str(days) for days in PERIODS} else None


@dataclass(frozen=True)
class Question(Asked):
    """What the address asks for: how many days back, which kind, which page."""

    days: int = part("ngay", _days, 30)
    kind: str = choice("loai", Kind.values)
    page: int = number("trang", MOST_PAGES)


@dataclass(frozen=True)
class Heat:
    """One page of the list, with the addresses of its neighbours."""

    rows: list[dict[str, Any]]
    next: str
    previous: str


def page_of(user: User, question: Question, now: dt.datetime | None = None) -> Heat:
    """The page of what the person sees at work. One query; the period bounds how much of the archive it reads."""
    since = (now or timezone.now()) - dt.timedelta(days=question.days)
    found = Ticket.objects.visible_to(user).filter(received_at__gte=since)
    if question.kind:
        found = found.filter(kind=question.kind)
    late = Q(state__in=OPEN, answer_due_at__lt=now or timezone.now()) | Q(was_late=True)
    rows = (
        found.order_by()
        .values("handling_unit__code", "handling_unit__name", "procedure__code")
        .annotate(
            received=Count("pk"),
            late=Count("pk", filter=late),
            reopened=Count("pk", filter=Q(reopened_count__gt=0)),
            unhappy=Count("pk", filter=Q(score=Score.NOT_SATISFIED)),
        )
        .order_by("-received", "handling_unit__code", "procedure__code")
    )
    first = (question.page - 1) * PAGE_SIZE
    taken: list[dict[str, Any]] = [dict(row) for row in rows[first : first + PAGE_SIZE + 1]]
    has_next = len(taken) > PAGE_SIZE and question.page < MOST_PAGES
    return Heat(
        taken[:PAGE_SIZE],
        question.address(page=question.page + 1) if has_next else "",
        question.address(page=question.page - 1) if question.page > 1 else "",
    )
