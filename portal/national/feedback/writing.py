"""What our answers say there: read from the ticket when the message leaves, in the words that its reporter was sent."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from hotline.kinds import Action
from hotline.models import Publication, Ticket, TicketEvent
from hotline.publishing import whole_text
from portal.accounts.models import User
from portal.national.drivers.base import Message
from portal.national.messages.of_question import AnswerFacts, PublicFacts, answer_message, public_message
from units.models import StaffRole, Unit


def answer_to(ticket: Ticket, event: TicketEvent) -> Message:
    """The message of an answer that went out, or of the ground on which the report was set aside."""
    facts = _set_aside(ticket, event) if event.action == Action.SET_ASIDE else _answered(ticket, event)
    return answer_message(facts)


def public_of(ticket: Ticket) -> list[Message]:
    """What was ever published of a ticket, as it stands now. One query."""
    rows = Publication.objects.filter(answer__ticket=ticket).select_related("answer__unit").order_by("pk")
    return [public_message(facts_of(row)) for row in rows]


def facts_of(published: Publication) -> PublicFacts:
    """A publication, with its answer and unit at hand."""
    return PublicFacts(
        id=id_of(published),
        unit_code=published.answer.unit.code,
        title=published.title,
        question=published.question,
        text=published.text,
        published_at=published.published_at,
        is_withdrawn=published.withdrawn_at is not None,
    )


def id_of(published: Publication) -> str:
    """Its id there: ours, since the question was not asked there."""
    return f"HD-{published.pk}"


def _answered(ticket: Ticket, event: TicketEvent) -> AnswerFacts:
    answer = ticket.answers.select_related("unit", "approved_by", "written_by").get(number=event.data["number"])
    by = answer.approved_by or answer.written_by
    parts = [whole_text(answer), answer.apology]
    return AnswerFacts(
        question=ticket.client_reference,
        unit_code=answer.unit.code,
        answered_by=by.full_name,
        role=_role(by, answer.unit, event),
        answered_at=event.at,
        text="\n\n".join(part for part in parts if part),
        rest=_where(ticket),
    )


def _set_aside(ticket: Ticket, event: TicketEvent) -> AnswerFacts:
    unit = event.unit or ticket.handling_unit
    parts = [f"Phản ánh không được thụ lý. Căn cứ: {ticket.legal_ground}", event.note]
    return AnswerFacts(
        question=ticket.client_reference,
        unit_code=unit.code,
        answered_by=event.actor_name,
        role=_role(event.actor, unit, event),
        answered_at=event.at,
        text="\n\n".join(part for part in parts if part),
        rest=_where(ticket),
    )


def _where(ticket: Ticket) -> str:
    address = f"{settings.PORTAL_URL.rstrip('/')}{reverse('hotline:follow')}"
    return f"Xem trọn câu trả lời bằng mã {ticket.code} tại {address}"


def _role(user: User | None, unit: Unit, event: TicketEvent) -> str:
    """The role that the person held there on that day, else any that they held; "" for none."""
    if user is None:
        return ""
    held = list(StaffRole.objects.current(timezone.localdate(event.at)).filter(user=user).order_by("pk"))
    held.sort(key=lambda role: role.unit_id != unit.pk)
    with override("vi"):
        return held[0].get_role_display() if held else ""
