"""The desk of papers on their way between counters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dossiers import transfer_list
from dossiers.menus import PAPERS
from dossiers.statuses import Action
from dossiers.transfer_list import Question, View
from dossiers.views.people import person
from portal.accounts.rules import access_rule
from units.access import holds_any
from units.roles import Role


@access_rule(PAPERS)
def list_transfers(request: HttpRequest) -> HttpResponse:
    """Show what is on its way to the person's counters, or from them; a clerk confirms many arrivals at once."""
    user, question = person(request), Question.read(request.GET.dict())
    context = {
        "question": question,
        "page": transfer_list.page_of(user, question),
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "unfiltered": f"?xem={question.view}",
        "may_confirm": question.view == View.COMING and holds_any(user, Role.CLERK),
        "confirm": Action.CONFIRM_PAPERS,
    }
    response = render(request, "dossiers/staff/transfers.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
