"""Naming the root cause of an answer, and correcting what was named; only the newest word counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import log, rights
from hotline.actors import Actor
from hotline.causes import listing
from hotline.kinds import Action
from hotline.models import AnswerCause, Cause
from hotline.problems import Incomplete, NotAllowedNow
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from hotline.models import Answer, Ticket, TicketEvent
    from portal.accounts.models import User


def wanted(code: str) -> Cause:
    """The cause in force of a code. Incomplete (`cause`) for any other."""
    found = listing.in_force().filter(code=code).first()
    if found is None:
        raise Incomplete(_("Hãy chọn nguyên nhân trong danh sách."), "cause")
    return found


def known(code: str) -> Cause | None:
    """The cause of a code, in force or ended: what is passed on names what was named before. None for ""."""
    return Cause.objects.filter(code=code).first() if code else None


def name(answer: Answer, cause: Cause, user: User) -> AnswerCause:
    """Write down what an answer names."""
    return AnswerCause.objects.create(answer=answer, cause=cause, said_by=user, said_at=timezone.now())


def correct(ticket: Ticket, user: User, cause: str, reason: str) -> TicketEvent:
    """Name another cause for the last answer that went out, and say why. NotYours, Incomplete, NotAllowedNow."""
    rights.require(user, Action.CORRECT_CAUSE, ticket)
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi vì sao sửa nguyên nhân."), "reason")
    named = wanted(cause)
    with log.locked(ticket) as fresh:
        answer = fresh.answers.filter(sent_at__isnull=False).last()
        if answer is None:
            raise NotAllowedNow(_("Chưa có câu trả lời nào."))
        if answer.cause == named.code:
            raise NotAllowedNow(_("Câu trả lời đang ghi chính nguyên nhân này."))
        data = {"number": answer.number, "from": answer.cause, "to": named.code}
        event = log.move(fresh, Action.CORRECT_CAUSE, Actor.staff(user, fresh.handling_unit), note=reason, data=data)
        name(answer, named, user)
        return event
