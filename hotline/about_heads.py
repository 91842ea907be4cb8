"""What is told about the head of an agency: it goes past that agency to the one above, and the head never sees it.

Luật Khiếu nại 02/2011 Đ17, Đ18 and Luật Tố cáo 25/2018 Đ12 give complaints about a head to the agency above; the same
holds here for every report. Who the heads were stands on the ticket, so that they stay barred in whatever other role
they have, and after they left; the answer is approved by those who supervise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import log, rights
from hotline.actors import Actor
from hotline.inbox import inbox_unit
from hotline.kinds import Action, Level
from hotline.problems import Incomplete, NotAllowedNow
from portal.vietnamese import normalise
from units.models import StaffRole
from units.roles import Role

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent
    from portal.accounts.models import User
    from units.models import Unit


def heads_of(unit: Unit) -> list[int]:
    """Ids of everybody who leads the agency of a unit today. One query."""
    held = StaffRole.objects.current().filter(role=Role.LEADER, unit__in={unit.pk, unit.agency.pk})
    return sorted(set(held.values_list("user", flat=True)))


def is_theirs(unit: Unit, about: Unit) -> bool:
    """Whether a unit belongs to the agency whose head is meant: nothing told of the head may go there."""
    return unit.agency.pk == about.agency.pk


def home_of(about: Unit | None) -> Unit:
    """Where a report about a head waits: the hotline's inbox, or the agency above where the inbox is the head's own."""
    inbox = inbox_unit()
    if about is None or not is_theirs(inbox, about):
        return inbox
    return about.agency.parent or inbox


def upper_of(about: Unit) -> Unit | None:
    """The agency above the one whose head is meant; None above the Chair of the province."""
    return about.agency.parent


def at_receipt(about: Unit | None) -> dict[str, Any]:
    """The fields of a fresh report about a head: whose it is not, and that its answer needs a supervisor.

    Whoever tells it stays unnamed to all but operators and supervisors, asked for or not.
    """
    barred = heads_of(about) if about else []
    return {"is_about_head": True, "barred": barred, "is_confidential": True, "level": Level.SUPERVISOR}


def note(ticket: Ticket, user: User, about: Unit, reason: str) -> TicketEvent:
    """Somebody at work sees that the report is about a head: it leaves the head's agency.

    NotYours, Incomplete; NotAllowedNow where it is noted already, since nobody who was barred comes back in silence.
    """
    rights.require(user, Action.BAR_HEAD, ticket)
    reason = _said(reason)
    with log.locked(ticket) as fresh:
        if fresh.is_about_head and fresh.barred:
            told = _("Phản ánh này đã được ghi nhận là về một người đứng đầu. Người giám sát xác định lại trước đã.")
            raise NotAllowedNow(told)
        sender = fresh.handling_unit
        unit = home_of(about) if is_theirs(sender, about) else sender
        fields = at_receipt(about) | {"about_unit": about, "handling_unit": unit, "level_since": timezone.now()}
        fields["level"] = max(fresh.level, Level.SUPERVISOR)
        if unit != sender or fresh.owner_id in fields["barred"]:
            fields["owner"] = None
        data = {"from": sender.code, "to": unit.code, "to_name": unit.name, "about": about.code}
        return log.move(fresh, Action.BAR_HEAD, Actor.staff(user, sender), note=reason, data=data, changes=fields)


def lift(ticket: Ticket, user: User, reason: str) -> TicketEvent:
    """A supervisor finds that no head is meant; confidence and the rung stay. NotYours, Incomplete, NotAllowedNow."""
    rights.require(user, Action.LIFT_BAR, ticket)
    reason = _said(reason)
    with log.locked(ticket) as fresh:
        if not fresh.is_about_head:
            raise NotAllowedNow(_("Phản ánh này không nói về người đứng đầu nào."))
        actor = Actor.staff(user, fresh.handling_unit)
        return log.move(fresh, Action.LIFT_BAR, actor, note=reason, changes={"is_about_head": False, "barred": []})


def is_closed_to(ticket: Ticket, unit: Unit) -> bool:
    """Whether the unit belongs to the agency whose head the ticket is about."""
    return ticket.is_about_head and ticket.about_unit is not None and is_theirs(unit, ticket.about_unit)


def is_of_the_same_heads(one: Ticket, other: Ticket) -> bool:
    """Whether two tickets keep the same people away, so that one answer may serve both."""
    return one.is_about_head == other.is_about_head and set(one.barred) == set(other.barred)


def refuse_their_own(ticket: Ticket, unit: Unit) -> None:
    """Incomplete where a report about a head would be sent to the head's own agency."""
    if is_closed_to(ticket, unit):
        told = _("Phản ánh về người đứng đầu không chuyển về chính cơ quan đó. Hãy chọn cơ quan cấp trên.")
        raise Incomplete(told, "unit")


def _said(reason: str) -> str:
    text = normalise(reason)
    if not text:
        raise Incomplete(_("Hãy ghi lý do."), "reason")
    return text
