"""What pages of the desk say of duplicates: beside one ticket, and beside each row of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from hotline import rights
from hotline.duplicates import linking, suggesting
from hotline.duplicates.suggesting import Suggestion
from hotline.kinds import OPEN, Action
from hotline.models import Duplicate
from hotline.timeline import shown_state

if TYPE_CHECKING:
    from hotline.models import Ticket
    from portal.accounts.models import User
    from portal.ui.parts import State as Shown


@dataclass(frozen=True)
class Beside:
    """The box of one ticket: whom it follows, who follows it, and what probably tells of the same."""

    link: Duplicate | None = None
    followers: list[tuple[Duplicate, Shown]] = field(default_factory=list)
    suggested: list[Suggestion] = field(default_factory=list)
    may_merge: bool = False
    may_split: bool = False

    def __bool__(self) -> bool:
        return bool(self.link or self.followers or self.suggested or self.may_merge)


@dataclass
class Row:
    """What one row of a list says: the code of the ticket that it follows; how many follow it, the first due when."""

    leader: str = ""
    count: int = 0
    due_at: dt.datetime | None = None


def for_desk(user: User, ticket: Ticket) -> Beside:
    """What the person may know of it. Three queries."""
    if not linking.may_see(user, ticket):
        return Beside()
    link = linking.link_of(ticket)
    if link is not None and not linking.may_see(user, link.leader):  # it became confidential since
        link = None
    followers = [row for row in linking.followers_of(ticket) if linking.may_see(user, row.ticket)]
    may = rights.may(user, Action.MERGE, ticket)
    is_free = may and link is None and not followers and ticket.state in ("received", "routed")
    return Beside(
        link,
        [(row, shown_state(row.ticket)) for row in followers],
        suggesting.for_ticket(ticket, user) if is_free else [],
        is_free,
        may and link is not None and link.answer_id is None and ticket.is_open,
    )


def rows_of(user: User, tickets: Iterable[Ticket]) -> dict[int, Row]:
    """By ticket what its row says; nothing of a ticket whose links the person may not know. One query."""
    shown = {ticket.pk: ticket for ticket in tickets if linking.may_see(user, ticket)}
    links = linking.live().filter(Q(ticket__in=shown) | Q(leader__in=shown)).select_related("ticket", "leader")
    rows: dict[int, Row] = {}
    for link in links.order_by("pk"):
        if not (linking.may_see(user, link.ticket) and linking.may_see(user, link.leader)):
            continue
        if link.ticket_id in shown:
            rows.setdefault(link.ticket_id, Row()).leader = link.leader.code
        if link.leader_id in shown and link.ticket.state in OPEN:
            row = rows.setdefault(link.leader_id, Row())
            row.count += 1
            row.due_at = min(row.due_at or link.ticket.due_at, link.ticket.due_at)
    return rows
