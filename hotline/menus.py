"""What the hotline offers in the menus: the door for everybody."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from portal.accounts.rules import PUBLIC
from portal.ui.navigation import Item, Menu, register


def offer() -> None:
    """Register the entries; called once, when the apps are ready."""
    register(Item("hotline", Menu.PUBLIC, pgettext_lazy("menu", "Phản ánh"), "hotline:door", PUBLIC, position=50))
