"""The Chair's office: what climbed to the last rung, who had it how long and why, and what the office does about it.

It demands an answer by a day, sends the ticket to another unit with a reason (`hotline.routing`), or writes a note.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotline import demand_letters, log, rights
from hotline.actors import Actor
from hotline.kinds import OPEN, Action, Level
from hotline.models import Ticket, TicketEvent
from hotline.problems import Incomplete
from portal.ui.list_address import ByMoment, tab, words
from portal.ui.paging_by_moment import page_by_moment
from portal.vietnamese import normalise, without_accents

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.ui.paging import Page

MOST_DAYS = 30
"""A demand is for soon: the law's own term is 20 days (QĐ 574/QĐ-TTg 2017)."""
_PASSED_ON = (
    Action.FILE, Action.ROUTE, Action.MOVE_UNIT, Action.BAR_HEAD, Action.TAKE, Action.ESCALATE, Action.REOPEN,
    Action.DEMAND, Action.NOTE,
)  # fmt: skip


class View(models.TextChoices):
    """The tabs."""

    OPEN = "can-xu-ly", gettext_lazy("Chưa trả lời")
    MISSED = "lo-hen", gettext_lazy("Lỡ ngày đã yêu cầu")
    DONE = "da-xong", gettext_lazy("Đã trả lời")


@dataclass(frozen=True)
class Question(ByMoment):
    """What the address asks for; `unit` are words of the name or the code of the unit that has to answer."""

    view: str = tab("xem", View, View.OPEN)
    unit: str = words("don-vi", 60)


@dataclass(frozen=True)
class Stretch:
    """Who had a ticket from when until when (None: still), by an event that says why."""

    who: str
    since: dt.datetime
    until: dt.datetime | None
    why: str

    @property
    def days(self) -> int:
        """Whole days of it, by the calendar's clock."""
        return ((self.until or timezone.now()) - self.since).days


def page_of(user: User, question: Question) -> Page[Ticket]:
    """The tickets at the top that the person sees, who waits there longest first. One query beside the roles'."""
    found = Ticket.objects.visible_to(user).filter(level=int(Level.CHAIR), level_since__isnull=False)
    for word in without_accents(question.unit).split():
        found = found.filter(handling_unit__search_text__contains=word)
    found = found.exclude(state__in=OPEN) if question.view == View.DONE else found.filter(state__in=OPEN)
    if question.view == View.MISSED:
        found = found.filter(demanded_on__lt=timezone.localdate())
    key = "-level_since" if question.view == View.DONE else "level_since"
    return page_by_moment(found.select_related("handling_unit", "owner"), question, key)


def ways_of(tickets: Iterable[Ticket]) -> dict[int, list[Stretch]]:
    """By ticket (its id) who had it, how long, and why it went on; the first one first. One query."""
    events = TicketEvent.objects.filter(ticket__in=[ticket.pk for ticket in tickets], action__in=_PASSED_ON)
    found: dict[int, list[TicketEvent]] = {}
    for event in events.select_related("unit").order_by("ticket", "sequence"):
        found.setdefault(event.ticket_id, []).append(event)
    return {pk: _stretches(rows) for pk, rows in found.items()}


def demand(ticket: Ticket, user: User, by: dt.date, words_to_unit: str) -> TicketEvent:
    """Demand the answer by the end of a day; no due time moves by it. NotYours, Incomplete, NotAllowedNow."""
    rights.require(user, Action.DEMAND, ticket)
    today = timezone.localdate()
    if not today <= by <= today + dt.timedelta(days=MOST_DAYS):
        raise Incomplete(_("Hãy chọn một ngày từ hôm nay, trong vòng %(days)d ngày.") % {"days": MOST_DAYS}, "by")
    text = _said(words_to_unit, _("Hãy ghi yêu cầu với đơn vị."))
    with log.locked(ticket) as fresh:
        actor = Actor.staff(user, fresh.handling_unit)
        changes = {"demanded_on": by}
        event = log.move(fresh, Action.DEMAND, actor, note=text, data={"by": by.isoformat()}, changes=changes)
        demand_letters.tell_unit(fresh, event, by)
        return event


def note(ticket: Ticket, user: User, text: str) -> TicketEvent:
    """Write something down for those who work on the ticket; the reporter is not told. NotYours, Incomplete."""
    rights.require(user, Action.NOTE, ticket)
    text = _said(text, _("Hãy ghi nội dung."))
    with log.locked(ticket) as fresh:
        return log.move(fresh, Action.NOTE, Actor.staff(user, fresh.handling_unit), note=text)


def open_for(user: User) -> QuerySet[Ticket]:
    """What still waits at the top, for the number beside the menu."""
    return Ticket.objects.visible_to(user).filter(level=int(Level.CHAIR), state__in=OPEN)


def _stretches(events: list[TicketEvent]) -> list[Stretch]:
    ends = [event.at for event in events[1:]]
    return [
        Stretch(_holder(event), event.at, until, f"{event.get_action_display()}. {event.note}".removesuffix(". "))
        for event, until in zip(events, [*ends, None], strict=True)
    ]


def _holder(event: TicketEvent) -> str:
    """Who has the ticket after the event: the rung it climbed to, the unit it went to, the person who took it."""
    if event.action in (Action.ESCALATE, Action.REOPEN):
        return str(Level(event.data["level"]).label)
    if event.action in (Action.ROUTE, Action.BAR_HEAD, Action.MOVE_UNIT):
        return str(event.data.get("to_name") or event.data["to"])
    return f"{event.actor_name}, {event.unit.name}" if event.unit else event.actor_name


def _said(text: str, missing: str) -> str:
    said = normalise(text)
    if not said:
        raise Incomplete(missing, "reason")
    return said
