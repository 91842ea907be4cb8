"""What the reporter is told at each change, by e-mail through the outbox, in the language they wrote in.

A letter says that something happened and where to read it; what was told and answered stays behind code and secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hotline.kinds import Action, Channel, State
from portal.outbox.putting import put
from portal.ui import speaking

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent

#: What the reporter did themselves needs no letter, but for the sending itself.
_OWN_ACTS = (Action.ADD_FACTS, Action.CONFIRM, Action.RATE)


def tell(ticket: Ticket, event: TicketEvent) -> None:
    """Puts one e-mail into the outbox when the event concerns the reporter and they gave an address."""
    if not event.is_told or event.action in _OWN_ACTS or not ticket.reporter_email:
        return
    if event.action == Action.FILE and ticket.channel == Channel.EMAIL:
        return  # a letter is answered with its secret, where it is answered at all (hotline.mail.replying)
    with translation.override(ticket.language):
        subject = _("Phản ánh %(code)s: %(what)s") % {"code": ticket.code, "what": _what(event)}
        context = {
            "code": ticket.code,
            "state": State(ticket.state).label,
            "what": _what(event),
            "due_at": speaking.moment(ticket.answer_due_at) if ticket.is_open else "",
            "link": urljoin(settings.PORTAL_URL, reverse("hotline:follow")),
        }
        text = render_to_string("hotline/messages/moved.txt", context).strip() + "\n"
    payload = {"to": ticket.reporter_email, "language": ticket.language, "subject": subject, "text": text}
    put("email", ticket.code, payload, f"{ticket.code}/{event.sequence}")


def _what(event: TicketEvent) -> str:
    return str(_("đã được tiếp nhận") if event.action == Action.FILE else Action(event.action).label)
