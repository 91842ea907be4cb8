"""From the draft to the answer that goes out: checked, read by other eyes where it is delicate, approved, sent."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import answer_check, log, rights
from hotline.actors import Actor
from hotline.answer_check import AnswerText, Asked
from hotline.causes import naming
from hotline.kinds import NAMELESS, Action, Kind, Level, Severity
from hotline.models import Answer, Duplicate
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from portal.outbox.waking import wake_on_commit
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent
    from portal.accounts.models import User
    from units.models import Unit


class Unanswered(Incomplete):
    """The draft does not answer; `faults` says where, by field."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def is_delicate(ticket: Ticket) -> bool:
    """Whether a second person reads the draft: conduct of officials, danger, confidence asked for, sent back before."""
    is_grave = ticket.severity == Severity.URGENT or ticket.is_confidential or ticket.reopened_count > 0
    return is_grave or ticket.kind == Kind.COMPLAINT_CONDUCT


def goes_out_at_once(ticket: Ticket, user: User) -> bool:
    """Whether an operator answers on the spot, without approval: plain questions, faults of the site, thanks."""
    is_plain = ticket.kind in NAMELESS and ticket.level == Level.UNIT and not is_delicate(ticket)
    return is_plain and rights.is_trusted(user, ticket)


def asked_of(ticket: Ticket) -> Asked:
    """What an answer must answer now. One query."""
    earlier = ticket.answers.filter(sent_at__isnull=False).values_list("checked", "found", "will_do")
    now = timezone.now()
    told = tuple(text for parts in earlier for text in parts if text)
    return Asked(ticket.kind, ticket.content, ticket.answer_due_at < now, timezone.localdate(now), told)


def draft(ticket: Ticket, user: User, text: AnswerText) -> Answer:
    """Write an answer down; a plain one of an operator goes out at once. NotYours, Unanswered, NotAllowedNow."""
    rights.require(user, Action.DRAFT, ticket)
    with log.locked(ticket) as fresh:
        if faults := answer_check.faults(text, asked_of(fresh)):
            raise Unanswered(faults)
        if text.cause:
            naming.wanted(text.cause)
        answer = _write_down(fresh, user, text)
        if goes_out_at_once(fresh, user):
            _send(fresh, answer, Actor.staff(user, fresh.handling_unit))
        return answer


def answer_together(ticket: Ticket, text: AnswerText, writer: User, approver: User) -> Answer:
    """Send an answer that was written and approved for many tickets at once, this locked one among them."""
    answer = _write_down(ticket, writer, text)
    answer.approved_by = approver
    _send(ticket, answer, Actor.staff(approver, ticket.handling_unit))
    return answer


def answer_again(ticket: Ticket, answer: Answer) -> Answer:
    """Send this locked ticket the answer that another ticket of the same matter was sent, with the people behind it."""
    again = _write_down(ticket, answer.written_by, text_of(answer), answer.unit)
    again.read_by, again.read_at, again.approved_by = answer.read_by, answer.read_at, answer.approved_by
    _send(ticket, again, Actor.staff(answer.approved_by or answer.written_by, answer.unit))
    return again


def text_of(answer: Answer) -> AnswerText:
    """The parts of an answer as they were typed."""
    return AnswerText(**{part.name: getattr(answer, part.name) for part in fields(AnswerText)})


def read(ticket: Ticket, user: User) -> TicketEvent:
    """A second person has read a delicate draft and stands by it. NotYours, NotAllowedNow."""
    rights.require(user, Action.READ, ticket)
    with log.locked(ticket) as fresh:
        answer = waiting_draft(fresh)
        if answer.written_by_id == user.pk:
            raise NotYours(_("Người soạn không tự đọc soát câu trả lời của mình."))
        event = log.move(fresh, Action.READ, Actor.staff(user, fresh.handling_unit), data={"number": answer.number})
        answer.read_by, answer.read_at = user, event.at
        answer.save(update_fields=["read_by", "read_at"])
        return event


def send_back(ticket: Ticket, user: User, reason: str) -> TicketEvent:
    """Let it be written again, and say why. NotYours, Incomplete, NotAllowedNow."""
    rights.require(user, Action.SEND_BACK, ticket)
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi câu trả lời cần sửa ở đâu."), "reason")
    with log.locked(ticket) as fresh:
        answer = waiting_draft(fresh)
        actor = Actor.staff(user, fresh.handling_unit)
        event = log.move(fresh, Action.SEND_BACK, actor, note=reason, data={"number": answer.number})
        answer.returned_at = event.at
        answer.save(update_fields=["returned_at"])
        return event


def approve(ticket: Ticket, user: User) -> TicketEvent:
    """Approve the draft and send it to the reporter. NotYours, NotAllowedNow."""
    rights.require(user, Action.ANSWER, ticket)
    with log.locked(ticket) as fresh:
        answer = waiting_draft(fresh)
        if user.pk in (answer.written_by_id, answer.read_by_id):
            raise NotYours(_("Người duyệt phải là người khác với người soạn và người đọc soát."))
        if is_delicate(fresh) and answer.read_by_id is None:
            raise NotAllowedNow(_("Câu trả lời này cần một người thứ hai đọc soát trước khi duyệt."))
        answer.approved_by = user
        return _send(fresh, answer, Actor.staff(user, fresh.handling_unit))


def waiting_draft(ticket: Ticket) -> Answer:
    """The draft that waits for its approval. NotAllowedNow where none does."""
    answer = ticket.answers.filter(sent_at=None, returned_at=None).last()
    if answer is None:
        raise NotAllowedNow(_("Không có câu trả lời nào đang chờ duyệt."))
    return answer


def _write_down(ticket: Ticket, user: User, text: AnswerText, unit: Unit | None = None) -> Answer:
    number = (ticket.answers.aggregate(last=Max("number"))["last"] or 0) + 1
    unit = unit or ticket.handling_unit
    log.move(
        ticket, Action.DRAFT, Actor.staff(user, unit), data={"number": number}, changes={"owner": ticket.owner or user}
    )
    row = {"ticket": ticket, "number": number, "written_by": user, "written_at": timezone.now()}
    parts = asdict(text)
    cause = naming.known(parts.pop("cause"))
    answer = Answer.objects.create(**row, unit=unit, **parts)
    if cause is not None:
        naming.name(answer, cause, user)
    return answer


def _send(ticket: Ticket, answer: Answer, actor: Actor) -> TicketEvent:
    now = timezone.now()
    changes: dict[str, Any] = {"answered_at": now, "climbs_at": None}
    if ticket.first_answered_at is None:
        changes |= {"first_answered_at": now, "was_late": now > ticket.answer_due_at}
    event = log.move(ticket, Action.ANSWER, actor, data={"number": answer.number}, changes=changes)
    answer.sent_at = event.at
    answer.save(update_fields=["read_by", "read_at", "approved_by", "sent_at"])
    if Duplicate.objects.filter(leader=ticket, split_at=None, answer=None).update(left_out=""):
        wake_on_commit("hotline.answer_duplicates")
    return event
