"""What is and was announced, for everybody: the list with its history, and one broadcast."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hotline.models import Broadcast
from portal.accounts.rules import PUBLIC, access_rule
from portal.ui.list_address import ByKey
from portal.ui.paging import page_by_key


@access_rule(PUBLIC)
@require_safe
def list_broadcasts(request: HttpRequest) -> HttpResponse:
    """All of them, newest first; those that ended stay."""
    page = page_by_key(Broadcast.objects.all(), ByKey.read(request.GET.dict()))
    return render(request, "hotline/broadcasts/public_list.html", {"page": page})


@access_rule(PUBLIC)
@require_safe
def show_broadcast(request: HttpRequest, pk: int) -> HttpResponse:
    """One, with its history and whom it concerns."""
    shown = get_object_or_404(Broadcast.objects.prefetch_related("units", "procedures", "events"), pk=pk)
    crumbs = [(_("Sự cố và bảo trì"), reverse("hotline:broadcasts"))]
    return render(request, "hotline/broadcasts/public_one.html", {"shown": shown, "crumbs": crumbs})
