"""Tickets that speak of an incident: suggested by time, procedure and unit, linked by a person, taken off again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import log, rights
from hotline.actors import Actor
from hotline.kinds import OPEN, Action, Kind
from hotline.models import Broadcast, BroadcastKind, IncidentTicket, Ticket
from hotline.problems import Incomplete, NotAllowedNow
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from portal.accounts.models import User

#: People tell of an incident before anybody announces when it began.
BEFORE = timedelta(hours=2)
MOST_SUGGESTED = 100
#: Conduct is never the site's fault, and thanks need no help.
_TOLD_OF = (Kind.TECHNICAL, Kind.GUIDANCE, Kind.COMPLAINT_DELAY, Kind.RULE)


def suggested(broadcast: Broadcast, user: User) -> QuerySet[Ticket]:
    """Open tickets that may speak of the incident, in the person's reach: of its time, its procedures, its units."""
    until = broadcast.ended_at or timezone.now()
    found = Ticket.objects.visible_to(user).filter(
        state__in=OPEN, kind__in=_TOLD_OF, received_at__gte=broadcast.begins_at - BEFORE, received_at__lte=until
    )
    if procedures := list(broadcast.procedures.all()):
        found = found.filter(Q(procedure__in=procedures) | Q(procedure=None))
    if codes := [unit.code for unit in broadcast.units.all()]:
        within = Q(about_unit=None)
        for code in codes:
            within |= Q(about_unit__code=code) | Q(about_unit__code__startswith=f"{code}.")
        found = found.filter(within)
    return found.filter(incident=None).order_by("received_at", "pk")


def link(broadcast: Broadcast, tickets: Iterable[Ticket], user: User) -> int:
    """Let tickets wait for the joint answer, and their reporters know why. How many were linked.

    NotYours; NotAllowedNow for what is no incident. One that somebody else linked or answered meanwhile is passed over.
    """
    if broadcast.kind != BroadcastKind.INCIDENT:
        raise NotAllowedNow(_("Chỉ gắn được phản ánh với một sự cố."))
    return sum(_link_one(broadcast, ticket, user) for ticket in tickets)


def unlink(ticket: Ticket, user: User, reason: str) -> None:
    """Take a ticket off its incident: it is answered on its own. NotYours, Incomplete, NotAllowedNow."""
    rights.require(user, Action.UNLINK, ticket)
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi vì sao phản ánh này không thuộc sự cố."), "reason")
    with log.locked(ticket) as fresh:
        deleted, _rows = IncidentTicket.objects.filter(ticket=fresh, answer=None).delete()
        if not deleted:
            raise NotAllowedNow(_("Phản ánh này không còn chờ câu trả lời chung nào."))
        log.move(fresh, Action.UNLINK, Actor.staff(user, fresh.handling_unit), note=reason)


def _link_one(broadcast: Broadcast, ticket: Ticket, user: User) -> bool:
    rights.require(user, Action.LINK, ticket)
    with log.locked(ticket) as fresh:
        if not log.is_possible(fresh, Action.LINK) or IncidentTicket.objects.filter(ticket=fresh).exists():
            return False
        note = f"{broadcast.title_en if fresh.language == 'en' else broadcast.title}"
        actor = Actor.staff(user, fresh.handling_unit)
        event = log.move(fresh, Action.LINK, actor, note=note, data={"broadcast": broadcast.pk})
        IncidentTicket.objects.create(broadcast=broadcast, ticket=fresh, linked_by=user, linked_at=event.at)
        return True
