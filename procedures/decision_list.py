"""The list of decisions in work: saved views, a filter, pages by key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.ui.list_address import ByKey, tab, words
from portal.ui.paging import Page, page_by_key
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
class Question(ByKey):
    """What the address asks for."""

    view: str = tab("xem", View, View.MINE)
    text: str = words("tim")


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
