"""Answers for everybody: published without personal data, confirmed by a person, withdrawn if something slipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import log, redacting, rights
from hotline.actors import Actor
from hotline.answer_base import finding
from hotline.kinds import Action
from hotline.models import Answer, Publication
from hotline.problems import Incomplete, NotAllowedNow
from portal.ui.fields import show_phone
from portal.vietnamese import normalise, without_accents

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent
    from portal.accounts.models import User


def known_of(ticket: Ticket) -> list[str]:
    """What the ticket knows of its reporter, as it may stand in a text."""
    phone = ticket.reporter_phone
    told = [ticket.reporter_name, phone, show_phone(phone) if phone else "", ticket.reporter_email]
    return [text for text in (*told, ticket.reporter_address) if text]


def last_sent(ticket: Ticket) -> Answer | None:
    """The answer that went out last."""
    return ticket.answers.filter(sent_at__isnull=False).last()


def whole_text(answer: Answer) -> str:
    """The parts of an answer as one text, without the apology, which is for one person."""
    parts = [answer.checked, answer.found, answer.will_do, answer.legal_basis]
    return "\n\n".join(part for part in parts if part)


def publish(ticket: Ticket, user: User, *, title: str, question: str, text: str) -> Publication:
    """Publish the last answer. NotYours, Incomplete (what is personal still stands there), NotAllowedNow."""
    rights.require(user, Action.PUBLISH, ticket)
    known = known_of(ticket)
    told = {"title": normalise(title), "question": normalise(question), "text": normalise(text)}
    for field, words in told.items():
        if not words:
            raise Incomplete(_("Hãy ghi phần này."), field)
        if left := redacting.left_in(words, known):
            raise Incomplete(_("Còn dữ liệu cá nhân ở đây: %(left)s.") % {"left": ", ".join(left)}, field)
    with log.locked(ticket) as fresh:
        answer = last_sent(fresh)
        if answer is None or Publication.objects.filter(answer=answer).exists():
            raise NotAllowedNow(_("Câu trả lời này đã được công khai, hoặc chưa có câu trả lời nào."))
        event = log.move(fresh, Action.PUBLISH, Actor.staff(user, fresh.handling_unit), data={"number": answer.number})
        search = without_accents(" ".join(told.values()))
        row = {"answer": answer, "published_by": user, "published_at": event.at, "search_text": search}
        published = Publication.objects.create(**row, **told)
        finding.changed()
        return published


def withdraw(ticket: Ticket, user: User, reason: str) -> TicketEvent:
    """Show the publications of a ticket to nobody any more. NotYours, Incomplete, NotAllowedNow."""
    rights.require(user, Action.WITHDRAW, ticket)
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi vì sao thu lại."), "reason")
    with log.locked(ticket) as fresh:
        shown = Publication.objects.filter(answer__ticket=fresh, withdrawn_at=None)
        if not shown.update(withdrawn_at=timezone.now(), withdrawn_by=user):
            raise NotAllowedNow(_("Không có bản công khai nào."))
        finding.changed()
        return log.move(fresh, Action.WITHDRAW, Actor.staff(user, fresh.handling_unit), note=reason)


def shown() -> QuerySet[Publication]:
    """What everybody may read."""
    return Publication.objects.filter(withdrawn_at=None).select_related("answer__unit")
