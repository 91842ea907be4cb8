"""The list of papers on their way: to the counters of a person, from them, and what has arrived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dossiers.models import PaperTransfer
from portal.ui.list_address import ByMoment, tab, words
from portal.ui.paging_by_moment import page_by_moment
from units.access import units_of
from units.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User
    from portal.ui.paging import Page

PAGE_SIZE = 30
TOLD_ROLES = (Role.CLERK, Role.LEADER)
"""Whoever sends and receives papers, and who answers for them."""


class View(models.TextChoices):
    """The tabs of the list."""

    COMING = "dang-den", _("Đang chuyển đến")
    SENT = "da-gui", _("Đã gửi đi, chưa ai xác nhận")
    MISSING = "con-thieu", _("Đã gửi đi, còn thiếu")
    ARRIVED = "da-nhan", _("Đã nhận đủ")


@dataclass(frozen=True)
class Question(ByMoment):
    """What the address asks for."""

    view: str = tab("xem", View, View.COMING)
    text: str = words("tim")


def page_of(user: User, question: Question) -> Page[PaperTransfer]:
    """One page in one query, wherever it lies; what is longest on its way first."""
    found = _found(user, question).select_related("dossier", "from_unit", "to_unit", "confirmed_by")
    key = "-arrived_at" if question.view == View.ARRIVED else "sent_at"
    return page_by_moment(found, question, key, size=PAGE_SIZE)


def coming_to(user: User | AnonymousUser) -> QuerySet[PaperTransfer]:
    """What is on its way to the person's counters: somebody there has to look whether it has come."""
    return PaperTransfer.objects.filter(to_unit__in=units_of(user, *TOLD_ROLES), arrived_at=None)


def _found(user: User, question: Question) -> QuerySet[PaperTransfer]:
    units = units_of(user, *TOLD_ROLES)
    is_sent = question.view in (View.SENT, View.MISSING)
    found = PaperTransfer.objects.filter(**{"from_unit__in" if is_sent else "to_unit__in": units})
    found = found.filter(arrived_at__isnull=question.view != View.ARRIVED)
    if is_sent:
        found = found.filter(missing_at__isnull=question.view == View.SENT)
    return found.filter(dossier__code__icontains=question.text) if question.text else found
