"""What everybody may read of a published list (QĐ 766/QĐ-TTg): how many came late where, and with whom.

No dossier and no citizen is named. An officer is named only where nothing was said or the head sent it back; where a
head has not judged what was said, the unit answers for that. A published list never changes, so its pages are counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from dossiers.models import LateEntry, LateList
from dossiers.responsibility.public_question import PAGE_SIZE, Order, Question, View
from dossiers.responsibility.words import EXCUSED, TO_EXPLAIN, Lateness, Standing

_SUMS: dict[str, Any] = {
    "late": Count("pk"),
    "excused": Count("pk", filter=Q(standing__in=EXCUSED)),
    "unjudged": Count("pk", filter=Q(standing=Standing.WAITING)),
    "unexcused": Count("pk", filter=~Q(standing__in=EXCUSED)),
}
_BY_KIND: dict[str, Any] = {kind.name.lower(): Count("pk", filter=Q(kind=kind)) for kind in Lateness}

_NAMED = Case(When(standing__in=TO_EXPLAIN, then=F("person_name")), default=Value(""))
"""Nobody is named for whom the head kept silent."""


@dataclass(frozen=True)
class CountedPage:
    """One page with the addresses of its neighbours, "" at the ends."""

    rows: list[dict[str, Any]]
    next: str
    previous: str


def years() -> list[int]:
    """The years with published lists, newest first."""
    found = LateList.objects.filter(published_at__isnull=False).dates("month", "year", order="DESC")
    return [first.year for first in found]


def lists_of(year: int) -> QuerySet[LateList]:
    """The published lists of a year with their sums, newest month first."""
    sums = {
        "late": Count("entries"),
        "unexcused": Count("entries", filter=~Q(entries__standing__in=EXCUSED)),
    }
    return LateList.objects.filter(published_at__isnull=False, month__year=year).annotate(**sums)


def sums_of(published: LateList) -> dict[str, int]:
    """The figures of a whole list, in one query."""
    sums: dict[str, int] = LateEntry.objects.filter(late_list=published).aggregate(**_SUMS, **_BY_KIND)
    return sums


def rows_of(published: LateList, question: Question) -> QuerySet[Any, dict[str, Any]]:
    """One row a unit, or one row a unit and person late for no accepted reason, in the order asked for."""
    entries: Any = LateEntry.objects.filter(late_list=published).order_by()
    if question.view == View.UNITS:
        found = entries.values("unit__code", "unit__name").annotate(**_SUMS)
        by_name: tuple[str, ...] = ("unit__name", "unit__code")
    else:
        named = entries.exclude(standing__in=EXCUSED)
        found = named.annotate(named=_NAMED).values("unit__code", "unit__name", "named").annotate(late=Count("pk"))
        by_name = ("unit__name", "unit__code", "named")
    rows: QuerySet[Any, dict[str, Any]] = found.order_by(
        *(by_name if question.order == Order.NAME else ("-late", *by_name))
    )
    return rows


def page_of(published: LateList, question: Question) -> CountedPage:
    """One page of the rows, in one query."""
    first = (question.number - 1) * PAGE_SIZE
    rows = list(rows_of(published, question)[first : first + PAGE_SIZE + 1])
    following = question.address(number=question.number + 1) if len(rows) > PAGE_SIZE else ""
    previous = question.address(number=question.number - 1) if question.number > 1 else ""
    return CountedPage(rows[:PAGE_SIZE], following, previous)
