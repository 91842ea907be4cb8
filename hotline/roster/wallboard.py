"""What the wall shows: what waits, since when, by kind, what is late, missed calls, who is on duty. Three queries.

Counts come from the partial indexes of what is open, so that the board costs as much with a full archive as with none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from hotline.kinds import OPEN, Kind, Severity
from hotline.models import Call, CallState, Duty, Ticket
from hotline.roster import leading, on_duty

if TYPE_CHECKING:
    from portal.accounts.models import User

_OWED = Q(call_back_at__isnull=False, called_back_at=None)
_RINGS = Q(state=CallState.RINGING)


@dataclass(frozen=True)
class Waiting:
    """One kind of what is open: how many, how many late, how many urgent ones that nobody took, the oldest."""

    label: str
    waiting: int
    late: int
    untaken: int
    oldest: dt.datetime | None


@dataclass(frozen=True)
class Board:
    """Everything on the wall; `total` is all kinds together."""

    total: Waiting
    kinds: list[Waiting]
    ringing: int
    rings_since: dt.datetime | None
    to_call_back: int
    sitting: list[Duty]
    at: dt.datetime


def of(user: User, now: dt.datetime | None = None) -> Board:
    """The board of what the person sees at work."""
    moment = now or timezone.now()
    kinds = [_waiting(row) for row in open_by_kind(Ticket.objects.counted_by(user), moment)]
    calls = waiting_calls()
    sitting = on_duty.at(moment).filter(shift__team__in=leading.seen_by(user).order_by().values("pk"))
    return Board(
        total=_together(kinds),
        kinds=sorted(kinds, key=lambda one: (-one.waiting, one.label)),
        ringing=calls["ringing"],
        rings_since=calls["since"],
        to_call_back=calls["owed"],
        sitting=list(sitting),
        at=moment,
    )


def open_by_kind(tickets: QuerySet[Ticket], now: dt.datetime) -> QuerySet[Ticket, Any]:
    """The figures of the open tickets by kind; one index holds all that is asked."""
    untaken = Q(severity=Severity.URGENT, owner=None)
    return (
        tickets.filter(state__in=OPEN)
        .order_by()
        .values("kind")
        .annotate(
            waiting=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now)),
            untaken=Count("pk", filter=untaken),
            oldest=Min("received_at"),
        )
    )


def waiting_calls() -> dict[str, Any]:
    """How many ring, since when, and how many wait to be called back. One query."""
    return Call.objects.filter(_RINGS | _OWED).aggregate(
        ringing=Count("pk", filter=_RINGS), since=Min("began_at", filter=_RINGS), owed=Count("pk", filter=_OWED)
    )


def _waiting(row: dict[str, Any]) -> Waiting:
    return Waiting(str(Kind(row["kind"]).label), row["waiting"], row["late"], row["untaken"], row["oldest"])


def _together(kinds: list[Waiting]) -> Waiting:
    oldest = min((one.oldest for one in kinds if one.oldest), default=None)
    return Waiting(
        "",
        sum(one.waiting for one in kinds),
        sum(one.late for one in kinds),
        sum(one.untaken for one in kinds),
        oldest,
    )
