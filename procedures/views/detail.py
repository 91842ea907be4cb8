"""/thu-tuc/<code>/: one procedure, for the case and the commune that the reader picked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.rules import PUBLIC, access_rule
from procedures import catalogue, page_cache
from procedures.choosing import ChoiceForm, places_for
from procedures.showing import ProcedurePage, page_of
from procedures.views.freshness import public_page


@access_rule(PUBLIC)
@require_safe
@public_page
def show_procedure(request: HttpRequest, code: str) -> HttpResponse:
    """The procedure in force today, or on the day of ``?on=``. Warm, it asks the database nothing."""
    try:
        page = _page(code, _day(request.GET.get("on", "")))
    except catalogue.UnknownProcedure as error:
        return _elsewhere(error)
    return render(request, "procedures/detail.html", _context(request, page))


def _page(code: str, on: date | None) -> ProcedurePage:
    """The page of the version of a day. Raises UnknownProcedure."""
    if on:
        version_id = catalogue.version_id(code, on)
    else:
        version_id = page_cache.kept(page_cache.current_key(code), lambda: _remember(code))
    page: ProcedurePage = page_cache.kept(_key(version_id), lambda: page_of(catalogue.find_version(version_id)))
    return page


def _remember(code: str) -> int:
    """Store the page of today's version while its content is at hand; its id."""
    version = catalogue.published(code)
    page_cache.kept(_key(version.pk), lambda: page_of(version))
    return version.pk


def _key(version_id: int) -> str:
    return f"page:{version_id}:{get_language()}"


def _elsewhere(error: catalogue.UnknownProcedure) -> HttpResponse:
    """Codes with a local suffix (1.001193.000.00.00.H29) lead to the national one; others are unknown."""
    base = ".".join(error.code.split(".")[:2])
    if base == error.code:
        raise Http404(_("Không có thủ tục này trong danh mục.")) from error
    return redirect("procedures:detail", code=base)


def _context(request: HttpRequest, page: ProcedurePage) -> dict[str, Any]:
    case = page.case(request.GET.get("case", ""))
    commune = request.GET.get("commune", "")
    initial = {"case": case.key if case else "", "commune": commune}
    return {
        "page": page,
        "case": case,
        "form": ChoiceForm(page, initial=initial),
        "places": places_for(page, commune),
        "commune": commune if commune.isascii() and commune.isdigit() and len(commune) == 5 else "",
        "crumbs": [
            (_("Thủ tục"), reverse("procedures:find")),
        ],
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
