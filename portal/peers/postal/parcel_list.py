"""The list of parcels of a counter: what is to decide first, then what the post is to fetch, has, and delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.peers.models import PostalOrder
from portal.peers.models.orders import TO_DECIDE, OrderState
from portal.ui.list_address import ByKey, tab, words
from portal.ui.paging import Page, page_by_key
from units.access import units_of
from units.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User

ROLES = (Role.CLERK, Role.LEADER)
"""Whoever hands parcels over, and who answers for them."""


class View(models.TextChoices):
    """The tabs of the list."""

    DECIDE = "can-quyet-dinh", _("Cần quyết định")
    READY = "cho-giao", _("Chờ giao cho bưu chính")
    UNDER_WAY = "dang-di", _("Đang chuyển")
    ENDED = "da-xong", _("Đã xong")


_ENDED = Q(state__in=[OrderState.DELIVERED, OrderState.CANCELLED]) | Q(settled_at__isnull=False)
_ASKED: dict[str, Q] = {
    View.DECIDE: Q(state__in=TO_DECIDE, settled_at=None),
    View.READY: Q(state__in=[OrderState.WAITING, OrderState.ORDERED], handed_at=None),
    View.UNDER_WAY: Q(state__in=[OrderState.ACCEPTED, OrderState.IN_TRANSIT])
    | Q(state=OrderState.ORDERED, handed_at__isnull=False),
    View.ENDED: _ENDED,
}


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for."""

    view: str = tab("xem", View, View.DECIDE)
    text: str = words("tim", most=60)


def visible_to(user: User | AnonymousUser) -> QuerySet[PostalOrder]:
    """The parcels of the person's counters."""
    return PostalOrder.objects.filter(unit__in=units_of(user, *ROLES))


def to_decide(user: User | AnonymousUser) -> QuerySet[PostalOrder]:
    """Those about which somebody there has to decide."""
    return visible_to(user).filter(_ASKED[View.DECIDE])


def to_hand_over(user: User) -> QuerySet[PostalOrder]:
    """What the post waits for at the person's counters as clerk and lies on no manifest yet, the oldest first."""
    theirs = PostalOrder.objects.filter(unit__in=units_of(user, Role.CLERK))
    return theirs.filter(state=OrderState.ORDERED, handed_at=None, manifest=None).select_related("unit").order_by("pk")


def page_of(user: User, question: Question) -> Page[PostalOrder]:
    """One page in one query, the newest first."""
    found = visible_to(user).filter(_ASKED[question.view]).select_related("dossier", "unit", "manifest")
    if question.text:
        code = question.text.replace(" ", "").upper()
        found = found.filter(Q(dossier__code__icontains=code) | Q(item_code=code) | Q(number=code))
    return page_by_key(found, question)
