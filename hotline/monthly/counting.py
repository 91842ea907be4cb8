"""Counting one month by unit, procedure, kind and cause, from moments that cannot change afterwards.

What came in is counted where it stood when the month ended; what was answered, sent back, rated and set aside is
counted by the moment of that act. So the same month gives the same numbers at any later time, until a cause is
corrected.

Small numbers of what reporters keep to themselves (confidential reports, and conduct) name no procedure and no kind,
and such a cause names no unit: fewer than `FEWEST` people in one cell could be known by it. They count in every sum.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from hotline.kinds import Action, Kind, Score
from hotline.models import Answer, AnswerCause, Ticket, TicketEvent
from units.working_time import VIETNAM

MEASURES = ("received", "answered", "in_time", "reopened", "unhappy", "set_aside")
FEWEST = 5
KEPT_BACK = "*"
"""In place of a procedure, a kind or a unit that is not told."""
_MOVES = (Action.ROUTE, Action.MOVE_UNIT)

Key = tuple[str, str, str]


def of_month(year: int, month: int) -> dict[str, list[list[Any]]]:
    """Rows `[unit, procedure, kind, *MEASURES]` and `[unit, procedure, kind, cause, count]`, sorted. Six queries."""
    begins = dt.datetime(year, month, 1, tzinfo=VIETNAM)
    ends = dt.datetime(year + month // 12, month % 12 + 1, 1, tzinfo=VIETNAM)
    return {"cells": _cells(begins, ends), "causes": _causes(begins, ends)}


def _cells(begins: dt.datetime, ends: dt.datetime) -> list[list[Any]]:
    counted: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    guarded: dict[Key, int] = defaultdict(int)
    for name, rows in _counted(begins, ends).items():
        for unit, procedure, kind, count, kept_back in rows:
            key = (unit or "", procedure or "", kind)
            counted[key][name] += count
            guarded[key] += kept_back
    told: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    for key, counts in counted.items():
        is_small = guarded[key] and max(counts.values()) < FEWEST
        safe = (key[0], KEPT_BACK, KEPT_BACK) if is_small else key
        for name, count in counts.items():
            told[safe][name] += count
    return [[*key, *(told[key][name] for name in MEASURES)] for key in sorted(told)]


def _counted(begins: dt.datetime, ends: dt.datetime) -> dict[str, Iterable[tuple[Any, ...]]]:
    events = TicketEvent.objects.filter(at__gte=begins, at__lt=ends)
    earlier = Answer.objects.filter(ticket=OuterRef("ticket"), sent_at__lt=OuterRef("sent_at"))
    first = Answer.objects.filter(~Exists(earlier), sent_at__gte=begins, sent_at__lt=ends)
    moved = TicketEvent.objects.filter(ticket=OuterRef("pk"), action__in=_MOVES, at__lt=ends).order_by("-sequence")
    filed = TicketEvent.objects.filter(ticket=OuterRef("pk"), sequence=1)
    received = Ticket.objects.filter(received_at__gte=begins, received_at__lt=ends).annotate(
        stood=Coalesce(
            Subquery(moved.values(unit_code=KeyTextTransform("to", "data"))[:1]),
            Subquery(filed.values(unit_code=KeyTextTransform("unit", "data"))[:1]),
            F("handling_unit__code"),
            output_field=TextField(),
        )
    )
    unhappy = events.filter(action=Action.RATE, data__score=int(Score.NOT_SATISFIED))
    set_aside = events.filter(action=Action.SET_ASIDE).annotate(stood=F("unit__code"))
    return {
        "received": _grouped(received, ""),
        "answered": _grouped(first.annotate(stood=F("unit__code")), "ticket__"),
        "in_time": _grouped(first.filter(ticket__was_late=False).annotate(stood=F("unit__code")), "ticket__"),
        "reopened": _grouped(_by_answerer(events.filter(action=Action.REOPEN)), "ticket__"),
        "unhappy": _grouped(_by_answerer(unhappy), "ticket__"),
        "set_aside": _grouped(set_aside, "ticket__"),
    }


def _by_answerer(events: QuerySet[TicketEvent]) -> QuerySet[Any]:
    """Acts on an answer count for the unit that gave it; where there was none, for the one that handles it."""
    given = Answer.objects.filter(ticket=OuterRef("ticket"), sent_at__lt=OuterRef("at")).order_by("-number")
    return events.annotate(stood=Coalesce(Subquery(given.values("unit__code")[:1]), F("ticket__handling_unit__code")))


def _grouped(rows: QuerySet[Any], to_ticket: str) -> QuerySet[Any, tuple[Any, ...]]:
    names = ("stood", f"{to_ticket}procedure__code", f"{to_ticket}kind")
    counts = {"count_of": Count("pk"), "kept_back": Count("pk", filter=_is_guarded(to_ticket))}
    grouped = rows.order_by().values(*names).annotate(**counts)
    found: QuerySet[Any, tuple[Any, ...]] = grouped.values_list(*names, *counts)
    return found


def _causes(begins: dt.datetime, ends: dt.datetime) -> list[list[Any]]:
    later = AnswerCause.objects.filter(answer=OuterRef("answer"), pk__gt=OuterRef("pk"))
    said = AnswerCause.objects.filter(answer__sent_at__gte=begins, answer__sent_at__lt=ends).filter(~Exists(later))
    names = ("answer__unit__code", "answer__ticket__procedure__code", "answer__ticket__kind", "cause__code")
    counts = {"count_of": Count("pk"), "kept_back": Count("pk", filter=_is_guarded("answer__ticket__"))}
    told: dict[tuple[str, ...], int] = defaultdict(int)
    for unit, procedure, kind, cause, count, kept_back in (
        said.order_by().values(*names).annotate(**counts).values_list(*names, "count_of", "kept_back")
    ):
        is_small = kept_back and count < FEWEST
        key = (KEPT_BACK, KEPT_BACK, KEPT_BACK, cause) if is_small else (unit, procedure or "", kind, cause)
        told[key] += count
    return [[*key, told[key]] for key in sorted(told)]


def _is_guarded(to_ticket: str) -> Q:
    return Q(**{f"{to_ticket}is_confidential": True}) | Q(**{f"{to_ticket}kind": Kind.COMPLAINT_CONDUCT})
