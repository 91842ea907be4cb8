"""The list of papers on their way: to the counters of a person, from them, and what has arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dossiers.models import PaperTransfer
from portal.ui.paging_by_moment import page_by_moment
from portal.vietnamese import normalise
from units.access import units_of
from units.roles import Role

if TYPE_CHECKING:
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
class Question:
    """What the address asks for; anything unknown in it is as good as absent."""

    view: str = View.COMING
    text: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Question:
        """The question of a query string."""
        asked = query.get("xem", "")
        return cls(
            view=asked if asked in View.values else View.COMING,
            text=normalise(query.get("tim", "").replace("\x00", ""))[:100],
            after=query.get("sau", ""),
            before=query.get("truoc", ""),
        )

    def address(self, **changes: str) -> str:
        """The query string with other values; the place in the list is left out unless given."""
        asked = replace(self, **{"after": "", "before": "", **changes})
        named = {"xem": asked.view, "tim": asked.text, "sau": asked.after, "truoc": asked.before}
        return "?" + urlencode({name: value for name, value in named.items() if value})


def page_of(user: User, question: Question) -> Page[PaperTransfer]:
    """One page in one query, wherever it lies; what is longest on its way first."""
    found = _found(user, question).select_related("dossier", "from_unit", "to_unit", "confirmed_by")
    key = "-arrived_at" if question.view == View.ARRIVED else "sent_at"
    return page_by_moment(found, question, key, size=PAGE_SIZE)


def _found(user: User, question: Question) -> QuerySet[PaperTransfer]:
    units = units_of(user, *TOLD_ROLES)
    is_sent = question.view in (View.SENT, View.MISSING)
    found = PaperTransfer.objects.filter(**{"from_unit__in" if is_sent else "to_unit__in": units})
    found = found.filter(arrived_at__isnull=question.view != View.ARRIVED)
    if is_sent:
        found = found.filter(missing_at__isnull=question.view == View.SENT)
    return found.filter(dossier__code__icontains=question.text) if question.text else found
