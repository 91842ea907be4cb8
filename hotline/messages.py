"""What the reporter is told at each change, in the language they wrote in; by which ways is `portal.notices`' matter.

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

from hotline.kinds import Action, Channel, Severity, State
from portal.notices.telling import Addressee, Notice
from portal.notices.telling import tell as tell_people
from portal.ui import speaking

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent

#: What the reporter did themselves needs no letter, but for the sending itself.
_OWN_ACTS = (Action.ADD_FACTS, Action.CONFIRM, Action.RATE)


def tell(ticket: Ticket, event: TicketEvent) -> None:
    """Tells the reporter of what concerns them, by the ways that they left; no SMS about what is confidential."""
    reporter = _reporter(ticket)
    if not event.is_told or event.action in _OWN_ACTS or reporter == Addressee():
        return
    if event.action == Action.FILE and ticket.channel == Channel.EMAIL:
        return  # a letter is answered with its secret, where it is answered at all (hotline.mail.replying)
    with translation.override(ticket.language):
        subject = _("Phản ánh %(code)s: %(what)s") % {"code": ticket.code, "what": _what(event)}
        link = urljoin(settings.PORTAL_URL, reverse("hotline:follow"))
        context = {
            "code": ticket.code,
            "state": State(ticket.state).label,
            "what": _what(event),
            "due_at": speaking.moment(ticket.answer_due_at) if ticket.is_open else "",
            "link": link,
        }
        text = render_to_string("hotline/messages/moved.txt", context).strip() + "\n"
    notice = Notice(
        key=ticket.code,
        once=f"{ticket.code}/{event.sequence}",
        language=ticket.language,
        subject=subject,
        text=text,
        link=link,
        lookup=link,
        is_urgent=ticket.severity == Severity.URGENT,
    )
    tell_people(notice, [reporter])


def _reporter(ticket: Ticket) -> Addressee:
    """Whoever told it. Others may read a telephone: what is confidential goes to the address that was left only."""
    if ticket.is_confidential:
        return Addressee(ticket.reporter_email)
    return Addressee(ticket.reporter_email, ticket.reporter_phone, ticket.user)


def _what(event: TicketEvent) -> str:
    return str(_("đã được tiếp nhận") if event.action == Action.FILE else Action(event.action).label)
