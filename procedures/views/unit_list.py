"""/don-vi/<code>/thu-tuc/: what a unit settles, to read, to print and as a PDF for its notice board."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from portal.accounts.rules import PUBLIC, access_rule
from procedures import printing
from procedures.print_store import PrintersBusy
from procedures.unit_lists import list_of
from procedures.views.freshness import public_page
from units.models import Unit

BUSY_SECONDS = 30


@access_rule(PUBLIC)
@require_safe
@public_page
def show_unit_list(request: HttpRequest, code: str) -> HttpResponse:
    """The list, grouped by field. Warm, it asks the database nothing."""
    unit = _unit(code)
    groups = list_of(unit)
    context = {
        "unit": unit,
        "groups": groups,
        "total": sum(len(group.cards) for group in groups),
        "crumbs": [
            (pgettext("menu", "Nơi tiếp nhận"), reverse("units:list")),
            (unit.name, unit.get_absolute_url()),
        ],
    }
    return render(request, "procedures/unit_list.html", context)


@access_rule(PUBLIC)
@require_safe
def print_unit_list(request: HttpRequest, code: str) -> HttpResponse:
    """The same list as PDF/A, made once an edition of the catalogue."""
    unit = _unit(code)
    try:
        return pdf_response(printing.unit_list_pdf(unit), f"thu-tuc-{unit.code}.pdf")
    except PrintersBusy:
        return busy_response()


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows and saves under a name."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def busy_response() -> HttpResponse:
    """Others are printing: say when to try again."""
    words = _("Đang có nhiều người lấy bản in. Hãy thử lại sau ít phút.")
    response = HttpResponse(words, status=HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(BUSY_SECONDS)
    return response


def _unit(code: str) -> Unit:
    return get_object_or_404(Unit.objects.current(), code=code)
