"""The list of tickets for staff: what is due first, by tabs and filters that stand in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotline.codes import looks_like_code, tidy
from hotline.kinds import OPEN, Kind, State
from hotline.models import Ticket
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
class Question:
    """What the address asks for."""

    view: View = View.OPEN
    kind: str = ""
    text: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: dict[str, str]) -> Question:
        """From a query string; what is no answer counts as left out."""
        view = given.get("xem", "")
        kind = given.get("loai", "")
        return cls(
            View(view) if view in View.values else View.OPEN,
            kind if kind in Kind.values else "",
            given.get("tim", "").replace("\0", "")[:60].strip(),
            given.get("after", ""),
            given.get("before", ""),
        )

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows the tab."""
        return bool(self.kind or self.text)

    def address(self, *, after: str = "", before: str = "") -> str:
        """The query string of the same question at another page."""
        told = {"xem": str(self.view), "loai": self.kind, "tim": self.text, "after": after, "before": before}
        return "?" + urlencode({name: value for name, value in told.items() if value})

    def at(self, view: View) -> str:
        """The address of another tab with the same filters."""
        return replace(self, view=view).address()


def page_of(user: User, question: Question) -> Page[Ticket]:
    """The page of the person's tickets that is asked for. One query beside those of their roles."""
    found = _narrowed(Ticket.objects.visible_to(user), question)
    key = "-answered_at" if question.view == View.DONE else "due_at"
    found = _of_view(found, user, question.view)
    return page_by_moment(found.select_related("handling_unit", "owner"), question, key)


def _of_view(found: TicketQuerySet, user: User, view: View) -> TicketQuerySet:
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
