"""The list of late entries of a person at a desk: own, to be judged, or all, narrowed by month and standing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import LateEntry
from dossiers.responsibility.months import month_of
from dossiers.responsibility.words import Lateness, Standing
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


@dataclass(frozen=True)
class Question:
    """What the address asks for; anything unknown in it is as good as absent."""

    view: str = View.TO_DO
    month: date | None = None
    standing: str = ""
    kind: str = ""
    order: str = "moi"
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Question:
        """The question of a query string."""
        view, standing, kind = query.get("xem", ""), query.get("trang-thai", ""), query.get("loai", "")
        return cls(
            view=view if view in View.values else View.TO_DO,
            month=month_of(query.get("thang", "")),
            standing=standing if standing in Standing.values else "",
            kind=kind if kind in Lateness.values else "",
            order="cu" if query.get("xep") == "cu" else "moi",
            after=query.get("sau", ""),
            before=query.get("truoc", ""),
        )

    @property
    def month_name(self) -> str:
        """The month as addresses write it, "" for every month."""
        return f"{self.month:%Y-%m}" if self.month else ""

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows the view."""
        return bool(self.month or self.standing or self.kind)

    def address(self, *, view: str = "", order: str = "", after: str = "", before: str = "") -> str:
        """The query string of this question elsewhere in the list."""
        asked = replace(self, view=view or self.view, order=order or self.order)
        named = {
            "xem": asked.view,
            "thang": asked.month_name,
            "trang-thai": asked.standing,
            "loai": asked.kind,
            "xep": "" if asked.order == "moi" else asked.order,
            "sau": after,
            "truoc": before,
        }
        return "?" + urlencode({name: value for name, value in named.items() if value})


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
