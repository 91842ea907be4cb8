"""What was settled by the person and by their units."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dossiers import settled_work
from dossiers.menus import CASEWORK
from dossiers.settled_work import PERIODS, Question, View
from dossiers.views.people import person
from portal.accounts.rules import access_rule


@access_rule(CASEWORK)
def list_settled(request: HttpRequest) -> HttpResponse:
    """Show what the address asks for."""
    question = Question.read(request.GET.dict())
    page, lines = settled_work.page_of(person(request), question)
    context = {
        "question": question,
        "page": page,
        "lines": lines,
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "periods": PERIODS,
        "unfiltered": f"?xem={question.view}",
    }
    response = render(request, "dossiers/staff/settled.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
