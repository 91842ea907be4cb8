"""Every way in which a dossier differs from the national portal's, in pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from dossiers.menus import SYSTEM_ADMIN
from portal.accounts.rules import access_rule
from portal.national.models import Difference
from portal.ui.list_address import ByKey, tab
from portal.ui.paging import page_by_key


class View(models.TextChoices):
    """The tabs, in order."""

    OPEN = "chua-het", _("Chưa hết")
    MENDED = "da-het", _("Đã hết")


@dataclass(frozen=True)
class Question(ByKey):
    """What the page is asked for."""

    view: str = tab("xem", View, View.OPEN)


@access_rule(SYSTEM_ADMIN)
def list_differences(request: HttpRequest) -> HttpResponse:
    """Show them, newest first."""
    question = Question.read(request.GET)
    found = Difference.objects.filter(mended_at__isnull=question.view == View.OPEN).select_related("dossier")
    tabs = [(view.label, question.address(view=view), view == question.view) for view in View]
    return render(request, "national/differences.html", {"page": page_by_key(found, question), "tabs": tabs})
