"""What people do with letters that wait: make a report of one, or say why it is none. Nothing vanishes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline.actors import Actor
from hotline.mail import filing, reading
from hotline.mail.reading import Letter, Unreadable
from hotline.models import IncomingMail, MailOutcome
from hotline.problems import Incomplete, NotAllowedNow
from portal.files import store
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from hotline.models import Ticket
    from portal.accounts.models import User


def said_in(row: IncomingMail) -> Letter:
    """What the letter says as far as it can be read; of one that can't, what is known of it."""
    unread = Letter(row.sender, "", row.subject, "", "", (), (), {})
    if row.raw is None:
        return unread
    try:
        return reading.read(store.open(row.raw))
    except (Unreadable, ValueError, LookupError, RecursionError):
        return unread


def make_ticket(row: IncomingMail, user: User) -> Ticket:
    """Make a report of a letter that waited. NotAllowedNow when somebody decided already."""
    with _waiting(row) as held:
        held.ticket = filing.file_anyway(held, said_in(held), Actor.staff(user))
        _settle(held, user, MailOutcome.TICKET)
        return held.ticket


def dismiss(row: IncomingMail, user: User, why: str) -> None:
    """Make nothing of it, and say why. Incomplete, NotAllowedNow."""
    why = normalise(why)
    if not why:
        raise Incomplete(_("Hãy ghi vì sao không lập phản ánh."), "note")
    with _waiting(row) as held:
        held.note = why[:300]
        _settle(held, user, MailOutcome.DISMISSED)


def _settle(row: IncomingMail, user: User, outcome: MailOutcome) -> None:
    row.outcome, row.settled_by, row.settled_at = outcome, user, timezone.now()
    row.save(update_fields=["outcome", "settled_by", "settled_at", "ticket", "note"])


@contextmanager
def _waiting(row: IncomingMail) -> Iterator[IncomingMail]:
    with transaction.atomic():
        held = IncomingMail.objects.select_for_update(of=("self",)).select_related("raw").get(pk=row.pk)
        if held.outcome != MailOutcome.HELD:
            raise NotAllowedNow(_("Thư này đã có người xem."))
        yield held
