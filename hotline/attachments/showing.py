"""Which files of a ticket somebody sees, and which of these they may open.

A photograph or a letter often tells who sent it. So what a confidential reporter gave opens only for those who may
know them; the unit that answers sees that there is something, and an operator can attach a copy without the names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotline import visibility
from hotline.models import Attachment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from hotline.models import Ticket
    from portal.accounts.models import User


@dataclass(frozen=True)
class Line:
    """A file in the list at the desk. Its name is the reporter's word, too: without the right to open it, no name."""

    attachment: Attachment
    may_open: bool


def for_reporter(ticket: Ticket) -> QuerySet[Attachment]:
    """The files that the reporter gave, in the order in which they came."""
    return _with_content(ticket).filter(is_reporters=True)


def for_desk(user: User, ticket: Ticket) -> Sequence[Line]:
    """Every file of a ticket that the person sees. One query."""
    knows = not ticket.is_confidential or visibility.may_know_reporter(user, ticket)
    return [Line(one, knows or not one.is_reporters) for one in _with_content(ticket)]


def may_open(user: User, attachment: Attachment) -> bool:
    """Whether somebody who sees the ticket may open this file of it."""
    ticket = attachment.ticket
    return not (attachment.is_reporters and ticket.is_confidential) or visibility.may_know_reporter(user, ticket)


def _with_content(ticket: Ticket) -> QuerySet[Attachment]:
    return ticket.attachments.select_related("upload__stored", "event").order_by("pk")
