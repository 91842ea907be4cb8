"""Asking about a procedure, and what publishers do with what was asked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.models import AskedQuestion, Procedure, QuestionState
from procedures.reader_help import reading
from procedures.reader_help.masking import mask_personal

if TYPE_CHECKING:
    from portal.accounts.models import User

#: From one address within an hour; a family or an office behind one address still gets through.
MOST_AN_HOUR = 5
#: Unanswered questions of one procedure: beyond, a flood only costs the publishers' time.
MOST_WAITING = 100
MOST_LETTERS = 500


class QuestionRefused(Exception):
    """The question is not taken; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def ask(procedure: Procedure, text: str, *, address: str) -> AskedQuestion:
    """Keep a question without anything that names a person; ``address`` is counted, never stored.

    The same words that already wait count once. Raises QuestionRefused.
    """
    question = mask_personal(text)
    waiting = AskedQuestion.objects.filter(procedure=procedure, state=QuestionState.ASKED)
    same = waiting.filter(question=question).first()
    if same is not None:
        return same
    if _asked_this_hour(address) > MOST_AN_HOUR:
        raise QuestionRefused(_("Bạn đã gửi nhiều câu hỏi trong một giờ qua. Hãy gửi tiếp sau, hoặc gọi tổng đài."))
    if waiting[:MOST_WAITING].count() >= MOST_WAITING:
        raise QuestionRefused(_("Thủ tục này đang có rất nhiều câu hỏi chờ trả lời. Hãy gọi tổng đài."))
    return AskedQuestion.objects.create(procedure=procedure, question=question)


@transaction.atomic
def publish(asked: AskedQuestion, person: User, *, question: str, answer: str, position: int) -> AskedQuestion:
    """Show a question with its answer, as the publisher worded both; also a new one, and again after a change."""
    asked.question, asked.answer, asked.position = question, answer, position
    return _settle(asked, person, QuestionState.PUBLISHED)


@transaction.atomic
def publish_heard(procedure: Procedure, person: User, *, question: str, answer: str, position: int) -> AskedQuestion:
    """Show a question that is asked at counters; the same words again, as of a form sent twice, change what stands."""
    Procedure.objects.select_for_update(no_key=True).get(pk=procedure.pk)
    shown = AskedQuestion.objects.filter(procedure=procedure, state=QuestionState.PUBLISHED, question=question)
    asked = shown.order_by("pk").first() or AskedQuestion(procedure=procedure)
    return publish(asked, person, question=question, answer=answer, position=position)


@transaction.atomic
def dismiss(asked: AskedQuestion, person: User, reason: str) -> AskedQuestion:
    """Do not show a question, or take it off the page, with the reason."""
    asked.reason = reason
    return _settle(asked, person, QuestionState.DISMISSED)


def _settle(asked: AskedQuestion, person: User, state: QuestionState) -> AskedQuestion:
    asked.state, asked.answered_by, asked.answered_at = state, person, timezone.now()
    asked.save()
    reading.changed()
    return asked


def _asked_this_hour(address: str) -> int:
    """How often this address has asked, this time included; without a cache server nobody is counted."""
    key = f"asked:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    cache.add(key, 0, 3600)
    try:
        return int(cache.incr(key))
    except ValueError:
        return 1
