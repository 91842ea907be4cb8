"""The wallboard, and the list of where it burns."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers.views.people import person
from hotline.kinds import Kind
from hotline.menus import AT_WORK
from hotline.models import Rise
from hotline.roster import heat, wallboard
from portal.accounts.rules import access_rule

_RISES_SHOWN = 5


@access_rule(AT_WORK)
@require_safe
def show_board(request: HttpRequest) -> HttpResponse:
    """The whole page, or only the figures to a board that asks again."""
    is_part = request.headers.get("HX-Target") == "board"
    name = "hotline/roster/_board.html" if is_part else "hotline/roster/board.html"
    response = render(request, name, {"board": wallboard.of(person(request))})
    response["Cache-Control"] = "private, no-store"
    return response


@access_rule(AT_WORK)
@require_safe
def show_heat(request: HttpRequest) -> HttpResponse:
    """Units and procedures of a period, the most told of first."""
    question = heat.Question.read(request.GET.dict())
    context = {
        "question": question,
        "page": heat.page_of(person(request), question),
        "periods": heat.PERIODS,
        "kinds": Kind.choices,
        "rises": Rise.objects.order_by("-began_at")[:_RISES_SHOWN],
    }
    response = render(request, "hotline/roster/heat.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
