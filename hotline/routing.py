"""Who answers: taking a ticket, sending it to the unit it belongs to, and setting aside what the law keeps out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from hotline import about_heads, due_times, log, rights
from hotline.actors import Actor
from hotline.kinds import Action
from hotline.problems import Incomplete, NotAllowedNow
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent
    from portal.accounts.models import User
    from units.models import Unit

MOST_HOPS = 3
"""A ticket that was passed on so often is passed in a circle: after that only a supervisor moves it."""


class Ground(models.TextChoices):
    """Why the law keeps something out of the hotline; anything else is answered."""

    COMPLAINT_LAW = "complaint_law", gettext_lazy("Là khiếu nại, giải quyết theo Luật Khiếu nại số 02/2011/QH13")
    DENUNCIATION_LAW = "denunciation_law", gettext_lazy("Là tố cáo, giải quyết theo Luật Tố cáo số 25/2018/QH14")
    SETTLED = "settled", gettext_lazy("Đã có bản án, quyết định có hiệu lực pháp luật")
    UNCLEAR = "unclear", gettext_lazy("Không có nội dung rõ ràng để giải quyết (Nghị định 20/2008/NĐ-CP, Điều 7)")
    REPEATED = "repeated", gettext_lazy("Trùng với phản ánh khác của cùng một người đang được giải quyết")


def take(ticket: Ticket, user: User) -> TicketEvent:
    """The person takes the ticket as theirs. NotYours, NotAllowedNow."""
    rights.require(user, Action.TAKE, ticket)
    with log.locked(ticket) as fresh:
        if fresh.owner_id == user.pk:
            raise NotAllowedNow(_("Bạn đang giữ phản ánh này rồi."))
        actor = Actor.staff(user, fresh.handling_unit)
        return log.move(fresh, Action.TAKE, actor, changes={"owner": user})


def route(ticket: Ticket, user: User, unit: Unit, reason: str) -> TicketEvent:
    """Send the ticket to the unit that answers, and say why. NotYours, Incomplete, NotAllowedNow."""
    rights.require(user, Action.ROUTE, ticket)
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi vì sao chuyển đến đơn vị này."), "reason")
    with log.locked(ticket) as fresh:
        _require_hop(fresh, user, unit)
        about_heads.refuse_their_own(fresh, unit)
        now, sender = timezone.now(), fresh.handling_unit
        changes = {
            "handling_unit": unit,
            "owner": None,
            "routed_at": fresh.routed_at or now,
            "hop_count": fresh.hop_count + 1,
            **due_times.at_routing(fresh, unit, now),
        }
        data = {"from": sender.code, "to": unit.code, "to_name": unit.name, "hop": changes["hop_count"]}
        return log.move(fresh, Action.ROUTE, Actor.staff(user, sender), note=reason, data=data, changes=changes)


def tell_progress(ticket: Ticket, user: User, text: str) -> TicketEvent:
    """Tell the reporter how far it is (QĐ 574/QĐ-TTg 2017: every 7 working days). NotYours, Incomplete."""
    rights.require(user, Action.PROGRESS, ticket)
    text = normalise(text)
    if not text:
        raise Incomplete(_("Hãy ghi việc đã làm đến đâu và bao giờ xong."), "text")
    with log.locked(ticket) as fresh:
        actor = Actor.staff(user, fresh.handling_unit)
        changes = due_times.at_telling(fresh, fresh.handling_unit, timezone.now())
        return log.move(fresh, Action.PROGRESS, actor, note=text, changes=changes)


def set_aside(ticket: Ticket, user: User, ground: str, reason: str) -> TicketEvent:
    """Close without an answer, on a ground of the law; the reporter is told it and can send it back up.

    NotYours, Incomplete, NotAllowedNow.
    """
    rights.require(user, Action.SET_ASIDE, ticket)
    reason = normalise(reason)
    if ground not in Ground.values:
        raise Incomplete(_("Hãy chọn căn cứ pháp luật."), "ground")
    if not reason:
        raise Incomplete(_("Hãy nói với người phản ánh vì sao, và họ cần đến đâu."), "reason")
    with log.locked(ticket) as fresh:
        with override("vi"):  # others read it in a language of their own
            law = str(Ground(ground).label)
        changes = {"legal_ground": law, "closed_at": timezone.now(), "climbs_at": None}
        actor = Actor.staff(user, fresh.handling_unit)
        return log.move(fresh, Action.SET_ASIDE, actor, note=reason, data={"ground": ground}, changes=changes)


def _require_hop(ticket: Ticket, user: User, unit: Unit) -> None:
    if unit.pk == ticket.handling_unit_id:
        raise Incomplete(_("Phản ánh đang ở chính đơn vị này."), "unit")
    if ticket.hop_count >= MOST_HOPS and not rights.may_go_on(user, ticket):
        told = _("Phản ánh đã được chuyển %(hops)d lần. Từ nay chỉ người giám sát được chuyển tiếp.")
        raise NotAllowedNow(told % {"hops": ticket.hop_count})
