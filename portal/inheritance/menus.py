"""What the import offers in the menus: its page, for system administrators."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dossiers.menus import SYSTEM_ADMIN
from portal.ui.navigation import Item, Menu, register


def offer() -> None:
    """Register the entry; called once, when the apps are ready."""
    register(Item("inheritance", Menu.STAFF, _("Nhập hệ thống cũ"), "inheritance:jobs", SYSTEM_ADMIN, position=92))
