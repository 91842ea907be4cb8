"""Published lists of what came late, for everybody: the months, one month, and that as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dossiers.models import LateList
from dossiers.responsibility import published
from dossiers.responsibility.months import month_of
from dossiers.responsibility.public_export import public_lines
from dossiers.responsibility.public_question import Order, Question, View
from portal.accounts.rules import PUBLIC, access_rule
from portal.ui.csv_files import csv_file

_CACHING = "public, no-cache"


@access_rule(PUBLIC)
def list_published(request: HttpRequest) -> HttpResponse:
    """Show the months of a year whose lists are published, newest first; the last such year unless one is named."""
    years, asked = published.years(), request.GET.get("nam", "")
    year = next((year for year in years if str(year) == asked), years[0] if years else 0)
    context = {"years": years, "year": year, "lists": published.lists_of(year) if year else []}
    return render(request, "dossiers/late_lists/months.html", context)


@access_rule(PUBLIC)
def show_published(request: HttpRequest, month: str) -> HttpResponse:
    """Show one month; 404 while its list is not published."""
    made, question = _published(month), Question.read(request.GET.dict())
    context = {
        "late_list": made,
        "question": question,
        "sums": published.sums_of(made),
        "page": published.page_of(made, question),
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "orders": [(order.label, question.address(order=order), order == question.order) for order in Order],
        "export": reverse("dossiers:late-list-export", args=[month]) + question.address(),
        "crumbs": [(_("Hồ sơ chậm hạn hằng tháng"), reverse("dossiers:late-lists"))],
    }
    return render(request, "dossiers/late_lists/month.html", context)


@access_rule(PUBLIC)
def export_published(request: HttpRequest, month: str) -> StreamingHttpResponse:
    """The rows of the same tab as a file."""
    made = _published(month)
    lines = public_lines(made, Question.read(request.GET.dict()), get_language() or "vi")
    return csv_file(lines, f"ho-so-cham-han-{month}.csv", _CACHING)


def _published(month: str) -> LateList:
    day = month_of(month)
    if day is None:
        raise Http404
    return get_object_or_404(LateList, month=day, published_at__isnull=False)
