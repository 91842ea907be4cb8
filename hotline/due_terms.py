"""Which terms a ticket is received under: the law's (`hotline.due_times`), and decided ones in their place.

A term is proposed with its legal source and reason, and decided by somebody else before the day from which it holds.
A ticket keeps the terms of the day on which it was received (`Ticket.terms`), so that no change moves one that runs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import due_times
from hotline.due_times import Kept, Term, Terms
from hotline.inbox import inbox_unit
from hotline.kinds import OPEN, Severity
from hotline.models import Clock, DueTerm, Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.visibility import watches_everything
from portal.vietnamese import normalise
from units.access import holds_any
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User
    from units.models import Unit
    from units.working_time import TimeUnit

LAW: dict[str, str] = {
    Clock.TRANSFER: "Nghị định 20/2008/NĐ-CP, Điều 9",
    Clock.ANSWER: "Quyết định 574/QĐ-TTg năm 2017",
    Clock.UPDATE: "Quyết định 574/QĐ-TTg năm 2017",
    Clock.TO_SUPERVISOR: "Quy chế đường dây nóng",
    Clock.TO_CHAIR: "Quy chế đường dây nóng",
}
"""Where the terms come from that hold while nothing else was decided; those of what is urgent: the last one."""
_RULES_OF_THE_LINE = LAW[Clock.TO_CHAIR]


@dataclass(frozen=True)
class Proposal:
    """What somebody wants to hold from a day on; `kind` "" for every kind, `unit` None for all."""

    clock: str
    severity: str
    amount: int
    time_unit: TimeUnit
    legal_source: str
    reason: str
    valid_from: dt.date
    kind: str = ""
    unit: Unit | None = None


@dataclass(frozen=True)
class Preview:
    """What a term means: when its ticket is received, until when now and then, and how many are not touched."""

    received_at: dt.datetime
    now: dt.datetime
    then: dt.datetime
    running: int

    @property
    def is_longer(self) -> bool:
        """Whether people would wait longer than they do now."""
        return self.then > self.now


def may_set(user: User) -> bool:
    """Who proposes and decides: supervisors of the whole hotline, and administrators of the system."""
    return watches_everything(user) or holds_any(user, Role.SYSTEM_ADMIN)


def kept_for(kind: str, about: Unit | None, on: dt.date) -> Kept:
    """The terms that depart from the law's for a ticket received on a day, by severity and clock. One query.

    What is decided for the unit goes before what is for its agency, that before what is for the kind, that before what
    is for all; of the same sort the newest.
    """
    units = [about.pk, about.agency.pk] if about else []
    rows = DueTerm.objects.filter(is_approved=True, valid_from__lte=on, kind__in=("", kind))
    best: dict[tuple[str, str], tuple[tuple[int, bool, dt.date], DueTerm]] = {}
    for row in rows.order_by("valid_from", "pk"):
        if row.unit_id is not None and row.unit_id not in units:
            continue
        nearness = 0 if row.unit_id is None else 2 - units.index(row.unit_id)
        rank, key = (nearness, bool(row.kind), row.valid_from), (row.severity, row.clock)
        if key not in best or best[key][0] <= rank:
            best[key] = (rank, row)
    kept: Kept = {}
    for (severity, clock), (_rank, row) in best.items():
        kept.setdefault(severity, {})[clock] = [str(row.amount), row.time_unit]
    return kept


def source_of(severity: str, clock: str) -> str:
    """The legal source of a term that nothing was decided in place of."""
    return _RULES_OF_THE_LINE if severity == Severity.URGENT else LAW[clock]


def in_force(on: dt.date) -> dict[str, Terms]:
    """By severity, the terms of a ticket of no special kind or unit received on a day. One query."""
    kept = kept_for("", None, on)
    return {severity: due_times.terms_of(severity, kept) for severity in Severity.values}


def propose(user: User, proposal: Proposal) -> DueTerm:
    """Write a proposal down. NotYours, Incomplete."""
    if not may_set(user):
        raise NotYours(_("Chỉ người giám sát đường dây nóng và quản trị hệ thống đề nghị đổi thời hạn."))
    told = {"legal_source": normalise(proposal.legal_source), "reason": normalise(proposal.reason)}
    for field, text in told.items():
        if not text:
            raise Incomplete(_("Hãy ghi căn cứ và lý do."), field)
    _require_ahead(proposal.valid_from)
    return DueTerm.objects.create(
        clock=proposal.clock,
        severity=proposal.severity,
        kind=proposal.kind,
        unit=proposal.unit,
        amount=proposal.amount,
        time_unit=proposal.time_unit,
        valid_from=proposal.valid_from,
        proposed_by=user,
        proposed_at=timezone.now(),
        **told,
    )


def decide(term: DueTerm, user: User, words: str, *, is_approved: bool) -> DueTerm:
    """Let it come into force on its day, or refuse it and say why. NotYours, Incomplete, NotAllowedNow."""
    if not may_set(user) or term.proposed_by_id == user.pk:
        raise NotYours(_("Người quyết định phải là người giám sát hoặc quản trị khác với người đề nghị."))
    words = normalise(words)
    if not is_approved and not words:
        raise Incomplete(_("Hãy ghi vì sao không đồng ý."), "decision")
    try:
        with transaction.atomic():
            fresh = DueTerm.objects.select_for_update(of=("self",)).get(pk=term.pk)
            if fresh.decided_at is not None:
                raise NotAllowedNow(_("Đề nghị này đã có người quyết định."))
            if is_approved:
                _require_ahead(fresh.valid_from)
            fresh.is_approved, fresh.decided_by, fresh.decided_at = is_approved, user, timezone.now()
            fresh.decision = words[:1000]
            fresh.save(update_fields=["is_approved", "decided_by", "decided_at", "decision"])
            return fresh
    except IntegrityError as error:
        raise NotAllowedNow(_("Đã có thời hạn khác được duyệt cho cùng ngày và cùng loại phản ánh.")) from error


def preview(proposal: Proposal) -> Preview:
    """What would become of a ticket that comes in at 8:00 on the first day, beside what holds. Three queries."""
    unit = inbox_unit()
    at = timezone.make_aware(dt.datetime.combine(proposal.valid_from, dt.time(8)))
    calendar = due_times.calendar_for(proposal.severity, unit)
    kept = kept_for(proposal.kind, proposal.unit, proposal.valid_from)
    today = getattr(due_times.terms_of(proposal.severity, kept), proposal.clock)
    wanted = Term(Decimal(proposal.amount), proposal.time_unit)
    running = Ticket.objects.filter(state__in=OPEN, severity=proposal.severity)
    about = running.filter(kind=proposal.kind) if proposal.kind else running
    about = about.filter(about_unit=proposal.unit) if proposal.unit else about
    return Preview(at, today.after(at, calendar).at, wanted.after(at, calendar).at, about.count())


def proposal_of(term: DueTerm) -> Proposal:
    """The row as it was proposed."""
    values = {name: getattr(term, name) for name in Proposal.__dataclass_fields__}
    return Proposal(**values)


def _require_ahead(day: dt.date) -> None:
    if day <= timezone.localdate():
        told = _("Ngày có hiệu lực phải sau hôm nay: thời hạn mới không áp dụng cho phản ánh đã nhận.")
        raise Incomplete(told, "valid_from")
