"""What the exchange offers in the menus: its health, who asks for results; what serves as what, for publishers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dossiers.menus import SYSTEM_ADMIN
from portal.national.results_store.rights import PUBLISHERS
from portal.ui.navigation import Item, Menu, register


def offer() -> None:
    """Register the entry; called once, when the apps are ready."""
    serving = _("Kết quả dùng làm giấy tờ")
    register(Item("store-serving", Menu.STAFF, serving, "store-desk:serving", PUBLISHERS, position=45))
    asking = _("Cơ quan hỏi kết quả")
    register(Item("result-agencies", Menu.STAFF, asking, "store-desk:agencies", SYSTEM_ADMIN, position=92))
    register(Item("sync-health", Menu.STAFF, _("Liên thông"), "national:health", SYSTEM_ADMIN, position=91))
