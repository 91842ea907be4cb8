"""What the reporter reads of a ticket's way: the events that are told, in the portal's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hotline.kinds import Action, Level
from portal.ui.parts import State as Shown
from portal.ui.parts import TimelineItem, Tone

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent

_TONES = {
    "received": Tone.IN_TIME,
    "routed": Tone.IN_TIME,
    "drafted": Tone.IN_TIME,
    "answered": Tone.DUE_SOON,
    "closed": Tone.DONE,
    "set_aside": Tone.STOPPED,
}


def shown_state(ticket: Ticket) -> Shown:
    """The state as a word and a shape."""
    return Shown(_TONES[ticket.state], ticket.get_state_display())


def told_of(ticket: Ticket) -> list[TimelineItem]:
    """The events that the reporter reads, oldest first. One query."""
    events = ticket.events.filter(is_told=True).select_related("unit").order_by("sequence")
    return [_item(event) for event in events]


def _item(event: TicketEvent) -> TimelineItem:
    who = event.unit.name if event.unit else event.actor_name
    text = event.note
    if event.action == Action.REOPEN:
        went_up = _("Chuyển lên: %(level)s.") % {"level": Level(event.data["level"]).label}
        text = f"{text}\n{went_up}"
    return TimelineItem(title=event.get_action_display(), moment=event.at, text=text, who=who)
