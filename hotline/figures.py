"""Public figures by unit: what came in, was answered in time, came back, left somebody unhappy. Nothing is left out.

Kept for five minutes, since everybody may ask; a ticket set aside counts and is shown as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from hotline.kinds import OPEN, Score, State
from hotline.models import Duplicate, Sample, Ticket
from hotline.samples import rating

KEPT_SECONDS = 300
_OPEN = Q(state__in=[str(state) for state in OPEN])


@dataclass(frozen=True)
class Figures:
    """One unit's, or all units' together (with an empty code)."""

    code: str
    name: str
    received: int
    open: int
    overdue: int
    answered: int
    in_time: int
    reopened: int
    unhappy: int
    set_aside: int
    linked: int
    """Duplicates: answered together with another ticket of the same matter, and counted in every other column."""
    samples_rated: int = 0
    sample_mean: float | None = None
    """Of the marks that supervisors gave drawn answers, 1 to 5."""
    samples_waiting: int = 0
    samples_late: int = 0


def of_year(year: int, month: int = 0) -> list[Figures]:
    """What came in during a year, or one of its months (1 to 12): all units first, then each. At most three queries."""
    key = f"hotline:figures:{year}:{month}"
    found: list[Figures] | None = cache.get(key)
    if found is None:
        found = _counted(year, month)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _counted(year: int, month: int) -> list[Figures]:
    period = {"received_at__year": year} | ({"received_at__month": month} if month else {})
    by_unit = Ticket.objects.filter(**period).values("handling_unit__code", "handling_unit__name")
    rows: list[dict[str, Any]] = [dict(row) for row in by_unit.annotate(**_counts()).order_by("handling_unit__code")]
    if not rows:
        return []
    samples = Sample.objects.filter(**{f"answer__ticket__{name}": value for name, value in period.items()}).order_by()
    names = rating.counts()
    drawn: list[dict[str, Any]] = [dict(row) for row in samples.values("unit__code").annotate(**names)]
    by_answerer = {row["unit__code"]: {name: row[name] for name in names} for row in drawn}
    units = [_figures(row, row["handling_unit__code"], row["handling_unit__name"], by_answerer) for row in rows]
    total = {name: sum(row[name] for row in rows) for name in _counts()}
    return [_figures(total, "", "", {"": samples.aggregate(**rating.counts())}), *units]


def _counts() -> dict[str, Count]:
    follows = Duplicate.objects.filter(ticket=OuterRef("pk"), split_at=None)
    return {
        "received": Count("pk"),
        "open": Count("pk", filter=_OPEN),
        "overdue": Count("pk", filter=_OPEN & Q(answer_due_at__lt=timezone.now())),
        "answered": Count("pk", filter=Q(first_answered_at__isnull=False)),
        "in_time": Count("pk", filter=Q(was_late=False)),
        "reopened": Count("pk", filter=Q(reopened_count__gt=0)),
        "unhappy": Count("pk", filter=Q(score=Score.NOT_SATISFIED)),
        "set_aside": Count("pk", filter=Q(state=State.SET_ASIDE)),
        "linked": Count("pk", filter=Q(Exists(follows))),
    }


def _figures(row: dict[str, Any], code: str, name: str, samples: dict[str, dict[str, Any]]) -> Figures:
    drawn = dict(samples.get(code, {}))
    if drawn.get("sample_mean") is not None:
        drawn["sample_mean"] = round(drawn["sample_mean"], 1)
    return Figures(code, name, **{name: row[name] for name in _counts()}, **drawn)
