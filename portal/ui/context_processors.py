"""What every template may use: whose portal this is, the hotline, the menus."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import HttpRequest

from portal.ui import navigation, provinces


def site(request: HttpRequest | None) -> dict[str, object]:
    """Return the values common to all pages; menus are callables, so a page without a menu asks no rule."""
    frame: dict[str, object] = {
        "province_name": provinces.province_name(settings.PORTAL_PROVINCE),
        "service_name": provinces.service_name(settings.PORTAL_PROVINCE),
        "hotline_number": settings.PORTAL_HOTLINE,
        "is_demo": settings.PORTAL_DEMO,
    }
    if request is not None:
        frame |= {f"{menu.value}_menu": _menu(request, menu) for menu in navigation.Menu}
    return frame


def _menu(request: HttpRequest, menu: navigation.Menu) -> Callable[[], list[navigation.ShownItem]]:
    return partial(navigation.items_for, request, menu)
