"""What the unit is told when the Chair's office demands an answer by a day: its head, and whoever has the ticket.

As all letters of the hotline it says where to read and not what was told. Whom the report keeps away hears nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hotline import about_heads
from portal.accounts.models import User
from portal.notices.telling import Addressee, Notice, tell
from portal.ui import speaking

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent


def tell_unit(ticket: Ticket, event: TicketEvent, by: dt.date) -> None:
    """Tell them in the demand's transaction, each in their own language; two queries, however many they are."""
    link = urljoin(settings.PORTAL_URL, reverse("hotline:desk-ticket", args=[ticket.code]))
    for person in _concerned(ticket):
        with translation.override(person.language):
            subject = _("Văn phòng Chủ tịch yêu cầu trả lời phản ánh %(code)s") % {"code": ticket.code}
            context = {"code": ticket.code, "day": speaking.day(by), "link": link}
            text = render_to_string("hotline/messages/demanded.txt", context).strip() + "\n"
        once = f"{ticket.code}/{event.sequence}/{person.pk}"
        notice = Notice(ticket.code, once, person.language, subject, text, link, link)
        tell(notice, [Addressee.holding(person)])


def _concerned(ticket: Ticket) -> list[User]:
    heads = set(about_heads.heads_of(ticket.handling_unit))
    meant = heads | ({ticket.owner_id} if ticket.owner_id else set())
    return list(User.objects.filter(pk__in=meant - set(ticket.barred), is_active=True).order_by("pk"))
