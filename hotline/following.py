"""What the reporter does after sending: add facts, agree with the answer, send it back, rate it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import due_times, log
from hotline.actors import Actor
from hotline.attachments.choosing import NOTHING, Chosen, keep
from hotline.codes import looks_like_code, tidy
from hotline.kinds import Action, Level, Score, Severity, State
from hotline.models import Ticket
from hotline.problems import Incomplete, NotAllowedNow
from hotline.secret_codes import opens
from hotline.urgent_words import is_urgent
from portal.vietnamese import normalise
from units import succession

if TYPE_CHECKING:
    from hotline.models import TicketEvent
    from units.models import Unit


class WrongKey(LookupError):
    """No ticket has this code, or the secret is another one: the two look the same from outside."""


def unlock(code: str, secret: str) -> Ticket:
    """The ticket that code and secret open. Raises WrongKey."""
    wanted = tidy(code)
    ticket = Ticket.objects.filter(code=wanted).first() if looks_like_code(wanted) else None
    if ticket is None or not opens(secret, ticket.secret_hash):
        raise WrongKey(wanted)
    return ticket


def add_facts(ticket: Ticket, text: str, files: Chosen = NOTHING) -> TicketEvent:
    """The reporter tells more; what speaks of danger lifts the ticket up. Incomplete, NotAllowedNow."""
    text = normalise(text)
    if not text:
        raise Incomplete(_("Hãy ghi điều bạn muốn bổ sung."), "text")
    with log.locked(ticket) as fresh:
        changes = {}
        if is_urgent(text) and fresh.severity == Severity.NORMAL:
            changes = {"severity": Severity.URGENT, **due_times.at_danger(fresh, timezone.now())}
        event = log.move(fresh, Action.ADD_FACTS, Actor.reporter(), note=text, data=files.facts(), changes=changes)
        keep(fresh, event, files)
        return event


def confirm(ticket: Ticket) -> TicketEvent:
    """The reporter is content with the answer. NotAllowedNow."""
    with log.locked(ticket) as fresh:
        return log.move(fresh, Action.CONFIRM, Actor.reporter(), changes={"closed_at": timezone.now()})


def reopen(ticket: Ticket, reason: str) -> TicketEvent:
    """The reporter sends the answer back; the first time it goes up a level. Incomplete, NotAllowedNow.

    It may come back as often as the answer does not answer: nobody closes a matter against the one who told it. Where
    the unit that answered has ended, it comes back to the one that took over most of it.
    """
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy cho biết câu trả lời còn thiếu hoặc chưa đúng ở đâu."), "reason")
    with log.locked(ticket) as fresh:
        return _open_again(fresh, Actor.reporter(), reason)


def ask_better(ticket: Ticket, actor: Actor, reason: str) -> TicketEvent:
    """The same by a supervisor who found the answer poor, on a locked ticket; its reporter reads the reason."""
    return _open_again(ticket, actor, reason)


def rate(ticket: Ticket, score: int, comment: str) -> TicketEvent:
    """How satisfied the reporter is with the answer, once. Incomplete, NotAllowedNow."""
    comment = normalise(comment)
    if score == Score.NOT_SATISFIED and not comment:
        raise Incomplete(_("Hãy cho biết điều gì làm bạn chưa hài lòng."), "comment")
    with log.locked(ticket) as fresh:
        if fresh.score is not None:
            raise NotAllowedNow(_("Bạn đã đánh giá câu trả lời này. Cảm ơn bạn."))
        changes = {"score": score}
        return log.move(fresh, Action.RATE, Actor.reporter(), note=comment, data={"score": score}, changes=changes)


def may_confirm(ticket: Ticket) -> bool:
    """Whether there is an answer that the reporter has not agreed with yet."""
    return ticket.state == State.ANSWERED


def may_rate(ticket: Ticket) -> bool:
    """Whether there is an answer that the reporter has not rated yet."""
    return ticket.score is None and log.is_possible(ticket, Action.RATE)


def _answering_now(ticket: Ticket) -> Unit:
    """The unit of the ticket, or who took over most of it."""
    heirs = succession.heirs_of(ticket.handling_unit)
    return heirs[0].unit if heirs else ticket.handling_unit


def _open_again(ticket: Ticket, actor: Actor, reason: str) -> TicketEvent:
    now, unit = timezone.now(), _answering_now(ticket)
    level = min(ticket.level + 1, Level.CHAIR) if ticket.reopened_count == 0 else ticket.level
    changes = {
        "level": level,
        "level_since": now,
        "reopened_count": ticket.reopened_count + 1,
        "closed_at": None,
        "handling_unit": unit,
        "owner": ticket.owner if unit == ticket.handling_unit else None,
        **due_times.at_reopening(ticket.severity, unit, now, ticket.terms),
    }
    data = {"level": int(level), "due_at": changes["answer_due_at"].isoformat()}
    return log.move(ticket, Action.REOPEN, actor, note=reason, data=data, changes=changes)
