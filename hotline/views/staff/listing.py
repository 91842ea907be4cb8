"""The list of tickets at the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.views.people import person
from hotline import work_list
from hotline.broadcasts.views.staff import ANNOUNCING
from hotline.duplicates import showing as duplicates
from hotline.kinds import Kind
from hotline.menus import AT_WORK, LISTENING, PRESIDING, SETTING
from hotline.monthly.views import READING
from hotline.timeline import shown_state
from hotline.visibility import hears_everything
from hotline.work_list import Question, View
from portal.accounts.rules import access_rule


@access_rule(AT_WORK)
@require_safe
def list_tickets(request: HttpRequest) -> HttpResponse:
    """Show the person's tickets, what is due first on top."""
    question = Question.read(request.GET.dict())
    page = work_list.page_of(person(request), question)
    beside = duplicates.rows_of(person(request), page.rows)
    context = {
        "question": question,
        "page": page,
        "lines": [(ticket, shown_state(ticket), beside.get(ticket.pk)) for ticket in page.rows],
        "now": timezone.now(),
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "kinds": Kind.choices,
        "reads_mail": hears_everything(request.user),
        "hears_calls": LISTENING.check(request),
        "presides": PRESIDING.check(request),
        "sets_terms": SETTING.check(request),
        "reads_report": READING.check(request),
        "may_announce": ANNOUNCING.check(request),
        "unfiltered": f"?xem={question.view}",
    }
    response = render(request, "hotline/staff/list.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
