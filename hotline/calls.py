"""Answering the telephone: one operator takes a call, what they type is kept, and nothing ends without an outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import answering, intake
from hotline.actors import Actor
from hotline.answer_check import AnswerText
from hotline.models import Call, CallState
from hotline.problems import Incomplete, NotAllowedNow
from hotline.reports import index_of_phone
from hotline.secret_codes import secret_for
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from hotline.intake import Filed
    from hotline.reports import Report
    from portal.accounts.models import User

SECRET_TOLD_FOR = timedelta(minutes=10)
"""How long after a call its operator can still read the secret of the ticket out to the caller."""


def ringing() -> QuerySet[Call]:
    """Calls that nobody has answered yet, the longest first, with whom they were passed on to."""
    return Call.objects.filter(state=CallState.RINGING).prefetch_related("offers").order_by("began_at", "pk")


def unfinished(operator: User) -> QuerySet[Call]:
    """Calls that the operator took and has not ended, with what they typed."""
    return Call.objects.filter(state=CallState.TALKING, operator=operator).order_by("began_at", "pk")


def to_call_back() -> QuerySet[Call]:
    """Calls that were missed, or that somebody promised to return: whoever waits longest first."""
    waiting = Call.objects.filter(call_back_at__isnull=False, called_back_at=None)
    return waiting.select_related("operator").order_by("call_back_at", "pk")


def begin(operator: User, phone: str) -> Call:
    """A call that the operator has on the line already; `phone` is E.164, "" where the number is withheld."""
    now = timezone.now()
    return Call.objects.create(
        state=CallState.TALKING,
        phone=phone,
        phone_index=index_of_phone(phone) if phone else "",
        operator=operator,
        began_at=now,
        answered_at=now,
    )


def take(call: Call, operator: User) -> Call:
    """Answer a ringing or a missed call. NotAllowedNow, naming who was faster."""
    with _locked(call) as current:
        if current.operator_id == operator.pk and current.state == CallState.TALKING:
            return current
        if current.state == CallState.MISSED and current.called_back_at is None:
            current.called_back_at = timezone.now()
        elif current.state != CallState.RINGING:
            raise NotAllowedNow(_("%(name)s đã nghe cuộc gọi này.") % {"name": _name_of(current)})
        current.state, current.operator, current.answered_at = CallState.TALKING, operator, timezone.now()
        current.save()
        return current


def return_call(call: Call, operator: User) -> Call:
    """Call back as promised: a new call with the same number and what was typed. NotAllowedNow when somebody did."""
    with _locked(call) as current:
        if current.called_back_at is not None or current.call_back_at is None:
            raise NotAllowedNow(_("Cuộc gọi này đã có người gọi lại."))
        again = begin(operator, current.phone)
        Call.objects.filter(pk=again.pk).update(typed=current.typed, typed_at=current.typed_at)
        current.called_back_at, current.typed, current.typed_at = timezone.now(), {}, None
        current.save(update_fields=["called_back_at", "typed", "typed_at"])
        return again


def keep(call: Call, operator: User, typed: Mapping[str, str]) -> datetime:
    """Keep what was typed so far, whatever it is; the moment of it. NotAllowedNow once the call is done."""
    with _on_the_line(call, operator) as current:
        current.typed, current.typed_at = dict(typed), timezone.now()
        current.save(update_fields=["typed", "typed_at"])
        return current.typed_at


def settle(call: Call, operator: User, report: Report, answer: str = "") -> Filed:
    """End the call with a ticket, answered on the spot where `answer` says something.

    A plain question is answered at once; anything delicate waits for its second reader as every answer does.
    Incomplete, Unanswered, NotAllowedNow: nothing is written then.
    """
    with _on_the_line(call, operator) as current:
        filed = intake.file(report, key=f"call {current.public_id}", actor=Actor.staff(operator))
        if normalise(answer):
            answering.draft(filed.ticket, operator, AnswerText(found=normalise(answer)))
        _end(current, ticket=filed.ticket)
        return filed


def close(call: Call, operator: User, note: str) -> None:
    """End a call that was no report, and say what it was. Incomplete, NotAllowedNow."""
    note = normalise(note)
    if not note:
        raise Incomplete(_("Hãy ghi vì sao không ghi phản ánh, ví dụ: gọi nhầm số."), "note")
    with _on_the_line(call, operator) as current:
        _end(current, note=note[:300])


def promise(call: Call, operator: User, at: datetime, note: str, phone: str = "") -> None:
    """End the call with a promise to call back; what was typed waits for whoever keeps it.

    `phone` (E.164) is the number that the caller told, for a call whose own is withheld. Incomplete without any
    number or for a moment that is past.
    """
    with _on_the_line(call, operator) as current:
        if phone and not current.phone:
            current.phone, current.phone_index = phone, index_of_phone(phone)
        if not current.phone:
            raise Incomplete(_("Không có số để gọi lại. Hãy hỏi và ghi số điện thoại."), "phone")
        if at <= timezone.now():
            raise Incomplete(_("Giờ hẹn gọi lại phải ở phía trước."), "call_back_at")
        kept = {"typed": current.typed, "typed_at": current.typed_at}
        owed = {"call_back_at": at, "called_back_at": None}  # a missed call that was taken is owed one again
        _end(current, note=normalise(note)[:300] or _("Hẹn gọi lại."), **kept, **owed)


def secret_to_tell(call: Call, operator: User) -> str:
    """The secret of the ticket that the call made, while its operator may still read it out; "" afterwards."""
    is_theirs = call.operator_id == operator.pk and call.ticket is not None and call.ended_at is not None
    if not is_theirs or call.ticket is None or timezone.now() - (call.ended_at or call.began_at) > SECRET_TOLD_FOR:
        return ""
    return secret_for(call.ticket.sent_key)


def calls_of(operator: User) -> QuerySet[Call]:
    """Calls whose page the operator may open: their own, and those that nobody has yet."""
    return Call.objects.filter(Q(operator=operator) | Q(operator=None)).select_related("ticket", "operator")


def _end(call: Call, **outcome: object) -> None:
    ended = {"state": CallState.DONE, "ended_at": timezone.now(), "typed": {}, "typed_at": None}
    for name, value in (ended | outcome).items():
        setattr(call, name, value)
    call.save()


@contextmanager
def _locked(call: Call) -> Iterator[Call]:
    with transaction.atomic():
        yield Call.objects.select_for_update().get(pk=call.pk)


@contextmanager
def _on_the_line(call: Call, operator: User) -> Iterator[Call]:
    with _locked(call) as current:
        if current.state != CallState.TALKING:
            raise NotAllowedNow(_("Cuộc gọi này đã kết thúc."))
        if current.operator_id != operator.pk:
            raise NotAllowedNow(_("%(name)s đang nghe cuộc gọi này.") % {"name": _name_of(current)})
        yield current


def _name_of(call: Call) -> str:
    return call.operator.full_name if call.operator else ""
