"""The national catalogue: how far it was brought down, bringing it down now, and where the lists differ."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dossiers.menus import SYSTEM_ADMIN
from portal.accounts.rules import access_rule
from portal.national.catalogue import fetching
from portal.national.connection import is_connected
from portal.national.models import CatalogueRound, ListDifference
from portal.national.models.catalogue import ListDifferenceKind
from portal.ui.list_address import ByKey, choice
from portal.ui.paging import page_by_key


@dataclass(frozen=True)
class Question(ByKey):
    """What the page is asked for."""

    kind: str = choice("loai", ListDifferenceKind.values)


@access_rule(SYSTEM_ADMIN)
def show_catalogue(request: HttpRequest) -> HttpResponse:
    """Show the newest round and the differences of the two lists."""
    question = Question.read(request.GET)
    found = ListDifference.objects.filter(kind=question.kind) if question.kind else ListDifference.objects.all()
    context = {
        "round": CatalogueRound.objects.order_by("-pk").first(),
        "is_connected": is_connected(),
        "kinds": ListDifferenceKind.choices,
        "question": question,
        "page": page_by_key(found, question, newest_first=False),
    }
    return render(request, "national/catalogue.html", context)


@access_rule(SYSTEM_ADMIN)
@require_POST
def fetch_now(request: HttpRequest) -> HttpResponse:
    """Begin a round; one that runs already goes on."""
    if fetching.begin() is None:
        messages.error(request, _("Chưa khai báo địa chỉ Cổng Dịch vụ công quốc gia."))
    else:
        messages.success(request, _("Đang tải danh mục. Thủ tục mới hoặc thay đổi sẽ chờ người công khai duyệt."))
    return redirect("national:catalogue")
