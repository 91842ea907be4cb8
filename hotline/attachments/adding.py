"""Files that people at work hang on a ticket: what somebody brought to the counter, or what they found on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hotline import log, rights
from hotline.actors import Actor
from hotline.attachments.choosing import Chosen, keep
from hotline.kinds import Action
from hotline.problems import Incomplete
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent
    from portal.accounts.models import User


def attach(ticket: Ticket, user: User, note: str, files: Chosen, *, is_reporters: bool) -> TicketEvent:
    """Add files and say what they are; those of the reporter are theirs to read. NotYours, Incomplete."""
    rights.require(user, Action.ATTACH, ticket)
    note = normalise(note)
    if not files.uploads:
        raise Incomplete(_("Hãy chọn ít nhất một tệp."), "attachments")
    if not note:
        raise Incomplete(_("Hãy ghi các tệp này là gì."), "note")
    with log.locked(ticket) as fresh:
        data = files.facts() | {"is_reporters": is_reporters}
        event = log.move(fresh, Action.ATTACH, Actor.staff(user, fresh.handling_unit), note=note, data=data)
        keep(fresh, event, files, is_reporters=is_reporters)
        return event
