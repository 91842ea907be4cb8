"""Linking a ticket with the leading one of its matter, and taking the link back; decision 0030 says what it changes.

The ticket goes to the unit of the leading one, keeps its own due times and its reporter, and waits for that answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import about_heads, due_times, log, rights
from hotline.actors import Actor
from hotline.kinds import Action, State
from hotline.models import Duplicate, IncidentTicket, Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.visibility import may_know_reporter
from portal.outbox.waking import wake_on_commit
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from portal.accounts.models import User

TASK = "hotline.answer_duplicates"
"""Passes the answers on; woken at once, and by the clock."""


def live() -> QuerySet[Duplicate]:
    """The links that hold."""
    return Duplicate.objects.filter(split_at=None)


def link_of(ticket: Ticket) -> Duplicate | None:
    """The link by which a ticket follows another one. One query."""
    return live().filter(ticket=ticket).select_related("leader", "answer").first()


def followers_of(ticket: Ticket) -> QuerySet[Duplicate]:
    """The links by which others follow a ticket, the oldest first."""
    return live().filter(leader=ticket).select_related("ticket").order_by("pk")


def is_same_reporter(one: Ticket, other: Ticket) -> bool:
    """Whether both were told from one telephone or one account."""
    by_phone = bool(one.phone_index) and one.phone_index == other.phone_index
    return by_phone or (one.user_id is not None and one.user_id == other.user_id)


def keeps_secrets(one: Ticket, other: Ticket) -> bool:
    """Whether a link tells nobody who a confidential reporter is: both keep the same secret, or neither has one.

    A named ticket beside a confidential one of the same person would name them to everybody who handles it.
    """
    if not (one.is_confidential or other.is_confidential):
        return True
    return one.is_confidential and other.is_confidential and is_same_reporter(one, other)


def may_see(user: User, ticket: Ticket) -> bool:
    """Whether links of the ticket are shown to the person: of a confidential one only to whoever may know who it is."""
    return not ticket.is_confidential or may_know_reporter(user, ticket)


def leader_for(ticket: Ticket) -> Ticket:
    """Whom to follow in order to follow the ticket: its leader, or itself."""
    link = link_of(ticket)
    return link.leader if link else ticket


def merge(ticket: Ticket, leader: Ticket, user: User) -> Duplicate:
    """Let `ticket` follow `leader`, or whom that one follows. NotYours, Incomplete (`leader`), NotAllowedNow."""
    wanted = leader_for(leader)
    if wanted.pk == ticket.pk:
        raise Incomplete(_("Phản ánh không thể trùng với chính nó."), "leader")
    for one in (ticket, wanted):
        rights.require(user, Action.MERGE, one)
    if not keeps_secrets(ticket, wanted) or not may_see(user, ticket):
        told = _("Phản ánh giữ kín danh tính chỉ gắn được với phản ánh giữ kín khác của cùng một người.")
        raise Incomplete(told, "leader")
    if not about_heads.is_of_the_same_heads(ticket, wanted):
        raise Incomplete(_("Phản ánh về người đứng đầu chỉ gắn được với phản ánh khác về cùng người đó."), "leader")
    with log.both_locked(ticket, wanted) as (fresh, first):
        _require_free(fresh, first, user)
        _follow_to_unit(fresh, first, Actor.staff(user, fresh.handling_unit))
        event = log.move(fresh, Action.MERGE, Actor.staff(user, first.handling_unit), data=_named(first))
        log.move(first, Action.LEAD, Actor.staff(user, first.handling_unit), data=_named(fresh))
        row = {"ticket": fresh, "leader": first, "linked_by": user, "linked_at": event.at}
        wake_on_commit(TASK)
        return Duplicate.objects.create(**row)


def split(ticket: Ticket, user: User, reason: str) -> None:
    """Take the link back: the ticket is answered on its own, in its own time. NotYours, Incomplete, NotAllowedNow."""
    rights.require(user, Action.SPLIT, ticket)
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi vì sao phản ánh này là việc khác."), "reason")
    link = link_of(ticket) if may_see(user, ticket) else None
    if link is None:
        raise NotAllowedNow(_("Phản ánh này không gắn với phản ánh nào."))
    with log.both_locked(ticket, link.leader) as (fresh, first):
        changed = live().filter(pk=link.pk, answer=None).update(split_at=timezone.now(), split_by=user, left_out="")
        if not changed:
            raise NotAllowedNow(_("Câu trả lời chung đã được gửi, hoặc người khác vừa tách phản ánh này."))
        actor = Actor.staff(user, fresh.handling_unit)
        log.move(fresh, Action.SPLIT, actor, note=reason, data=_named(first))
        log.move(first, Action.UNLEAD, actor, note=reason, data=_named(fresh))


def follow_to_unit(ticket: Ticket, leader: Ticket) -> None:
    """Move a locked ticket to where its leader is answered; the reporter is told. Nothing where it is there."""
    _follow_to_unit(ticket, leader, Actor.system())


def _follow_to_unit(ticket: Ticket, leader: Ticket, actor: Actor) -> None:
    unit, old = leader.handling_unit, ticket.handling_unit
    if unit.pk == old.pk or about_heads.is_closed_to(ticket, unit):
        return
    now = timezone.now()
    data = {"from": old.code, "to": unit.code, "to_name": unit.name, "hop": ticket.hop_count}
    changes = {"handling_unit": unit, "owner": None, "routed_at": ticket.routed_at or now}
    changes |= due_times.at_routing(ticket, unit, now)
    note = "Cùng một việc với phản ánh khác đang được giải quyết ở đó."  # kept for others to read, always Vietnamese
    log.move(ticket, Action.ROUTE, actor, note=note, data=data, changes=changes)


def _require_free(ticket: Ticket, leader: Ticket, user: User) -> None:
    """Under the locks of both: neither end may have moved meanwhile."""
    if live().filter(ticket=ticket).exists():
        raise NotAllowedNow(_("Phản ánh này vừa được gắn với một phản ánh khác."))
    if live().filter(ticket=leader).exists():
        raise NotAllowedNow(_("Phản ánh kia vừa được gắn với một phản ánh khác. Hãy chọn lại."))
    if live().filter(leader=ticket).exists():
        raise NotAllowedNow(_("Có phản ánh khác đang gắn với phản ánh này: hãy gắn phản ánh kia vào phản ánh này."))
    if IncidentTicket.objects.filter(ticket=ticket, answer=None).exists():
        raise NotAllowedNow(_("Phản ánh này đang chờ câu trả lời chung của một sự cố."))
    if leader.state == State.SET_ASIDE:
        raise NotAllowedNow(_("Phản ánh kia không được thụ lý nên không có câu trả lời nào để gửi."))
    if leader.answered_at is not None and not leader.is_open and not rights.is_trusted(user, ticket):
        told = _("Phản ánh kia đã được trả lời: chỉ người trực đường dây nóng và người giám sát gắn thêm được.")
        raise NotYours(told)


def _named(other: Ticket) -> dict[str, object]:
    """What the log says of the other ticket; of a confidential one no code, since more people read the log."""
    return {"other": other.pk} | ({} if other.is_confidential else {"code": other.code})
