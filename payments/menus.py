"""What tills and the accounts offer in the menus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.accountants import ACCOUNTANT, AT_THE_BOOKS, LEADER
from payments.counter import rights
from portal.ui.navigation import Item, Menu, register


def offer() -> None:
    """Register the entries; called once, when the apps are ready."""
    label = pgettext_lazy("menu", "Thu phí, lệ phí")
    register(Item("accounting-door", Menu.PUBLIC, label, "accounting:orders", AT_THE_BOOKS, position=91))
    register(Item("accounting", Menu.STAFF, label, "accounting:orders", ACCOUNTANT, position=40))
    refunds = pgettext_lazy("menu", "Hoàn trả chờ duyệt")
    register(Item("refunds", Menu.STAFF, refunds, "accounting:refunds", LEADER, position=41))

    register(Item("till", Menu.STAFF, _("Thu tiền"), "till:show", rights.AT_THE_TILL, position=45))
