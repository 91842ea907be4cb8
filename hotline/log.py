"""The one door to a ticket's state: `TRANSITIONS` is the whole table of what may follow what.

`move` writes the change, its event and the message to the reporter in one transaction; nothing else assigns
`Ticket.state`, and a trigger in PostgreSQL refuses a state that is not the one of the newest event.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import chain, hooks, messages, telling
from hotline.kinds import OPEN, Action, State
from hotline.models import Ticket, TicketEvent
from hotline.problems import NotAllowedNow
from portal.ui import speaking

if TYPE_CHECKING:
    from hotline.actors import Actor


@dataclass(frozen=True)
class Transition:
    """From which states an action is possible, the state after it (None: it stays), whether the reporter is told."""

    sources: tuple[State, ...]
    target: State | None
    is_told: bool


_WITH_ANSWER = (State.ANSWERED, State.CLOSED)

TRANSITIONS: dict[Action, Transition] = {
    Action.ADD_FACTS: Transition(OPEN, None, True),
    Action.CONFIRM: Transition((State.ANSWERED,), State.CLOSED, True),
    Action.REOPEN: Transition((*_WITH_ANSWER, State.SET_ASIDE), State.ROUTED, True),
    Action.RATE: Transition(_WITH_ANSWER, None, True),
    Action.TAKE: Transition(OPEN, None, False),
    Action.ROUTE: Transition((State.RECEIVED, State.ROUTED), State.ROUTED, True),
    Action.PROGRESS: Transition(OPEN, None, True),
    Action.DRAFT: Transition((State.RECEIVED, State.ROUTED), State.DRAFTED, False),
    Action.SEND_BACK: Transition((State.DRAFTED,), State.ROUTED, False),
    Action.READ: Transition((State.DRAFTED,), None, False),
    Action.ANSWER: Transition((State.DRAFTED,), State.ANSWERED, True),
    Action.PUBLISH: Transition(_WITH_ANSWER, None, False),
    Action.WITHDRAW: Transition((*OPEN, *_WITH_ANSWER), None, False),
    Action.SET_ASIDE: Transition((State.RECEIVED, State.ROUTED), State.SET_ASIDE, True),
    Action.MOVE_UNIT: Transition(OPEN, None, True),
    Action.PASS_ON: Transition(OPEN, None, False),
    Action.ATTACH: Transition((*OPEN, *_WITH_ANSWER), None, False),
    Action.ESCALATE: Transition(OPEN, None, True),
    Action.BAR_HEAD: Transition(OPEN, None, True),
    Action.LIFT_BAR: Transition(OPEN, None, True),
    Action.DEMAND: Transition(OPEN, None, True),
    Action.NOTE: Transition((*OPEN, *_WITH_ANSWER, State.SET_ASIDE), None, False),
    Action.LINK: Transition(OPEN, None, True),
    Action.UNLINK: Transition(OPEN, None, True),
    Action.MERGE: Transition((State.RECEIVED, State.ROUTED), None, True),
    Action.SPLIT: Transition(OPEN, None, True),
    Action.LEAD: Transition((*OPEN, *_WITH_ANSWER), None, False),
    Action.REVIEW: Transition((*OPEN, *_WITH_ANSWER, State.SET_ASIDE), None, False),
    Action.CORRECT_CAUSE: Transition((*OPEN, *_WITH_ANSWER, State.SET_ASIDE), None, False),
    Action.UNLEAD: Transition((*OPEN, *_WITH_ANSWER, State.SET_ASIDE), None, False),
}
"""Every action but FILE, which creates."""


@contextmanager
def locked(ticket: Ticket) -> Iterator[Ticket]:
    """A transaction in which the ticket's row is locked and fresh: the only lock that acts on tickets take."""
    with transaction.atomic():
        yield Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)


@contextmanager
def both_locked(one: Ticket, other: Ticket) -> Iterator[tuple[Ticket, Ticket]]:
    """The same for two tickets, in the order of their keys: of two people who link them crosswise, one waits."""
    with transaction.atomic():
        rows = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=(one.pk, other.pk))
        fresh = {ticket.pk: ticket for ticket in rows.select_related("handling_unit__calendar").order_by("pk")}
        yield fresh[one.pk], fresh[other.pk]


def is_possible(ticket: Ticket, action: Action) -> bool:
    """Whether the state of the ticket lets the action happen."""
    return ticket.state in TRANSITIONS[action].sources


def begin(ticket: Ticket, actor: Actor, more: dict[str, Any] | None = None) -> TicketEvent:
    """Writes the first event of a ticket that was just inserted with `last_sequence` 1; `more` goes into its data."""
    data = {"due_at": ticket.answer_due_at.isoformat(), "unit": ticket.handling_unit.code, **(more or {})}
    event = _write(ticket, Action.FILE, actor, "", ticket.received_at, "", data, is_told=True)
    messages.tell(ticket, event)
    telling.tell(ticket, event)
    hooks.tell(ticket, event)
    return event


def move(
    ticket: Ticket,
    action: Action,
    actor: Actor,
    *,
    note: str = "",
    data: dict[str, Any] | None = None,
    changes: dict[str, Any] | None = None,
) -> TicketEvent:
    """Carries out one action on a locked ticket: the fields in `changes`, the state, the event, the message.

    Raises NotAllowedNow, naming who acted last, when the state does not allow the action; nothing is changed then.
    """
    if not is_possible(ticket, action):
        raise NotAllowedNow(_explain(ticket, action))
    step, before = TRANSITIONS[action], ticket.state
    ticket.state = step.target or before
    for name, value in (changes or {}).items():
        setattr(ticket, name, value)
    ticket.last_sequence += 1
    event = _write(ticket, action, actor, before, timezone.now(), note, data or {}, is_told=step.is_told)
    ticket.save(update_fields=["state", "last_sequence", *(changes or {})])
    messages.tell(ticket, event)
    telling.tell(ticket, event)
    hooks.tell(ticket, event)
    return event


def _write(
    ticket: Ticket,
    action: Action,
    actor: Actor,
    before: str,
    at: datetime,
    note: str,
    data: dict[str, Any],
    *,
    is_told: bool,
) -> TicketEvent:
    previous = ticket.events.order_by("-sequence").values_list("hash", flat=True).first() if before else ""
    event = TicketEvent(
        ticket=ticket,
        sequence=ticket.last_sequence,
        action=action,
        state_from=before,
        state_to=ticket.state,
        actor=actor.user,
        actor_name=actor.name,
        unit=actor.unit,
        at=at,
        note=note,
        data=data,
        is_told=is_told,
        previous_hash=previous or "",
    )
    event.hash = chain.hash_of(event, ticket.code)
    event.save(force_insert=True)
    return event


def _explain(ticket: Ticket, action: Action) -> str:
    last = ticket.events.order_by("-sequence").first()
    if last is None:
        return _("Phản ánh chưa được gửi.")
    words = _("Không thể thực hiện «%(wanted)s»: %(name)s đã thực hiện «%(done)s» lúc %(moment)s.")
    told = {"name": last.actor_name, "done": str(Action(last.action).label), "moment": speaking.moment(last.at)}
    return words % {"wanted": action.label, **told}
