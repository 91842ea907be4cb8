"""The list of late entries of a person at a desk: own, to be judged, or all, narrowed by month and standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import LateEntry
from dossiers.responsibility.months import month_of
from dossiers.responsibility.words import Lateness, Standing
from portal.ui.list_address import ByMoment, choice, order, part, tab
from portal.ui.paging import Page
from portal.ui.paging_by_moment import in_order, page_by_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from dossiers.responsibility.reach import LateEntryQuerySet
    from portal.accounts.models import User


class View(models.TextChoices):
    """The tabs, in order."""

    TO_DO = "can-lam", _("Cần làm")
    OWN = "cua-toi", _("Của tôi")
    ALL = "tat-ca", _("Tất cả")


ORDERS = {"moi": "-due_at", "cu": "due_at"}
"""By when it was due: newest first, or oldest first."""


def _month_name(month: date) -> str:
    return f"{month:%Y-%m}"


@dataclass(frozen=True)
class Question(ByMoment):
    """What the address asks for."""

    view: str = tab("xem", View, View.TO_DO)
    month: date | None = part("thang", month_of, None, _month_name)
    standing: str = choice("trang-thai", Standing.values)
    kind: str = choice("loai", Lateness.values)
    order: str = order("xep", ORDERS, "moi")

    @property
    def month_name(self) -> str:
        """The month as addresses write it, "" for every month."""
        return _month_name(self.month) if self.month else ""


def page_of(user: User, question: Question) -> Page[LateEntry]:
    """One page of what the person may read, in one query."""
    return page_by_moment(_found(user, question), question, ORDERS[question.order])


def all_of(user: User, question: Question) -> models.QuerySet[LateEntry]:
    """The same without pages, for a file."""
    return in_order(_found(user, question), ORDERS[question.order])


def waiting_for(user: User | AnonymousUser) -> LateEntryQuerySet:
    """What waits for the person: own entries to explain, and explanations to judge."""
    entries = LateEntry.objects.all()
    return entries.to_explain(user, timezone.now()) | entries.to_judge(user)


def _found(user: User, question: Question) -> LateEntryQuerySet:
    found = _viewed(user, question.view)
    if question.month:
        found = found.filter(late_list__month=question.month)
    if question.standing:
        found = found.filter(standing=question.standing)
    if question.kind:
        found = found.filter(kind=question.kind)
    return found.select_related("dossier", "unit__calendar", "late_list")


def _viewed(user: User, view: str) -> LateEntryQuerySet:
    if view == View.TO_DO:
        return waiting_for(user)
    entries = LateEntry.objects.all()
    return entries.own_of(user) if view == View.OWN else entries.visible_to(user)
