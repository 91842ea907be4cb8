"""The list of questions to the units of a person: what waits by its due time, what was answered newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Consultation
from portal.ui.list_address import ByMoment, tab, words
from portal.ui.paging_by_moment import page_by_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User
    from portal.ui.paging import Page

PAGE_SIZE = 30


class View(models.TextChoices):
    """The tabs of the list."""

    WAITING = "cho-tra-loi", _("Cần trả lời")
    OVERDUE = "qua-han", _("Quá hạn")
    ANSWERED = "da-tra-loi", _("Đã trả lời")


@dataclass(frozen=True)
class Question(ByMoment):
    """What the address asks for."""

    view: str = tab("xem", View, View.WAITING)
    text: str = words("tim")


def page_of(user: User, question: Question) -> Page[Consultation]:
    """One page in one query, wherever it lies."""
    found = _found(user, question).select_related("dossier", "unit__calendar", "asking_unit")
    key = "-closed_at" if question.view == View.ANSWERED else "due_at"
    return page_by_moment(found, question, key, size=PAGE_SIZE)


def open_to(user: User | AnonymousUser) -> QuerySet[Consultation]:
    """What the person's units owe an answer to."""
    return Consultation.objects.asked_of(user).open()


def _found(user: User, question: Question) -> QuerySet[Consultation]:
    asked = Consultation.objects.asked_of(user)
    asked = asked.filter(state=Consultation.State.ANSWERED) if question.view == View.ANSWERED else asked.open()
    if question.view == View.OVERDUE:
        asked = asked.filter(due_at__lt=timezone.now())
    if not question.text:
        return asked
    says = Q(dossier__code__icontains=question.text) | Q(dossier__title__unaccent__icontains=question.text)
    return asked.filter(says | Q(question__unaccent__icontains=question.text))
