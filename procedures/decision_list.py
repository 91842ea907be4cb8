"""The list of decisions in work: saved views, a filter, pages by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.ui.paging import Page, key_in, page_by_key
from portal.vietnamese import normalise
from procedures.decision_rights import drafting_units, is_chair, is_office, units_seen
from procedures.models import Decision, DecisionChange, DecisionState
from procedures.models.decision_states import WRITABLE

if TYPE_CHECKING:
    from portal.accounts.models import User

COUNT_CAP = 100


class View(models.TextChoices):
    """The saved views, in the order of their tabs."""

    MINE = "cho-ban", _("Chờ bạn")
    DRAFTING = "dang-soan", _("Đang soạn")
    CHECKING = "kiem-tra", _("Đang kiểm tra")
    CHECKED = "cho-quyet-dinh", _("Chờ quyết định")
    APPROVED = "cho-hieu-luc", _("Chờ hiệu lực")
    PUBLISHED = "da-cong-khai", _("Đã công khai")
    CANCELLED = "da-huy", _("Đã hủy")


_STATES: dict[str, tuple[str, ...]] = {
    View.DRAFTING: WRITABLE,
    View.CHECKING: (DecisionState.CHECKING,),
    View.CHECKED: (DecisionState.CHECKED,),
    View.APPROVED: (DecisionState.APPROVED,),
    View.PUBLISHED: (DecisionState.PUBLISHED,),
    View.CANCELLED: (DecisionState.CANCELLED,),
}


@dataclass(frozen=True)
class Question:
    """What the address asks for; anything unknown in it is as good as absent."""

    view: str
    text: str = ""
    after: int = 0
    before: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Question:
        """The question of a query string."""
        asked = query.get("xem", "")
        return cls(
            view=asked if asked in View.values else View.MINE,
            text=normalise(query.get("tim", ""))[:100],
            after=key_in(query.get("sau", "")),
            before=key_in(query.get("truoc", "")),
        )

    def address(self, *, view: str = "", after: int = 0, before: int = 0) -> str:
        """The query string of this question elsewhere in the list."""
        asked = replace(self, view=view or self.view, after=after, before=before)
        named = {"xem": asked.view, "tim": asked.text, "sau": asked.after, "truoc": asked.before}
        return "?" + urlencode({name: value for name, value in named.items() if value})


def rows(user: User, view: str) -> QuerySet[Decision]:
    """The decisions of a view that the person may read."""
    seen = Decision.objects.visible_to(units_seen(user))
    return seen.filter(waiting_for(user)) if view == View.MINE else seen.filter(state__in=_STATES[view])


def waiting_for(user: User) -> Q:
    """What waits for this person's part."""
    waits = Q(state__in=WRITABLE, unit__in=[unit.pk for unit in drafting_units(user)])
    if is_office(user):
        waits |= Q(state=DecisionState.CHECKING) | (Q(state=DecisionState.APPROVED) & ~Q(problem=""))
    if is_chair(user):
        waits |= Q(state=DecisionState.CHECKED)
    return waits


def waiting(user: User) -> QuerySet[Decision]:
    """Those that wait for the person, up to a hundred."""
    return rows(user, View.MINE)[:COUNT_CAP]


def page_of(user: User, question: Question) -> Page[Decision]:
    """One page, newest first."""
    found = _filtered(rows(user, question.view), question.text).select_related("unit", "drafted_by")
    return page_by_key(found.annotate(size=Count("changes")), question)


def _filtered(found: QuerySet[Decision], text: str) -> QuerySet[Decision]:
    if not text:
        return found
    says = Q(title__unaccent__icontains=text) | Q(number__icontains=text) | Q(unit__name__unaccent__icontains=text)
    # Asked apart, since a join would narrow the count of procedures to the one that was asked for.
    holding = DecisionChange.objects.filter(decision=OuterRef("pk"), procedure__code=text)
    return found.filter(says | Q(Exists(holding)))
