"""The sync health page: every channel through which something leaves, and what may be done about it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from dossiers.menus import SYSTEM_ADMIN
from portal.accounts.models import User
from portal.accounts.rules import access_rule
from portal.national import inbox_list
from portal.national.channel_acts import ACTS, ChannelAct
from portal.national.connection import is_connected
from portal.national.models import CatalogueRound, Difference, SyncCheck
from portal.outbox.drivers import registry
from portal.outbox.figures import standings, troubled_receivers

#: Of the differences, the newest; all of them have a page of their own.
MOST_SHOWN = 10


@access_rule(SYSTEM_ADMIN)
def show_health(request: HttpRequest) -> HttpResponse:
    """Show how every channel stands."""
    open_ones = Difference.objects.filter(mended_at=None).select_related("dossier").order_by("-pk")[: MOST_SHOWN + 1]
    context = {
        "standings": standings(),
        "troubled": troubled_receivers(),
        "is_connected": is_connected(),
        "check": SyncCheck.objects.order_by("-pk").first(),
        "differences": (shown := list(open_ones))[:MOST_SHOWN],
        "has_more": len(shown) > MOST_SHOWN,
        "inbox": inbox_list.figures(),
        "round": CatalogueRound.objects.order_by("-pk").first(),
    }
    return render(request, "national/health.html", context)


@access_rule(SYSTEM_ADMIN)
class ChannelActView(View):
    """One act on a whole channel, after asking."""

    def get(self, request: HttpRequest, channel: str, act: str) -> HttpResponse:
        """Ask first, and say what it means."""
        asked = _act(channel, act)
        context = {
            "title": str(asked.title) % {"channel": registry.name_of(channel)},
            "text": asked.text,
            "action": asked.action,
            "back_url": reverse("national:health"),
            "base": "staff/base.html",
        }
        return render(request, "components/confirm_page.html", context)

    def post(self, request: HttpRequest, channel: str, act: str) -> HttpResponse:
        """Do it; done already by somebody else is no error."""
        messages.success(request, str(_act(channel, act).do(channel, cast("User", request.user))))
        return redirect("national:health")


def _act(channel: str, act: str) -> ChannelAct:
    if channel not in registry.channels() or act not in ACTS:
        raise Http404
    return ACTS[act]
