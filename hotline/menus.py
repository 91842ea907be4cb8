"""What the hotline offers in the menus: the door for everybody, the desk for those who answer; and the desk's rule."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from dossiers.work_counts import COUNT_CAP, count_beside
from hotline import due_terms
from hotline.kinds import OPEN
from hotline.models import Ticket
from hotline.visibility import (
    HANDLING_ROLES,
    TRUSTED_ROLES,
    hears_everything,
    watches_everything,
    works_at_chairs_office,
)
from portal.accounts.rules import PUBLIC, Rule
from portal.ui.navigation import Item, Menu, register
from units.access import holds_any, staff_rule
from units.roles import Role

AT_WORK = staff_rule(*TRUSTED_ROLES, *HANDLING_ROLES)
WATCHING = Rule("the hotline of the province", lambda request: hears_everything(request.user))
"""Who sits at the hotline of the province, or watches the whole of it."""
PRESIDING = Rule(
    "the Chair's office, and who watches the whole hotline",
    lambda request: works_at_chairs_office(request.user) or watches_everything(request.user),
)
"""Who works on what climbed to the last rung."""
SETTING = Rule(
    "supervisors of the whole hotline, administrators of the system",
    lambda request: getattr(request.user, "kind", "") == "staff" and due_terms.may_set(request.user),  # type: ignore[arg-type]
)
"""Who proposes and decides terms."""
LISTENING = Rule("hotline operators", lambda request: _is_operator(request))  # noqa: PLW0108 - defined below
"""Who answers the telephone. They have no desk of dossiers: the public menu leads them to the hotline's; others pay no
query."""


def offer() -> None:
    """Register the entries; called once, when the apps are ready."""
    hotline = pgettext_lazy("menu", "Đường dây nóng")
    register(Item("hotline", Menu.PUBLIC, pgettext_lazy("menu", "Phản ánh"), "hotline:door", PUBLIC, position=50))
    register(Item("hotline-door", Menu.PUBLIC, hotline, "hotline:desk", LISTENING, position=91))
    register(
        Item(
            "hotline-desk",
            Menu.STAFF,
            hotline,
            "hotline:desk",
            AT_WORK,
            22,
            lambda request: _open(request.user)[:COUNT_CAP],
        )
    )
    count_beside("hotline-desk", _open)


def _open(user: Any) -> QuerySet[Ticket]:
    return Ticket.objects.visible_to(user).filter(state__in=OPEN).order_by()


def _is_operator(request: HttpRequest) -> bool:
    return getattr(request.user, "kind", "") == "staff" and holds_any(request.user, Role.HOTLINE_OPERATOR)
