"""When a ticket is due. All arithmetic is `units.working_time`; here only the rules that choose it. No database.

NĐ 20/2008 Đ9: to whom it belongs within 5 working days; QĐ 574/QĐ-TTg 2017: answered within 20 days, and every 7
working days after that the reporter is told how far it is; `hotline.due_terms` puts decided terms in their place, and a
ticket keeps those that it was received under. What is urgent runs on a clock without nights and holidays.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from hotline.kinds import Level, Severity
from units import calendars, working_time
from units.working_time import Calendar, DueTime, TimeUnit

if TYPE_CHECKING:
    from hotline.models import Ticket
    from units.models import Unit

ROUND_THE_CLOCK = Calendar({day: [(dt.time.min, dt.time.max)] for day in range(7)})


@dataclass(frozen=True)
class Term:
    """An amount of time, as laws write it."""

    amount: Decimal
    unit: TimeUnit

    def after(self, start: dt.datetime, calendar: Calendar) -> DueTime:
        """When it is over, with the days that were counted and skipped."""
        return working_time.add(calendar, start, self.amount, self.unit)


Kept = dict[str, dict[str, list[str]]]
"""Terms that depart from the law's, by severity and clock: amount and unit, as a ticket keeps them in JSON."""


@dataclass(frozen=True)
class Terms:
    """What runs for one ticket: until it reaches who answers, until it is answered, and between two tellings.

    The last two: how long a rung of the ladder has before the next one is told; the top has no next.
    """

    transfer: Term
    answer: Term
    update: Term
    to_supervisor: Term
    to_chair: Term


NORMAL = Terms(
    transfer=Term(Decimal(5), "working_day"),
    answer=Term(Decimal(20), "day"),
    update=Term(Decimal(7), "working_day"),
    to_supervisor=Term(Decimal(2), "working_day"),
    to_chair=Term(Decimal(3), "working_day"),
)
URGENT = Terms(
    transfer=Term(Decimal(1), "working_hour"),
    answer=Term(Decimal(24), "working_hour"),
    update=Term(Decimal(24), "working_hour"),
    to_supervisor=Term(Decimal(1), "working_hour"),
    to_chair=Term(Decimal(2), "working_hour"),
)


def terms_of(severity: str, kept: Kept | None = None) -> Terms:
    """The terms of a ticket by how grave it is: the law's, and those decided in their place when it was received."""
    law = URGENT if severity == Severity.URGENT else NORMAL
    decided = (kept or {}).get(str(severity), {})
    return replace(law, **{clock: Term(Decimal(told[0]), cast("TimeUnit", told[1])) for clock, told in decided.items()})


def calendar_for(severity: str, unit: Unit) -> Calendar:
    """The hours that count: those of the unit, or all of them for what is urgent."""
    return ROUND_THE_CLOCK if severity == Severity.URGENT else calendars.calendar_of(unit)


def at_receipt(severity: str, unit: Unit, at: dt.datetime, kept: Kept | None = None) -> dict[str, Any]:
    """The fields of a fresh ticket: it must reach who answers first, and be answered in the end."""
    calendar, terms = calendar_for(severity, unit), terms_of(severity, kept)
    answer = terms.answer.after(at, calendar)
    transfer = terms.transfer.after(at, calendar)
    return _fields(min(transfer.at, answer.at), terms, answer)


def at_danger(ticket: Ticket, at: dt.datetime) -> dict[str, Any]:
    """The fields of a ticket that turns out to be urgent: every time comes nearer, none is put off."""
    fields = at_receipt(Severity.URGENT, ticket.handling_unit, at, ticket.terms)
    if ticket.answer_due_at <= fields["answer_due_at"]:
        fields |= {"answer_due_at": ticket.answer_due_at, "due_sum": ticket.due_sum}
    fields["due_at"] = min(fields["due_at"], ticket.due_at)
    fields["climbs_at"] = min(fields["climbs_at"], ticket.climbs_at or fields["climbs_at"])
    return fields


def at_reopening(severity: str, unit: Unit, at: dt.datetime, kept: Kept | None = None) -> dict[str, Any]:
    """The fields of a ticket that came back: it is answered anew, within the same term."""
    terms = terms_of(severity, kept)
    answer = terms.answer.after(at, calendar_for(severity, unit))
    return _fields(answer.at, terms, answer)


def at_routing(ticket: Ticket, unit: Unit, at: dt.datetime) -> dict[str, Any]:
    """The fields of a ticket that reached who answers: the time of the answer stays; one that passed runs on."""
    if ticket.answer_due_at > at:
        return {"due_at": ticket.answer_due_at, "climbs_at": ticket.answer_due_at}
    return at_telling(ticket, unit, at)


def at_telling(ticket: Ticket, unit: Unit, at: dt.datetime) -> dict[str, Any]:
    """The fields after the reporter was told how far it is: the next telling, or the answer where that comes first.

    A missed answer goes on climbing: telling is no answer.
    """
    told = terms_of(ticket.severity, ticket.terms).update.after(at, calendar_for(ticket.severity, unit)).at
    is_late = ticket.answer_due_at <= at
    return {"due_at": told if is_late else min(told, ticket.answer_due_at)}


def at_climbing(ticket: Ticket, at: dt.datetime) -> dict[str, Any]:
    """When a ticket that stays unanswered climbs again; never from the top."""
    terms = terms_of(ticket.severity, ticket.terms)
    pause = {Level.HEAD: terms.to_supervisor, Level.SUPERVISOR: terms.to_chair}.get(
        Level(min(ticket.level + 1, Level.CHAIR))
    )
    calendar = calendar_for(ticket.severity, ticket.handling_unit)
    return {"climbs_at": pause.after(at, calendar).at if pause else None}


def _fields(due_at: dt.datetime, terms: Terms, answer: DueTime) -> dict[str, Any]:
    told = _sum(terms.answer, answer)
    return {"due_at": due_at, "climbs_at": due_at, "answer_due_at": answer.at, "due_sum": told}


def _sum(term: Term, due: DueTime) -> dict[str, Any]:
    return {
        "amount": str(term.amount),
        "unit": term.unit,
        "counted": [day.isoformat() for day in due.counted],
        "skipped": [[day.isoformat(), reason] for day, reason in due.skipped],
    }
