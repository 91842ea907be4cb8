"""What the reporter reads of a ticket's way: the events that are told, in the portal's words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hotline.kinds import Action, Level
from portal.ui import speaking
from portal.ui.parts import State as Shown
from portal.ui.parts import TimelineItem, Tone

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent

_KEPT_INSIDE = (Action.ROUTE, Action.BAR_HEAD, Action.LIFT_BAR, Action.DEMAND)
"""Acts of which the reporter reads that they happened, and those at work the reason, too."""
_TONES = {
    "received": Tone.IN_TIME,
    "routed": Tone.IN_TIME,
    "drafted": Tone.IN_TIME,
    "answered": Tone.DUE_SOON,
    "closed": Tone.DONE,
    "set_aside": Tone.STOPPED,
}

#: Acts on two tickets at once; who works on one of them reads the code of the other.
_ABOUT_ANOTHER = (Action.MERGE, Action.SPLIT, Action.LEAD, Action.UNLEAD)


def shown_state(ticket: Ticket) -> Shown:
    """The state as a word and a shape."""
    return Shown(_TONES[ticket.state], ticket.get_state_display())


def told_of(ticket: Ticket) -> list[TimelineItem]:
    """The events that the reporter reads, oldest first. One query."""
    events = ticket.events.filter(is_told=True).select_related("unit").order_by("sequence")
    return [_item(event) for event in events]


def whole(ticket: Ticket) -> list[TimelineItem]:
    """Every event with its author and words, for those who work on it, newest first. One query."""
    events = ticket.events.select_related("unit").order_by("-sequence")
    return [_inside(event) for event in events]


def _inside(event: TicketEvent) -> TimelineItem:
    shown = _item(event)
    words = f"{shown.text}\n{event.note}".strip() if event.action in _KEPT_INSIDE else shown.text
    if event.action in _ABOUT_ANOTHER and event.data.get("code"):
        words = f"{event.data['code']}\n{words}".strip()
    who = f"{event.actor_name}, {event.unit.name}" if event.unit else event.actor_name
    return TimelineItem(title=shown.title, moment=event.at, text=words, who=who)


def _item(event: TicketEvent) -> TimelineItem:
    who = event.unit.name if event.unit else event.actor_name
    text = event.note
    if event.action in (Action.REOPEN, Action.ESCALATE):
        went_up = _("Chuyển lên: %(level)s.") % {"level": Level(event.data["level"]).label}
        text = f"{text}\n{went_up}".strip()
    if event.action in (Action.ROUTE, Action.BAR_HEAD):
        text = event.data["to_name"]
    if event.action == Action.DEMAND:
        day = speaking.day(date.fromisoformat(event.data["by"]))
        text = _("Trả lời trước hết ngày %(day)s.") % {"day": day}
    if event.action == Action.LIFT_BAR:
        text = ""
    return TimelineItem(title=event.get_action_display(), moment=event.at, text=text, who=who)
