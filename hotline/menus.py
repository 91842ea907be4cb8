"""What the hotline offers in the menus: the door for everybody, the desk for those who answer; and the desk's rule."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from hotline.visibility import HANDLING_ROLES, TRUSTED_ROLES
from portal.accounts.rules import PUBLIC, Rule
from portal.ui.navigation import Item, Menu, register
from units.access import holds_any, staff_rule
from units.roles import Role

AT_WORK = staff_rule(*TRUSTED_ROLES, *HANDLING_ROLES)
_LISTENING = Rule("hotline operators", lambda request: _is_operator(request))  # noqa: PLW0108 - defined below
"""Operators have no desk of dossiers: for them alone the public menu leads to the hotline's; others pay no query."""


def offer() -> None:
    """Register the entries; called once, when the apps are ready."""
    hotline = pgettext_lazy("menu", "Đường dây nóng")
    register(Item("hotline", Menu.PUBLIC, pgettext_lazy("menu", "Phản ánh"), "hotline:door", PUBLIC, position=50))
    register(Item("hotline-door", Menu.PUBLIC, hotline, "hotline:desk", _LISTENING, position=91))
    register(Item("hotline-desk", Menu.STAFF, hotline, "hotline:desk", AT_WORK, position=22))


def _is_operator(request: HttpRequest) -> bool:
    return getattr(request.user, "kind", "") == "staff" and holds_any(request.user, Role.HOTLINE_OPERATOR)
