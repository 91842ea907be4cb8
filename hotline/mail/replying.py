"""The automatic answer to a letter: code and secret, once, to people only (RFC 3834), so many a day to an address."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hotline.mail import judging
from hotline.models import IncomingMail
from portal.outbox.putting import put
from portal.ui import speaking

if TYPE_CHECKING:
    from hotline.intake import Filed
    from hotline.mail.reading import Letter

MOST_A_DAY = 5
"""Two machines that answer each other without saying so stop here."""


def answer(row: IncomingMail, letter: Letter, filed: Filed, refused: list[str]) -> bool:
    """Put the answer into the outbox; False when nobody is to be answered."""
    if not judging.may_be_answered(letter) or not filed.is_new or _answered_today(row) >= MOST_A_DAY:
        return False
    ticket = filed.ticket
    with translation.override(ticket.language):
        context = {
            "code": ticket.code,
            "secret": filed.secret,
            "due_at": speaking.moment(ticket.answer_due_at),
            "link": urljoin(settings.PORTAL_URL, f"{reverse('hotline:follow')}?ma={ticket.code}"),
            "refused": refused,
            "hotline": settings.PORTAL_HOTLINE,
        }
        text = render_to_string("hotline/messages/mail_taken.txt", context).strip() + "\n"
        subject = _("Phản ánh %(code)s: %(what)s") % {"code": ticket.code, "what": _("đã được tiếp nhận")}
    payload = {"to": letter.sender, "language": ticket.language, "subject": subject, "text": text}
    put("email", ticket.code, payload, f"{ticket.code}/mail")
    return True


def _answered_today(row: IncomingMail) -> int:
    since = timezone.now() - timedelta(days=1)
    return IncomingMail.objects.filter(sender_index=row.sender_index, received_at__gte=since, was_answered=True).count()
