"""Our figures beside the national ones, and the dossiers that stand otherwise there."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dossiers.menus import SYSTEM_ADMIN
from portal.accounts.rules import access_rule
from portal.national.figures import rounds, sync_list
from portal.national.figures.sync_list import Question, Why, month_in, this_month
from portal.national.models import ComparedFigure, FigureRound
from portal.ui.paging import page_by_key

#: As many months back as the page offers.
MONTHS = 13


@access_rule(SYSTEM_ADMIN)
def show_figures(request: HttpRequest) -> HttpResponse:
    """Show a month, figure by figure: ours, theirs, how far apart."""
    month = Question.read(request.GET).of
    figures = ComparedFigure.objects.filter(month=month).select_related("definition")
    context = {
        "month": month,
        "months": _months(),
        "figures": figures.order_by("definition__position", "definition"),
        "round": FigureRound.objects.filter(month=month).order_by("-pk").first(),
        "is_asked_there": bool(settings.NATIONAL_FIGURES_URL),
    }
    return render(request, "national/figures.html", context)


@access_rule(SYSTEM_ADMIN)
@require_POST
def bring_now(request: HttpRequest) -> HttpResponse:
    """Ask for a month's figures; the worker brings them together."""
    month = month_in(request.POST.get("thang", "")) or this_month()
    rounds.ask_for(month)
    messages.success(request, _("Đang lấy số liệu. Hãy tải lại trang sau ít phút."))
    return redirect(f"{reverse('national:figures')}?thang={month:%Y-%m}")


@access_rule(SYSTEM_ADMIN)
def list_unsynced(request: HttpRequest) -> HttpResponse:
    """Show the dossiers of a month that stand otherwise there, newest first."""
    question = Question.read(request.GET)
    page = page_by_key(sync_list.found(question), question)
    context = {
        "month": question.of,
        "months": _months(),
        "question": question,
        "reasons": Why.choices,
        "page": page,
        "rows": [(dossier, sync_list.whys(dossier)) for dossier in page.rows],
    }
    return render(request, "national/unsynced.html", context)


def _months() -> list[dt.date]:
    """The newest months, the one that runs first."""
    first = this_month()
    index = first.year * 12 + first.month - 1
    return [dt.date((index - back) // 12, (index - back) % 12 + 1, 1) for back in range(MONTHS)]
