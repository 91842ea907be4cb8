"""What was asked of the store about a person: theirs to see, and theirs to stop."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from dossiers.views.people import person
from portal.accounts.rules import SIGNED_IN, access_rule
from portal.national.results_door import consents
from portal.national.results_store import withdrawing
from portal.national.views.store.allowing import in_words
from portal.ui.list_address import ByKey
from portal.ui.paging import page_by_key

#: Of what other agencies asked; the rest stands on a page of its own.
NEWEST_ASKS = 3


@dataclass(frozen=True)
class Question(ByKey):
    """What the page is asked for."""


@access_rule(SIGNED_IN)
def list_own(request: HttpRequest) -> HttpResponse:
    """Show every look at results of the person, whoever asked, newest first."""
    looks = withdrawing.looks_about(person(request)).select_related("component", "asked_by", "dossier")
    page = page_by_key(looks.defer("asked"), Question.read(request.GET))
    rows = [(look, withdrawing.may_be_withdrawn(look)) for look in page.rows]
    asks = [in_words(ask) for ask in consents.asks_about(person(request)).order_by("-pk")[:NEWEST_ASKS]]
    return render(request, "national/store/own.html", {"page": page, "rows": rows, "asks": asks})


@access_rule(SIGNED_IN)
class WithdrawView(View):
    """Taking a consent back, after asking."""

    def get(self, request: HttpRequest, look: uuid.UUID) -> HttpResponse:
        """Ask first: a file that was fetched is deleted."""
        found = get_object_or_404(withdrawing.looks_about(person(request)).select_related("component"), public_id=look)
        context = {
            "title": _("Rút lại sự đồng ý?"),
            "text": _(
                "Hệ thống sẽ không tìm hay dùng «%(paper)s» từ kho kết quả nữa; tệp đã lấy mà chưa nộp sẽ bị xóa. Hồ "
                "sơ đã nộp không thay đổi."
            )
            % {"paper": found.component.name},
            "action": _("Rút lại sự đồng ý"),
            "back_url": reverse("store:mine"),
            "is_dangerous": True,
        }
        return render(request, "components/confirm_page.html", context)

    def post(self, request: HttpRequest, look: uuid.UUID) -> HttpResponse:
        """Take it back; taking it back twice is no error."""
        found = get_object_or_404(withdrawing.looks_about(person(request)), public_id=look)
        if withdrawing.withdraw(found):
            messages.success(request, _("Đã rút lại sự đồng ý."))
        else:
            messages.info(request, _("Không có sự đồng ý nào để rút lại ở lượt tra cứu này."))
        return redirect("store:mine")
