"""One answer for all tickets of an incident: written by one, approved by another, sent to each in its own transaction.

Whatever needs an answer of its own is left out and says why; due times are judged ticket by ticket.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from hotline import answer_check, answering, log, rights
from hotline.answer_check import AnswerText, Asked
from hotline.answering import Unanswered
from hotline.kinds import Action, Kind
from hotline.models import Broadcast, IncidentTicket, JointAnswer
from hotline.problems import NotAllowedNow, NotYours
from hotline.visibility import hears_everything
from portal.outbox.waking import wake_on_commit

if TYPE_CHECKING:
    from hotline.models import Ticket
    from portal.accounts.models import User

AT_ONCE = 100
TASK = "hotline.answer_together"
"""Sends what is approved; woken at once, and by the clock."""


def waiting_of(broadcast: Broadcast) -> JointAnswer | None:
    """The joint answer that is not through yet. One query."""
    return broadcast.joint_answers.filter(done_at=None).select_related("written_by", "approved_by").first()


def write(broadcast: Broadcast, user: User, text: AnswerText) -> JointAnswer:
    """Write the answer down; another person approves it. NotYours, Unanswered with its faults, NotAllowedNow."""
    _require_seat(user)
    asked = Asked(Kind.TECHNICAL, broadcast.text, is_late=False, today=timezone.localdate())
    if faults := answer_check.faults(text, asked):
        raise Unanswered(faults)
    if not broadcast.tickets.filter(answer=None).exists():
        raise NotAllowedNow(_("Chưa có phản ánh nào được gắn với sự cố này."))
    try:
        with transaction.atomic():
            row = {"parts": _as_json(text), "written_by": user, "written_at": timezone.now()}
            return JointAnswer.objects.create(broadcast=broadcast, **row)
    except IntegrityError as error:
        raise NotAllowedNow(_("Đã có một câu trả lời chung đang chờ duyệt hoặc đang gửi.")) from error


def approve(answer: JointAnswer, user: User) -> None:
    """Let the worker send it to every linked ticket. NotYours for its writer, NotAllowedNow when it was approved."""
    _require_seat(user)
    with transaction.atomic():
        fresh = JointAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
        if fresh.approved_by_id is not None:
            raise NotAllowedNow(_("Câu trả lời này đã được duyệt."))
        if fresh.written_by_id == user.pk:
            raise NotYours(_("Người duyệt phải là người khác với người soạn."))
        fresh.approved_by, fresh.approved_at = user, timezone.now()
        fresh.save(update_fields=["approved_by", "approved_at"])
        IncidentTicket.objects.filter(broadcast_id=fresh.broadcast_id, answer=None).update(left_out="")
        wake_on_commit(TASK)


def carry_on(most: int = AT_ONCE) -> int:
    """Send approved answers to tickets that wait for them, `most` at a time; how many rows were dealt with."""
    ready = IncidentTicket.objects.filter(answer=None, left_out="", broadcast__joint_answers__in=_approved())
    keys = list(ready.order_by("pk").values_list("pk", flat=True)[:most])
    for key in keys:
        _answer_one(key)
    if len(keys) < most:
        done = _approved().exclude(broadcast__tickets__in=IncidentTicket.objects.filter(answer=None, left_out=""))
        JointAnswer.objects.filter(pk__in=list(done.values_list("pk", flat=True))).update(done_at=timezone.now())
    return len(keys)


def _approved() -> Any:
    return JointAnswer.objects.filter(approved_at__isnull=False, done_at=None)


def _answer_one(key: int) -> None:
    with transaction.atomic():
        row = (
            IncidentTicket.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=key, answer=None).first()
        )
        if row is None:
            return
        joint = _approved().select_related("written_by", "approved_by").get(broadcast_id=row.broadcast_id)
        text = as_text(joint.parts)
        with log.locked(row.ticket) as ticket:
            with override("vi"):  # it is kept for others to read
                row.left_out = why_not(ticket, text, joint.approved_by)[:300]
            if not row.left_out:
                answering.answer_together(ticket, text, joint.written_by, joint.approved_by)
                row.answer = joint
        row.save(update_fields=["answer", "left_out"])


def why_not(ticket: Ticket, text: AnswerText, approver: User) -> str:
    """Why a ticket needs an answer of its own, in Vietnamese for the desk; "" when the joint one fits."""
    if not log.is_possible(ticket, Action.DRAFT):
        return _("Không còn chờ trả lời, hoặc đang có câu trả lời riêng chờ duyệt.")
    if answering.is_delicate(ticket):
        return _("Vụ việc nhạy cảm: cần câu trả lời riêng được đọc soát.")
    if not rights.approves(approver, ticket):
        return _("Đã lên cấp trên: người duyệt câu trả lời chung không duyệt được.")
    return " ".join(answer_check.faults(text, answering.asked_of(ticket)).values())


def _require_seat(user: User) -> None:
    if not hears_everything(user):
        raise NotYours(_("Chỉ người trực và người giám sát của đường dây nóng tỉnh trả lời chung."))


def _as_json(text: AnswerText) -> dict[str, Any]:
    return asdict(text) | {"done_by": text.done_by.isoformat() if text.done_by else None}


def as_text(parts: dict[str, Any]) -> AnswerText:
    """The parts as they were typed."""
    day = parts["done_by"]
    return AnswerText(**(parts | {"done_by": date.fromisoformat(day) if day else None}))
