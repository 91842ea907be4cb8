"""The list of tickets for staff: what is due first, by tabs and filters that stand in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotline.codes import looks_like_code, tidy
from hotline.kinds import OPEN, Kind, State
from hotline.models import Ticket
from portal.ui.list_address import ByMoment, choice, tab, words
from portal.ui.paging_by_moment import page_by_moment

if TYPE_CHECKING:
    from hotline.visibility import TicketQuerySet
    from portal.accounts.models import User
    from portal.ui.paging import Page


class View(models.TextChoices):
    """The tabs."""

    OPEN = "can-lam", _("Chưa trả lời")
    MINE = "cua-toi", _("Của tôi")
    DRAFTED = "cho-duyet", _("Chờ duyệt")
    DONE = "da-xong", _("Đã trả lời")


@dataclass(frozen=True)
class Question(ByMoment):
    """What the address asks for."""

    view: str = tab("xem", View, View.OPEN)
    kind: str = choice("loai", Kind.values)
    text: str = words("tim", 60)


def page_of(user: User, question: Question) -> Page[Ticket]:
    """The page of the person's tickets that is asked for. One query beside those of their roles."""
    found = _narrowed(Ticket.objects.visible_to(user), question)
    key = "-answered_at" if question.view == View.DONE else "due_at"
    found = _of_view(found, user, question.view)
    return page_by_moment(found.select_related("handling_unit", "owner"), question, key)


def _of_view(found: TicketQuerySet, user: User, view: str) -> TicketQuerySet:
    if view == View.MINE:
        return found.filter(owner=user, state__in=OPEN)
    if view == View.DRAFTED:
        return found.filter(state=State.DRAFTED)
    if view == View.DONE:
        return found.filter(answered_at__isnull=False).exclude(state__in=OPEN)
    return found.filter(state__in=OPEN)


def _narrowed(found: TicketQuerySet, question: Question) -> TicketQuerySet:
    if question.kind:
        found = found.filter(kind=question.kind)
    if question.text:
        wanted = tidy(question.text)
        by_code = Q(code=wanted) if looks_like_code(wanted) else Q(dossier_code=wanted)
        found = found.filter(by_code)
    return found
