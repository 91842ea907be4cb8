"""What this app offers in the menus: parcels for the counters, connections for system administrators."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dossiers.menus import PAPERS, SYSTEM_ADMIN
from dossiers.work_counts import COUNT_CAP
from portal.peers.models import PostalOrder
from portal.peers.postal import parcel_list
from portal.ui.navigation import Item, Menu, register


def offer() -> None:
    """Register the entries; called once, when the apps are ready."""
    register(Item("parcels", Menu.STAFF, _("Bưu gửi"), "parcels:list", PAPERS, position=19, waiting=_to_decide))
    register(Item("peers", Menu.STAFF, _("Hệ thống liên thông"), "peers:list", SYSTEM_ADMIN, position=92))


def _to_decide(request: HttpRequest) -> QuerySet[PostalOrder]:
    return parcel_list.to_decide(request.user)[:COUNT_CAP]
