"""Who works in the review queue, and its place in the menu of staff."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.ui.navigation import Item, Menu, register
from procedures.models import ReviewItem
from units.access import staff_rule
from units.roles import Role

PUBLISHER = staff_rule(Role.PUBLISHER)


def offer() -> None:
    """Register the entries; called once, when the apps are ready."""
    register(
        Item("review", Menu.STAFF, _("Rà soát dữ liệu nhập"), "review:queue", PUBLISHER, position=50, waiting=_waiting)
    )
    register(Item("coverage", Menu.STAFF, _("Độ phủ thủ tục"), "review:coverage", PUBLISHER, position=55))


def _waiting(request: HttpRequest) -> QuerySet[ReviewItem]:
    return ReviewItem.objects.visible_to(request.user).waiting()
