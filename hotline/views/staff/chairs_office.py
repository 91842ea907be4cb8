"""The work list of the Chair's office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dossiers.views.people import person
from hotline import chairs_office
from hotline.chairs_office import Question, View
from hotline.menus import PRESIDING
from hotline.timeline import shown_state
from portal.accounts.rules import access_rule


@access_rule(PRESIDING)
@require_safe
@never_cache
def list_at_the_top(request: HttpRequest) -> HttpResponse:
    """Show what climbed to the last rung, whoever waits there longest first. Two queries beside the roles'."""
    question = Question.read(request.GET.dict())
    page = chairs_office.page_of(person(request), question)
    ways = chairs_office.ways_of(page.rows)
    context = {
        "question": question,
        "page": page,
        "lines": [(ticket, shown_state(ticket), ways.get(ticket.pk, [])) for ticket in page.rows],
        "today": timezone.localdate(),
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "unfiltered": f"?xem={question.view}",
    }
    return render(request, "hotline/staff/chairs_office.html", context)
