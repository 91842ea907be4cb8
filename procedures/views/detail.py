"""/thu-tuc/<code>/: one procedure, for the case and the commune that the reader picked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from portal.accounts.rules import PUBLIC, access_rule
from portal.ui.address_language import named_here
from procedures import catalogue, fee_rule_book, history, printing, showing_delegations, structured_data
from procedures.choosing import Choice, ChoiceForm, read_choice
from procedures.places import places_for
from procedures.print_store import PrintersBusy
from procedures.reader_help.reading import Help, help_for
from procedures.showing import Paper, ProcedurePage
from procedures.showing_fees import ShownFees, shown_fees
from procedures.views.freshness import public_page
from procedures.views.reading import day_asked, not_there, page_on, standing_of
from procedures.views.unit_list import busy_response, pdf_response


@access_rule(PUBLIC)
@require_safe
@public_page
def show_procedure(request: HttpRequest, code: str) -> HttpResponse:
    """The procedure in force today, or on the day of ``?on=``. Warm, it asks the database nothing."""
    day = day_asked(request)
    try:
        page = page_on(code, day)
    except catalogue.UnknownProcedure:
        return not_there(request, code, day)
    return render(request, "procedures/detail.html", _context(request, page))


@access_rule(PUBLIC)
@require_safe
def print_checklist(request: HttpRequest, code: str) -> HttpResponse:
    """The papers of the case in the address as a PDF to tick off, in Vietnamese; made once for what it says."""
    day = day_asked(request)
    try:
        with override("vi"):
            page = page_on(code, day)
            return _checklist(page, request.GET, day)
    except catalogue.UnknownProcedure:
        return not_there(request, code, day)
    except PrintersBusy:
        return busy_response()


def _checklist(page: ProcedurePage, query: Mapping[str, str], day: date | None) -> HttpResponse:
    content = content_of(page, query, day or timezone.localdate())
    choice: Choice = content["choice"]
    standing = standing_of(page, day)
    of_version = standing.edition.valid_from if standing.edition and not standing.is_current else None
    pdf = printing.checklist_pdf(
        page, choice, content["fees"], content["times"], on=of_version.isoformat() if of_version else ""
    )
    return pdf_response(pdf, f"{page.code}-{choice.case.key if choice.case else ''}.pdf")


def _context(request: HttpRequest, page: ProcedurePage) -> dict[str, Any]:
    standing = standing_of(page, day_asked(request))
    content = content_of(page, request.GET, standing.shown_day)
    choice: Choice = content["choice"]
    places = places_for(page, choice.commune)
    help_ = help_for(page.code)
    return {
        **content,
        "places": places,
        "standing": standing,
        "faq": help_.questions,
        "papers": _with_forms(choice, help_),
        "editions": history.editions_of(page.code),
        "structured_data": structured_data.json_ld(page, places, help_.questions),
        "share_address": structured_data.canonical(page.code) + choice.address(lang=named_here()),
        "print_address": choice.address(),
        "crumbs": [
            (_("Thủ tục"), reverse("procedures:find")),
        ],
    }


def content_of(page: ProcedurePage, query: Mapping[str, str], day: date) -> dict[str, Any]:
    """What the page's template shows of the version itself: also for the preview of a draft."""
    choice = read_choice(page, query)
    return {
        "page": page,
        "choice": choice,
        "case": choice.case,
        "papers": choice.case.papers if choice.case else [],
        "times": choice.case.times_for(choice.channel) if choice.case else [],
        "fees": _fees(page, choice, day),
        "delegations": showing_delegations.lines(page, choice.commune, day),
        "form": ChoiceForm(page, choice),
    }


def _with_forms(choice: Choice, known: Help) -> list[Paper]:
    """The papers of the case, each with the forms that belong to it."""
    papers = choice.case.papers if choice.case else []
    return [replace(paper, downloads=known.forms_for(paper.code, paper.name)) for paper in papers]


def _fees(page: ProcedurePage, choice: Choice, day: date) -> ShownFees:
    case = choice.case
    return shown_fees(
        case.dues if case else [],
        fee_rule_book.rules(),
        procedure=page.code,
        case=case.key if case else "",
        day=day,
        channel=choice.channel,
    )
